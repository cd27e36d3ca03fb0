/** The help centre of Larch & Ledge: what the sample agent knows. One entry is one chunk; `answer` is how the shop would say it. */
export type Article = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly answer: string
}

export const collectionId = 'collection_4be1f9a2-0c55-4d13-8f7e-b60d2a91c3e7'

const article = (id: string, title: string, text: string, answer: string): Article => ({ id, title, text, answer })

export const articles: readonly Article[] = [
  article(
    'policy-4.2',
    'Store policies, 4.2 Damaged in transit',
    '4.2 Damaged in transit. If goods arrive broken, snapped, cracked or damaged and the customer tells us within 30 days, offer a replacement or a full refund. No return is needed when a photo shows the damage. Ask for the photo once.',
    'If something arrives broken and you tell us within 30 days, you can have a replacement or a full refund, and with a photo there is no need to send anything back.',
  ),
  article(
    'policy-4.3',
    'Store policies, 4.3 Carrier claims',
    'Carrier claims. Open a claim within 7 days of delivery. Photos of the outer box and the label are required. Refund the customer first, claim after.',
    'We take damage up with the carrier ourselves; photos of the box and the label are all we need from you.',
  ),
  article(
    'policy-4.5',
    'Store policies, 4.5 Late delivery',
    '4.5 Late delivery. When Express was paid and the promised day was missed, refund the shipping fee on request. Standard delivery has no promised day. A late parcel never needs to come back.',
    'When Express misses the day we promised, we refund the shipping fee.',
  ),
  article(
    'policy-3.1',
    'Store policies, 3.1 Returns',
    '3.1 Returns. Unworn goods can be returned within 60 days for a refund or an exchange. The return label is free inside the European Union, the United Kingdom and the United States. Boots count as unworn when they have only been tried on indoors.',
    'Unworn goods can come back within 60 days, and trying boots on indoors is fine. The return label is free in the EU, the UK and the US.',
  ),
  article(
    'policy-3.4',
    'Store policies, 3.4 Exchanges and sizes',
    '3.4 Exchanges. A different size or colour is sent as soon as the return is scanned by the carrier. The price paid stays. Most people take half a size up in the Ridgeway and their usual size in the Tarn Hut.',
    'We send the other size as soon as the carrier scans your return. Most people go half a size up in the Ridgeway and stay with their usual size in the Tarn Hut.',
  ),
  article(
    'policy-5.1',
    'Store policies, 5.1 Price promise',
    '5.1 Price promise. If an item is reduced within 14 days after the order, refund the price difference once, on request. Clearance and used gear are excluded.',
    'If we lower a price within 14 days after your order, we pay the difference back.',
  ),
  article(
    'policy-5.3',
    'Store policies, 5.3 Wrong item in the box',
    '5.3 Wrong item. When we packed the wrong model, the customer chooses: keep it and get the price difference back, or swap it free of charge. Never charge return shipping for our own mistake.',
    'When we pack the wrong thing you choose: keep it and get the difference back, or swap it at our cost.',
  ),
  article(
    'policy-6.2',
    'Store policies, 6.2 Goodwill',
    '6.2 Goodwill. For wear and small damage after the return window, such as a torn gaiter or a lost buckle, offer up to half the price as store credit. Store credit never expires.',
    'For small damage after the return window we can offer store credit of up to half the price. It never expires.',
  ),
  article(
    'policy-7.1',
    'Store policies, 7.1 Changing an order',
    '7.1 Changing an order. The delivery address can be changed until the parcel is handed to the carrier. Afterwards only the carrier can redirect it.',
    'We can change the delivery address until the parcel is handed to the carrier.',
  ),
  article(
    'policy-8.1',
    'Store policies, 8.1 Personal data',
    '8.1 Personal data. On request we erase the account, the order history and saved addresses. This cannot be undone. Invoices are kept for the time the law asks for, separately and without access for support.',
    'On request we erase your account, order history and addresses. It cannot be undone; only invoices stay, locked away, for as long as the law asks.',
  ),
  article(
    'workshop-1',
    'Workshop guide, Resoling',
    'Stitched-welt models (Ridgeway, Drover, Tarn Hut) can be resoled by our Workshop. Cemented soles cannot be resoled. Check that the welt is intact before you promise. Leather that is still lovely is worth a new sole.',
    'Yes, your Ridgeway boots can be resoled: the welt is stitched, and our own Workshop does it.',
  ),
  article(
    'workshop-2',
    'Price list, Workshop',
    'Workshop prices. Full resole of boots $95, heel only $40. Lead time in autumn three to four weeks. Rewaxing leather $12. Zip slider $15. Seam taping from $35.',
    'A full resole costs $95 and takes three to four weeks in autumn; rewaxing the leather is $12.',
  ),
  article(
    'workshop-3',
    'Workshop guide, Tent poles',
    'Tent pole repair. The Workshop replaces single pole sections for $14, usually inside four working days. A repair sleeve and tape hold for a weekend.',
    'The Workshop replaces a single pole section for $14, usually inside four working days.',
  ),
  article(
    'workshop-4',
    'Workshop guide, Down washing',
    'Washing down. Sleeping bags and down jackets are washed by hand or in a large front loader with down soap, thirty degrees, then dried for hours with two tennis balls. No softener. We wash a sleeping bag for $45.',
    'Wash down at thirty degrees with down soap and dry it for hours with two tennis balls, never with softener. We can also do it for you for $45.',
  ),
  article(
    'shipping-1',
    'Shipping, Times and customs',
    'Shipping times. Standard takes three to six working days in Europe and North America, seven to twelve elsewhere. Outside the European Union customs can add some days. Tracking is in the shipping mail.',
    'Standard delivery takes three to six working days in Europe and North America and seven to twelve elsewhere; customs can add a few days.',
  ),
  article(
    'shipping-2',
    'Shipping, Parcel not found',
    'Parcel marked as delivered but not found. Ask neighbours and look at the place in the tracking. We call the courier for the GPS point of the drop. If it does not turn up within two working days, we send it again.',
    'We call the courier for the exact drop point, and if the parcel does not turn up within two working days we send it again.',
  ),
  article(
    'product-1',
    'Product notes, Cloudberry tents',
    'Cloudberry 2 and Cloudberry 3. Two and three persons, three season, 1.9 and 2.4 kg, 3000 mm fly sheet, 5000 mm floor. Poles are 9 mm aluminium. Pitch outer first. A footprint is sold separately for $38.',
    'The Cloudberry is a three-season tent with a 3000 mm fly sheet and a 5000 mm floor, and it pitches outer first.',
  ),
  article(
    'product-2',
    'Product notes, Paper Birch sleeping bags',
    'Paper Birch. Down sleeping bag, comfort minus two degrees, limit minus eight, 980 g. Regular fits people up to 180 cm, Long up to 198 cm. A liner adds four degrees.',
    'The Paper Birch is comfortable down to minus two degrees; Regular fits up to 180 cm and Long up to 198 cm.',
  ),
  article(
    'product-3',
    'Product notes, Kestrel stove',
    'Kestrel petrol stove. If the flame flares or the valve VX-2 sticks, stop using the stove at once. Valves of serial KS-40000 to KS-42000 are replaced free of charge. Never prime indoors.',
    'If a Kestrel flares or its valve sticks, please stop using it at once; valves of serial KS-40000 to KS-42000 are replaced free of charge.',
  ),
  article(
    'product-4',
    'Product notes, Warranty',
    'Warranty. Two years on sewn goods and boots, five years on tent poles and metal parts. Fair wear, burns and dogs are not covered, but we repair them at cost.',
    'Sewn goods and boots have two years of warranty, metal parts and tent poles five.',
  ),
  article(
    'shop-1',
    'Shop, Opening hours',
    'Our shop and the Workshop in Hood River are open Tuesday to Saturday, ten to six. Rental gear is picked up before noon. Dogs are welcome.',
    'The shop and the Workshop in Hood River are open Tuesday to Saturday, ten to six, and dogs are welcome.',
  ),
  article(
    'shop-2',
    'Shop, Rental',
    'Rental. Tents, snowshoes and packs can be rented from $9 a day. Book a week ahead in summer. Rent is credited when you buy the same model within a month.',
    'You can rent tents, snowshoes and packs from $9 a day, and the rent counts towards buying the same model within a month.',
  ),
  article(
    'shop-3',
    'Shop, Gift cards',
    'Gift cards. Sent by mail or printed, from $20, never expire, and can be combined with store credit.',
    'Gift cards start at $20, never expire and can be combined with store credit.',
  ),
]

/** Input guardrails of the sample agent, as its console would show them. */
export const guardrails = [
  {
    name: 'Health and rescue',
    pattern:
      /\b(altitude sick\w*|diamox|acetazolamide|dosage|painkillers?|how many (pills|tablets)|hypothermi\w*|frostbit\w*|dizzy)\b/iu,
    text: 'I cannot give advice on health or rescue. If anyone is in danger, please call your local emergency number now. A colleague at Larch & Ledge reads this message next.',
  },
  {
    name: 'Threats to staff',
    pattern: /\b(i (will|am going to) (find|hurt|come for) you|watch your back)\b/iu,
    text: 'I am ending the automatic chat here. A colleague will contact you.',
  },
] as const
