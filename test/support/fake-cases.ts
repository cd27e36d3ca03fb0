import type { QueueItem } from '#contract/queue-item.ts'
import type { Case, Plan } from '#test/support/fake-data.ts'

/** Who wrote to the invented shop, and what the agent proposes for each. */

export const cases: readonly Case[] = [
  {
    id: 1,
    customer: 'Ana Ruiz',
    channel: 'chat',
    subject: '',
    waited: 18,
    words: [
      'Hi, my Cloudberry 2 tent came today and one pole is snapped clean through at the ferrule. I leave for the Wallowas on Friday, so a replacement will not make it. Can I just get my money back?',
      'It’s 10433. Card is fine. The box was already open at one corner when the driver handed it over, if that helps.',
    ],
  },
  {
    id: 2,
    customer: 'Mateusz Zieliński',
    channel: 'email',
    subject: 'Order 10421 came late',
    waited: 9,
    words: [
      'Good afternoon. I paid for Express so that my Ridgeway boots would reach me before the Tatra trip. They came six days late. I would like the shipping cost back, please.',
    ],
  },
  {
    id: 3,
    customer: 'Callum Frost',
    channel: 'email',
    subject: 'Delete my account',
    waited: 108,
    words: ['Please erase everything you hold about me. I have exported my orders.'],
  },
  {
    id: 4,
    customer: 'Wanjiru Kamau',
    channel: 'email',
    subject: 'Resole or replace?',
    waited: 14,
    words: [
      'Hello! My Ridgeway boots have walked two Mount Kenya trips and the soles are gone, but the leather is still lovely. Is it worth resoling them, and would you do it? I would rather not buy new ones.',
    ],
  },
  {
    id: 5,
    customer: 'Elif Demir',
    channel: 'chat',
    subject: '',
    waited: 12,
    words: ['Merhaba, çadırımın fermuarı bozuldu. Garanti kapsamında mı?'],
  },
  {
    id: 6,
    customer: 'Saoirse Ní Bhriain',
    channel: 'email',
    subject: 'Torn gaiter',
    waited: 11,
    words: [
      'The gaiter tore on the second walk. I am furious, this is the third time, and I want to speak with a person.',
    ],
  },
  {
    id: 7,
    customer: 'Hideo Tanabe',
    channel: 'chat',
    subject: '',
    waited: 10,
    words: ['Thanks, that answers it. One more thing: is the blue one coming back?'],
  },
  {
    id: 8,
    customer: 'Tobias Brandt',
    channel: 'email',
    subject: 'Wrong crampons in the box',
    waited: 42,
    words: [
      'Hi there, I ordered the strap-on crampons and got the step-in pair. I have sent them back today, tracking is 1Z 88A 10398. Could you refund the $62.50 difference? Thanks, Tobias',
    ],
  },
  {
    id: 9,
    customer: 'Dagný Ólafsdóttir',
    channel: 'social',
    subject: '',
    waited: 0,
    words: ['Do you sell trail maps of Fjallabak?'],
  },
]

export const plans: Readonly<Record<number, Plan>> = {
  1: {
    id: 'p1',
    tool: 'refund_order',
    kind: 'tool',
    risk: 3,
    sentence: ['Refund ', ['$184.00'], ' to order ', ['10433'], ' for ', ['Ana Ruiz']],
    arguments: { order_id: '10433', amount: 184, reason: 'Damaged in transit', return_needed: false },
  },
  2: {
    id: 'p2',
    tool: 'refund_order',
    kind: 'tool',
    risk: 3,
    sentence: ['Refund ', ['$12.95'], ' to order ', ['10421'], ' for ', ['Mateusz Zieliński']],
    arguments: { order_id: '10421', amount: 12.95, reason: 'Late delivery' },
  },
  3: {
    id: 'p3',
    tool: 'erase_account',
    kind: 'tool',
    risk: 4,
    sentence: ['Erase account data of ', ['Callum Frost']],
    arguments: { user_id: 'u-3' },
  },
  4: {
    id: 'p4',
    tool: 'send_reply',
    kind: 'reply',
    risk: 2,
    sentence: ['Reply to ', ['Wanjiru Kamau'], ' by email'],
    arguments: {
      text: 'Hi Wanjiru,\n\nYes, your Ridgeway boots can be resoled: the welt is stitched, and our own Workshop does it. A full resole costs $95 and takes three to four weeks.\n\nPost them by 28 November and you have them back before the holidays.',
    },
  },
  5: {
    id: 'p5',
    tool: 'send_reply',
    kind: 'reply',
    risk: 2,
    sentence: ['Reply to ', ['Elif Demir'], ' by chat'],
    arguments: { text: 'Merhaba Elif, evet, fermuar iki yıl garanti kapsamındadır.' },
  },
  6: {
    id: 'p6',
    tool: 'ESCALATE',
    kind: 'escalate',
    risk: 1,
    sentence: ['Escalate ', ['Saoirse Ní Bhriain'], ' to ', ['Workshop']],
    arguments: { reason: 'Third failure, asks for a person', priority: 'high' },
  },
  7: {
    id: 'p7',
    tool: 'CLOSE',
    kind: 'close',
    risk: 2,
    sentence: ['Close the conversation with ', ['Hideo Tanabe']],
    arguments: {},
  },
  8: {
    id: 'p8',
    tool: 'refund_order',
    kind: 'tool',
    risk: 3,
    state: 'unknown',
    sentence: ['Refund ', ['$62.50'], ' to order ', ['10398'], ' for ', ['Tobias Brandt']],
    arguments: { order_id: '10398', amount: 62.5 },
  },
  9: {
    id: 'p9',
    tool: 'get_customer',
    kind: 'tool',
    risk: 0,
    sentence: ['Look up ', ['Dagný Ólafsdóttir']],
    arguments: { email: 'dagny@example.com' },
  },
}

export const itemChanges: Readonly<Record<number, Partial<QueueItem>>> = {
  1: { title: 'Refund $184.00', reason: 'customer waiting', bundleSize: 2 },
  2: { title: 'Refund $12.95', marks: ['edited'], reason: 'agent waiting' },
  3: { title: 'Erase account data' },
  4: { title: 'Reply about resoling boots' },
  5: { title: 'Reply in Turkish', marks: ['guardrail'] },
  6: { title: 'Escalate to Workshop', marks: ['rejected_before'] },
  7: { title: 'Close conversation', reason: 'open question' },
  8: { title: 'Refund $62.50', reason: 'may have happened' },
  9: { title: 'Look up customer', waitingSince: null },
}
