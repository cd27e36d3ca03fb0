/** The customers and colleagues of Larch & Ledge, an outdoor shop that exists only here. */
export type Person = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly city: string
  readonly country: string
  /** Four digits of the card that pays. */
  readonly card: string
  readonly since: string
  readonly language: string
}

const person = (
  id: string,
  name: string,
  email: string,
  city: string,
  country: string,
  card: string,
  since: string,
  language = 'en',
  phone: string | null = null,
): Person => ({ id, name, email, phone, city, country, card, since, language })

export const people: readonly Person[] = [
  person('C-2001', 'Ana Ruiz', 'ana.ruiz@mail.example', 'Portland', 'US', 'Visa •• 4471', '2023-04-02'),
  person('C-2002', 'Mateusz Zieliński', 'mateusz@zielinski.example', 'Kraków', 'PL', 'Visa •• 0912', '2021-09-18'),
  person('C-2003', 'Wanjiru Kamau', 'wanjiru@kamau.example', 'Nairobi', 'KE', 'Mastercard •• 7730', '2019-02-11'),
  person('C-2004', 'Saoirse Ní Bhriain', 'saoirse@nibhriain.example', 'Galway', 'IE', 'Visa •• 3318', '2020-06-25'),
  person('C-2005', 'Hideo Tanabe', 'hideo.tanabe@mail.example', 'Sapporo', 'JP', 'JCB •• 5096', '2018-12-01'),
  person('C-2006', 'Sigrun Dahl', 'sigrun.dahl@post.example', 'Tromsø', 'NO', 'Visa •• 8841', '2022-03-30'),
  person('C-2007', 'Tobias Brandt', 'tobias.brandt@post.example', 'Innsbruck', 'AT', 'Visa •• 2207', '2020-01-14'),
  person('C-2008', 'Leila Haddad', 'leila.haddad@mail.example', 'Marseille', 'FR', 'Visa •• 6125', '2024-08-08'),
  person(
    'C-2009',
    'Nguyễn Thảo',
    'thao.nguyen@mail.example',
    'Đà Lạt',
    'VN',
    'Visa •• 1904',
    '2022-11-21',
    'en',
    '+84 90 555 01 17',
  ),
  person(
    'C-2010',
    'Dagný Ólafsdóttir',
    'dagny@olafsdottir.example',
    'Ísafjörður',
    'IS',
    'Mastercard •• 2650',
    '2017-05-05',
  ),
  person('C-2011', 'Rahel Tesfaye', 'rahel.t@mail.example', 'Addis Ababa', 'ET', 'Visa •• 7782', '2023-10-10'),
  person('C-2012', 'Callum Frost', 'callum@frost.example', 'Inverness', 'GB', 'Visa •• 0043', '2016-07-19'),
  person('C-2013', 'Ifeoma Okonkwo', 'ifeoma.okonkwo@mail.example', 'Lagos', 'NG', 'Mastercard •• 9156', '2021-01-30'),
  person('C-2014', 'Bartholomew Nkemelu', 'bart.nkemelu@mail.example', 'Denver', 'US', 'Amex •• 1008', '2022-02-14'),
  person(
    'C-2015',
    'Elif Demir',
    'elif.demir@posta.example',
    'İzmir',
    'TR',
    'Visa •• 5537',
    '2024-01-09',
    'tr',
    '+90 555 010 42 17',
  ),
  person('C-2016', 'Thandeka Mabuza', 'thandeka@mabuza.example', 'Durban', 'ZA', 'Visa •• 4409', '2020-10-02'),
  person(
    'C-2017',
    'Joaquín Salvatierra',
    'joaquin.salvatierra@mail.example',
    'Cusco',
    'PE',
    'Visa •• 6670',
    '2023-06-12',
  ),
  person(
    'C-2018',
    'Mireille Okafor-Blanc',
    'mireille@okaforblanc.example',
    'Lausanne',
    'CH',
    'Visa •• 2291',
    '2019-09-09',
  ),
  person('C-2019', 'Priya Raman', 'priya.raman@mail.example', 'Pune', 'IN', 'Visa •• 3874', '2022-05-17'),
  person('C-2020', 'Konstantin Weiss', 'k.weiss@post.example', 'Zürich', 'CH', 'Mastercard •• 6008', '2015-03-03'),
  person('C-2021', 'Juniper Hale', 'juniper@hale.example', 'Bozeman', 'US', 'Visa •• 7261', '2024-03-21'),
]

export type Admin = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly title: string
  readonly teams: readonly number[]
}

/** The first is the one whose token the desk holds. */
export const admins: readonly Admin[] = [
  { id: '700100201', name: 'Jo Lindqvist', email: 'jo@larchledge.example', title: 'Customer care', teams: [814865] },
  { id: '700100202', name: 'Maren Kvist', email: 'maren@larchledge.example', title: 'Customer care', teams: [814865] },
  { id: '700100203', name: 'Kofi Asante', email: 'kofi@larchledge.example', title: 'Workshop lead', teams: [814866] },
]

export const teams: readonly { readonly id: string; readonly name: string; readonly admins: readonly number[] }[] = [
  { id: '814865', name: 'Customer care', admins: [700100201, 700100202] },
  { id: '814866', name: 'Workshop', admins: [700100203] },
]

/** The face behind automatic messages. */
export const operator = { type: 'bot', id: '5', name: 'Larch & Ledge', email: 'hello@larchledge.example' } as const

export function personByName(name: string): Person {
  const found = people.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`Nobody here is called ${name}`)
  return found
}
