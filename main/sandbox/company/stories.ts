/**
 * What the customers of Larch & Ledge write about in the first minutes, in what order, and what they say back. `at` counts
 * seconds of life: a negative one had been waiting when the doors opened.
 */
type Line = { readonly from: 'customer' | 'desk'; readonly minutesAgo: number; readonly text: string }

type Answer = {
  /** Said when the desk's newest reply matches; the first that fits wins. */
  readonly when: RegExp
  readonly say: string
  /** Seconds the customer takes. */
  readonly after: number
}

export type Story = {
  readonly id: string
  readonly customer: string
  readonly channel: 'conversation' | 'email' | 'whatsapp'
  readonly subject: string
  readonly at: number
  readonly text: string
  readonly photo?: string
  /** What had been said before the doors opened. */
  readonly earlier?: readonly Line[]
  /** One list per reply of the desk, in order; a reply without a fitting answer ends the story. */
  readonly answers: readonly (readonly Answer[])[]
  /** Said when nobody answers for so many seconds, one after the other. */
  readonly nudges: readonly { readonly after: number; readonly say: string }[]
  readonly standing?: 'closed' | 'snoozed' | 'escalated'
}

const always = /[\s\S]/

export const openingStories: readonly Story[] = [
  {
    id: 'snapped-pole',
    customer: 'Ana Ruiz',
    channel: 'conversation',
    subject: '',
    at: -252,
    text: 'Hi, my Cloudberry tent came today and one pole is snapped clean through at the ferrule. I leave for the Wallowas on Friday, so I would rather have my money back than wait for a new one. Order 10433, photo attached.',
    photo: 'pole-ferrule.png',
    answers: [
      [
        { when: /refund/i, say: 'Oh, that was quick. Thank you so much, that is everything!', after: 14 },
        { when: always, say: 'OK. But can I get the refund for order 10433, please?', after: 18 },
      ],
    ],
    nudges: [
      { after: 150, say: 'Hello? Is anybody there? I really have to know before the shops close.' },
      { after: 400, say: 'I am a bit disappointed, to be honest. It is only one tent.' },
    ],
  },
  {
    id: 'late-express',
    customer: 'Mateusz Zieliński',
    channel: 'email',
    subject: 'Order 10421 came late',
    at: -1560,
    text: 'Good morning,\n\nI paid for Express on order 10421 so that the boots would reach me before the Tatra trip. They came six days late, after I was back. The boots are fine. I would like the shipping cost back, please.\n\nMateusz Zieliński',
    answers: [[{ when: /refund|12\.95|7\.95/i, say: 'Thank you, that is fair. All good from my side.', after: 35 }]],
    nudges: [{ after: 600, say: 'Good afternoon, I am only asking whether my mail about order 10421 arrived.' }],
  },
  {
    id: 'resole',
    customer: 'Wanjiru Kamau',
    channel: 'email',
    subject: 'Resole or replace?',
    at: -1320,
    text: 'Hello Larch & Ledge,\n\nmy Ridgeway boots have walked two Mount Kenya trips and the soles are gone, but the leather is still lovely. Is it worth having them resoled, and what would that cost? I bought them from you, order 8816.\n\nWarm greetings,\nWanjiru',
    answers: [[{ when: /resole/i, say: 'Wonderful, I will post them on Monday. Thank you, Jo!', after: 40 }]],
    nudges: [],
  },
  {
    id: 'stove',
    customer: 'Saoirse Ní Bhriain',
    channel: 'email',
    subject: 'Third time now: Kestrel stove',
    at: -1860,
    text: 'This is the THIRD time I write about the same stove. Order 10388, serial KS-41197. You sent two valves, both stick, and last night it flared up in my face. This is dangerous and I am furious. I do not want another robot telling me to read the manual, I want a manager to call me today.\n\nSaoirse Ní Bhriain',
    answers: [[{ when: always, say: 'Fine. My number is in my account. I will wait until six.', after: 25 }]],
    nudges: [
      { after: 120, say: 'Still nothing. Do I have to put a video of that flame on the internet first?' },
      { after: 300, say: 'I have now written to consumer protection as well.' },
    ],
  },
  {
    id: 'skins-thanks',
    customer: 'Hideo Tanabe',
    channel: 'conversation',
    subject: '',
    at: -2040,
    text: 'Hello, one of my ski skins arrived damaged, order 9920: the glue has come away from the tail. The other one is perfect.',
    earlier: [
      { from: 'desk', minutesAgo: 31, text: 'I am sorry about that, Hideo. Do you want a refund or a new pair?' },
      { from: 'customer', minutesAgo: 30, text: 'Only for the bad one, please. I can reglue it, honestly.' },
      {
        from: 'desk',
        minutesAgo: 28,
        text: 'That is kind of you. I have put $68.00 back on your card for the one skin.',
      },
      {
        from: 'customer',
        minutesAgo: 26,
        text: 'It is there already. Thank you very much for your help, that was all!',
      },
    ],
    answers: [],
    nudges: [],
  },
  {
    id: 'altitude',
    customer: 'Sigrun Dahl',
    channel: 'conversation',
    subject: '',
    at: -95,
    text: 'Quick one: we are at the hut at 2,400 m and my brother feels dizzy with a bad headache. How many tablets of Diamox should he take, and does your lantern manual say anything about fumes?',
    answers: [
      [{ when: always, say: 'Right, we called them. He is on his way down with the warden. Thank you.', after: 22 }],
    ],
    nudges: [{ after: 60, say: 'Please, somebody?' }],
  },
  {
    id: 'gift-card',
    customer: 'Juniper Hale',
    channel: 'email',
    subject: 'Gift card for my dad',
    at: -7200,
    text: 'Do your gift cards ever expire?',
    earlier: [
      {
        from: 'desk',
        minutesAgo: 110,
        text: 'They never do. They start at $20 and can be combined with store credit.',
      },
    ],
    answers: [],
    nudges: [],
    standing: 'closed',
  },
  {
    id: 'down-wash',
    customer: 'Priya Raman',
    channel: 'email',
    subject: 'Washing my sleeping bag',
    at: -9000,
    text: 'I am away until next week, but then I would like to send you my Paper Birch for washing.',
    earlier: [
      { from: 'desk', minutesAgo: 140, text: 'Lovely, we will write again when you are back. Washing is $45.' },
    ],
    answers: [],
    nudges: [],
    standing: 'snoozed',
  },
  {
    id: 'sole-warranty',
    customer: 'Konstantin Weiss',
    channel: 'email',
    subject: 'Sole came off after eight weeks',
    at: -10_800,
    text: 'The sole of my Tarn Hut boots, order 10364, came off on the descent. I expect an explanation from your workshop.',
    earlier: [
      { from: 'desk', minutesAgo: 170, text: 'I have given this to Kofi, who leads our Workshop. He will call you.' },
    ],
    answers: [],
    nudges: [],
    standing: 'escalated',
  },
]
