import { expect, test } from 'vitest'
import { placesOf, valuesFromCustomer } from '#renderer/app/Inbox/customer-marks.ts'

test('only what was seen in the customer’s words is looked for', () =>
  expect(
    valuesFromCustomer({
      arguments: { order_id: '10433', amount: 184, note: 'ok', who: { name: ' Ana ' } },
      origins: { '/order_id': 'customer', '/amount': 'tool', '/note': 'customer', '/who/name': 'customer' },
    }),
  ).toEqual(['10433', 'Ana']))

test.each([
  ['It’s 10433. Card is fine.', ['10433'], ['10433']],
  ['10433-A and 10433', ['10433'], ['10433', '10433']],
  ['order 104331 and x10433', ['10433'], []],
  ['write to ANA@example.com', ['ana@example.com'], ['ANA@example.com']],
  ['İ 10433', ['10433'], []],
  ['nothing', [], []],
] as const)('%s', (text, values, marked) =>
  expect(placesOf(text, values).map(([start, end]) => text.slice(start, end))).toEqual(marked),
)
