/** What the customers of Larch & Ledge bought. Dates are days before today, so that the shop never grows old. */
type OrderLine = {
  readonly item: string
  readonly quantity: number
  readonly price: number
  readonly priceNow?: number
}

export type OrderSeed = {
  readonly id: string
  readonly customer: string
  readonly lines: readonly OrderLine[]
  readonly shipping: { readonly method: 'Standard' | 'Express'; readonly price: number; readonly standardPrice: number }
  readonly orderedDaysAgo: number
  readonly promisedDaysAgo: number
  /** Null: still under way. */
  readonly deliveredDaysAgo: number | null
  readonly address: string
  readonly note: string
  readonly warrantyMonths: number
  readonly returned?: { readonly item: string; readonly amount: number; readonly condition: string }
}

const standard = { method: 'Standard', price: 7.95, standardPrice: 7.95 } as const
const express = { method: 'Express', price: 12.95, standardPrice: 5 } as const

const order = (
  id: string,
  customer: string,
  lines: readonly OrderLine[],
  [orderedDaysAgo, promisedDaysAgo, deliveredDaysAgo]: readonly [number, number, number | null],
  address: string,
  more: Partial<OrderSeed> = {},
): OrderSeed => ({
  id,
  customer,
  lines,
  shipping: standard,
  orderedDaysAgo,
  promisedDaysAgo,
  deliveredDaysAgo,
  address,
  note: '',
  warrantyMonths: 24,
  ...more,
})

export const orders: readonly OrderSeed[] = [
  order(
    '10433',
    'C-2001',
    [{ item: 'Cloudberry 2 tent, Moss', quantity: 1, price: 184 }],
    [4, 0, 0],
    '2214 SE Ankeny Street, Portland, OR 97214',
    {
      note: 'Driver noted: box open at one corner.',
    },
  ),
  order(
    '10421',
    'C-2002',
    [{ item: 'Tarn Hut boots, EU 43', quantity: 1, price: 219 }],
    [14, 11, 5],
    'ul. Kanonicza 18, 31-002 Kraków',
    {
      shipping: express,
      note: 'Express paid, arrived six days after the promise.',
    },
  ),
  order(
    '8816',
    'C-2003',
    [{ item: 'Ridgeway GTX boots, EU 40', quantity: 1, price: 245 }],
    [1715, 1710, 1709],
    'Ngong Road 114, Nairobi',
  ),
  order(
    '10388',
    'C-2004',
    [{ item: 'Kestrel petrol stove', quantity: 1, price: 139 }],
    [33, 28, 28],
    '6 Bóthar na Trá, Gaillimh',
    {
      note: 'Second replacement valve sent nine days ago.',
    },
  ),
  order(
    '9920',
    'C-2005',
    [{ item: 'Snowgrass climbing skins, pair', quantity: 1, price: 136 }],
    [48, 44, 44],
    '3-14 Miyanomori, Chūō-ku, Sapporo',
    {
      note: 'Refunded 68.00 for one skin.',
    },
  ),
  order(
    '10437',
    'C-2006',
    [{ item: 'Lodestar lantern', quantity: 1, price: 58 }],
    [19, 15, 15],
    'Storgata 91, 9008 Tromsø',
  ),
  order(
    '10398',
    'C-2007',
    [{ item: 'Gratwerk crampons, 12 point', quantity: 1, price: 162.5 }],
    [21, 17, 17],
    'Höttinger Gasse 31, 6020 Innsbruck',
    {
      note: 'Gratwerk Light (100.00) was packed instead; customer keeps it.',
      returned: {
        item: 'Wrong model packed, price difference',
        amount: 62.5,
        condition: 'customer keeps the lighter pair',
      },
    },
  ),
  order(
    '10451',
    'C-2008',
    [{ item: 'Drover jacket, Rust', quantity: 1, price: 149, priceNow: 127 }],
    [6, 3, 2],
    '14 rue des Trois Mages, 13006 Marseille',
  ),
  order(
    '10460',
    'C-2009',
    [{ item: 'Paper Birch sleeping bag, Regular', quantity: 1, price: 210 }],
    [1, -3, null],
    '12 Trần Phú, Đà Lạt',
    {
      note: 'Not yet handed to the carrier.',
    },
  ),
  order(
    '10402',
    'C-2011',
    [{ item: 'Bracken gaiters', quantity: 1, price: 60 }],
    [26, 22, 21],
    'Bole Road 44, Addis Ababa',
  ),
  order(
    '10376',
    'C-2013',
    [{ item: 'Kestrel stove pump', quantity: 2, price: 31.5 }],
    [40, 36, 36],
    '9 Awolowo Road, Ikoyi, Lagos',
  ),
  order(
    '10455',
    'C-2014',
    [{ item: 'Cairn 55 pack, Slate', quantity: 1, price: 229 }],
    [5, 1, 1],
    '1930 Blake Street, Denver, CO 80202',
    {
      note: 'Carrier: delivered, left with a neighbour, no name.',
    },
  ),
  order(
    '10447',
    'C-2015',
    [{ item: 'Sedge mat, Long', quantity: 1, price: 96 }],
    [7, 2, null],
    'Kıbrıs Şehitleri Cad. 112, Alsancak, İzmir',
    {
      note: 'Held at customs, released yesterday.',
    },
  ),
  order(
    '10440',
    'C-2016',
    [{ item: 'Paper Birch sleeping bag, Long', quantity: 1, price: 228 }],
    [12, 8, 8],
    '77 Florida Road, Durban',
  ),
  order(
    '10462',
    'C-2017',
    [{ item: 'Larch trekking poles, pair', quantity: 1, price: 88 }],
    [9, 4, 4],
    'Cuesta San Blas 561, Cusco',
  ),
  order(
    '10415',
    'C-2018',
    [{ item: 'Cloudberry 3 tent, Ochre', quantity: 1, price: 236 }],
    [18, 14, 14],
    'Rue du Petit-Chêne 22, 1003 Lausanne',
  ),
  order(
    '10364',
    'C-2020',
    [{ item: 'Tarn Hut boots, EU 45', quantity: 1, price: 219 }],
    [61, 57, 57],
    'Weinbergstrasse 80, 8006 Zürich',
  ),
]
