import { expect, test } from 'vitest'
import { everyMask } from '#contract/exchange.ts'
import { createMasker } from '#main/domain/exchange/masking.ts'

const mask = (text: string) => createMasker(everyMask).text(text)

test.each([
  ['4111 1111 1111 1111', '[card 1]'],
  ['my card 4111-1111-1111-1111, thanks', 'my card [card 1], thanks'],
  ['4111.1111.1111.1111', '[card 1]'],
  ['4111\u00a01111\u20091111\u20111111', '[card 1]'],
  ['4\u200b1\u200b1\u200b1111111111111', '[card 1]'],
  ['4111111111111111 5555555555554444', '[card 1] [card 2]'],
  ['order 77 4111 1111 1111 1111 99', 'order 77 [card 1] 99'],
  ['3782 822463 10005', '[card 1]'],
  ['a@b.example and A@B.example', '[email 1] and [email 1]'],
  ['jörg.müller@würze.example', '[email 1]'],
  ['call +44 20 7946 0958 now', 'call [phone 1] now'],
  ['(555) 123-4567 or 555-123-4567', '[phone 1] or [phone 1]'],
  ['030 1234 5678', '[phone 1]'],
  ['DE89 3704 0044 0532 0130 00 please', '[iban 1] please'],
  ['GB29NWBK60161331926819', '[iban 1]'],
  ['gb29nwbk60161331926819', '[iban 1]'],
  ['call 5551234567 or (555)123-4567', 'call [phone 1] or [phone 1]'],
  ['４１１１ １１１１ １１１１ １１１１', '[card 1]'],
  ['٤١١١١١١١١١١١١١١١ and 4111111111111111', '[card 1] and [card 1]'],
  ['https://a.example/?q=jo%40b.example&c=4111%201111%201111%201111', 'https://a.example/?q=[email 1]&c=[card 1]'],
  ['100%25 of %zz', '100%25 of %zz'],
  ['the key is sk-abcdefghijklmnop1234', 'the key is [secret 1]'],
])('%s', (text, masked) => {
  expect(mask(text)).toBe(masked)
})

test.each([
  '#W4923227',
  '4111 1111 1111 1112',
  'from 2024-05-14 to 2024-06-01',
  'product 4768869376, item 7751905257',
  '1,234,567.89',
  '10.0.0.1',
  'at 12:30:45',
  'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90',
  'It costs $321.18.',
])('%s stays', (text) => {
  expect(mask(text)).toBe(text)
})

test('JSON is masked by its names as well, numbers and names of fields too', () => {
  const masker = createMasker(everyMask)
  expect(
    masker.json({
      card: 4111111111111111,
      at: 1_700_000_000_000,
      phone: '5551234567',
      password: 'hunter2',
      list: ['a@b.example', { 'a@b.example': 1 }],
      text: '{"card":4111111111111111,"mobile":"5551234567"}',
    }),
  ).toEqual({
    card: '[card 1]',
    at: 1_700_000_000_000,
    phone: '[phone 1]',
    password: '[secret 1]',
    list: ['[email 1]', { '[email 1]': 1 }],
    text: '{"card":"[card 1]","mobile":"[phone 1]"}',
  })
  expect(masker.counts()).toEqual({ card: 1, phone: 1, secret: 1, email: 1 })
})

test('numbers under the name of a secret are one, numbers of things stay', () => {
  const given = { cvv: 123, password: 12345678, tokens: 5, product_id: '4768869376', item_ids: ['4768869376'] }
  expect(createMasker(everyMask).json(given)).toEqual({ ...given, cvv: '[secret 1]', password: '[secret 2]' })
})

test('a mask that is off leaves its values', () => {
  const masker = createMasker(['email'])
  expect(masker.text('a@b.example 4111 1111 1111 1111')).toBe('[email 1] 4111 1111 1111 1111')
  expect(createMasker([]).text('a@b.example')).toBe('a@b.example')
})

test('a text that was made to take long takes no longer than another', () => {
  const long = 50_000
  const texts = [
    'a'.repeat(long),
    `${'a'.repeat(long)}@`,
    '1 '.repeat(long),
    '%41'.repeat(long),
    'AB12C'.repeat(long / 5),
    'a@'.repeat(long / 2),
  ]
  const since = performance.now()
  for (const text of [...texts, `${'1'.repeat(long)}x`, '-----BEGIN PRIVATE KEY-----'.repeat(2000)]) mask(text)
  expect(performance.now() - since).toBeLessThan(5000)
})
