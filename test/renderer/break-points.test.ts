import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakPoints } from '#renderer/ui/break-points.ts'

test.each([
  ['tobias.brandt@example.com', ['tobias.', 'brandt@', 'example.', 'com']],
  ['write to elif.demir@example.com.tr today', ['write to elif.', 'demir@', 'example.', 'com.', 'tr today']],
  ['https://shop.example/orders?id=10433', ['https://', 'shop.', 'example/', 'orders?', 'id=', '10433']],
  ['order-2026-11-22-000001', ['order-', '2026-', '11-', '22-', '000001']],
  ['a@b.example', ['a@b.example']],
  ['Nothing to divide here, only words. And sentences.', ['Nothing to divide here, only words. And sentences.']],
  ['abcdefghijklmnopqrstuvwxyz', ['abcdefghijklmnopqrstuvwxyz']],
  ['', ['']],
])('%s', (text, pieces) => expect(breakPoints(text)).toEqual(pieces))

test('the pieces are the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '@', '.', '/', ' ', '😀', '-'), maxLength: 80 })
  fc.assert(fc.property(text, (words) => breakPoints(words).join('') === words))
})

test('a whole document is left in one piece', () => expect(breakPoints('a.b'.repeat(2000))).toHaveLength(1))
