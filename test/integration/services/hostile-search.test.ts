import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { hostileTexts } from '#test/support/hostile-texts.ts'
import { incomingConversation, incomingMessage } from '#test/support/store.ts'

/** Whatever is typed into the search of a desk, it answers. */
let rig: DeskInProcess
beforeAll(async () => {
  rig = await startDesk()
  const words = ['order', 'refund', 'parcel', 'lamp', '退款', 'คืนเงิน', 'rückgabe', 'near', 'OR', 'a"b']
  await rig.store().conversations.merge(
    Array.from({ length: 300 }, (_, number) => {
      const text = words.map((_word, at) => words[(number * 3 + at * at) % words.length]).join(' ')
      const hostile = hostileTexts[number % hostileTexts.length]?.text ?? ''
      return incomingConversation(`h${number}`, {
        messages: [incomingMessage(`h${number}-1`, { text }), incomingMessage(`h${number}-2`, { text: hostile })],
      })
    }),
    null,
  )
})
afterAll(() => rig.stop())

const point = String.fromCodePoint
const lone = [point(0xd83d), point(0xde00)]
const signs = [
  '"',
  "'",
  '*',
  '(',
  ')',
  '|',
  '-',
  ':',
  '^',
  '+',
  '{',
  '}',
  '\\',
  '%',
  '_',
  ';',
  '--',
  '/*',
  '\0',
  ',',
  '<',
  '≥',
]
const syntax = [
  'near(',
  'NEAR(a b, 3)',
  'near(order refund, 99999999999)',
  'near(, 5)',
  'AND',
  'OR',
  'NOT',
  'text:',
  'rowid:1',
  '{text}:x',
  'order*',
  '*r*',
  '*',
  '**',
  '"order" *',
  "' or 1=1 --",
  'risk:',
  'risk:>=',
  'id:99999999999999999999',
  'id:-1',
  'arg.:3',
  'arg."a.b".0:1e308',
  'arg.amount:>NaN',
  'cost:1..',
  'before:0000-00-00',
  'after:-999999999y',
  'tag:%',
  'by:me|me|me',
  'rag.score:200%',
  'duration:99999999999999d',
  'author:""',
]
const marks = [0x200b, 0x200e, 0x200f, 0x202e, 0x2066, 0x2069, 0xfeff, 0xe0041, 0x301].map((code) => point(code))
const piece = fc.oneof(
  fc.constantFrom(...signs),
  fc.constantFrom(...syntax),
  fc.constantFrom(...marks, ...lone),
  fc.constantFrom('order', 'refund', 'o', '退', '退款', 'คืน', '😀'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const typed = fc
  .tuple(fc.array(piece, { maxLength: 40 }), fc.constantFrom('', ' '))
  .map(([parts, between]) => parts.join(between).slice(0, 2000))

/** Generous: a walk through a whole table would take no longer here, an endless one would. */
const longMs = 4000

async function askAll(text: string, caret: number): Promise<void> {
  const { transcripts } = rig.desk()
  const began = performance.now()
  const [page, counted, { facets }, parsed] = await Promise.all([
    transcripts.search({ text, order: caret % 2 === 0 ? 'newest' : 'relevance', cursor: null, limit: 20 }),
    transcripts.count({ text }),
    transcripts.facets({ text }),
    transcripts.parse({ text, caret }),
  ])
  expect(performance.now() - began).toBeLessThan(longMs)
  expect(page.problems).toEqual(parsed.problems)
  expect(counted.problems).toEqual(parsed.problems)
  expect(facets.length).toBeGreaterThan(0)
  for (const { snippet } of page.hits) {
    for (const [from, to] of snippet?.ranges ?? []) {
      expect(from).toBeLessThan(to)
      expect(to).toBeLessThanOrEqual(snippet?.text.length ?? 0)
    }
  }
}

test('signs, syntax, halves of characters and noise are answered, and what is not understood is named', async () => {
  await fc.assert(fc.asyncProperty(typed, fc.nat(2000), askAll), { numRuns: 120 })
}, 60_000)

test('the longest and the deepest that can be typed', async () => {
  for (const one of [
    'a',
    '*a* ',
    '-',
    '(',
    'a|',
    'near(a b) ',
    '"',
    '退',
    'a OR ',
    'order* ',
    `${point(0x301)}`,
    'arg.a:1|',
  ])
    await askAll(one.repeat(2000).slice(0, 2000), 1999)
  for (const one of [...signs, ...syntax, ...marks, ...lone]) await askAll(one, 0)
  for (const { text } of hostileTexts) await askAll(text.slice(0, 2000), 3)
}, 60_000)
