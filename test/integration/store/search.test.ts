import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openForReading, openForWriting } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { searchStatement } from '#main/store/search.ts'
import { mergeSearch } from '#main/store/search-upkeep.ts'
import { foldWord } from '#main/store/search-text.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

const words = [
  'order',
  'Órder',
  'ordering',
  'refund',
  're',
  'REFUND',
  'naïve',
  'naive',
  'W12',
  '#W12',
  'x-y',
  "don't",
  'AND',
  'a',
]
const texts = fc.sample(
  fc
    .array(fc.constantFrom(...words, '"', '*', '—', '🙂'), { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join(' ')),
  { numRuns: 400, seed: 7 },
)

let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeAll(async () => {
  ;({ store, options, remove } = await emptyStore())
  const messages = texts.map((text, index) => incomingMessage(`m${index}`, { text }))
  await store.conversations.merge([incomingConversation('c1', { messages })], null)
})
afterAll(() => remove())

const split = (text: string) => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []

/** By reading everything: each typed word's parts side by side, the last one as a beginning. */
function scan(query: string): readonly number[] {
  const groups = query
    .split(/\s+/)
    .map((word) => split(word).map(foldWord))
    .filter((group) => group.length > 0)
  if (groups.length === 0) return []
  return texts
    .flatMap((text, index) => {
      const tokens = split(text).map(foldWord)
      const fits = groups.every((group, place) =>
        tokens.some((_, from) =>
          group.every((wanted, offset) => {
            const mayGoOn = place === groups.length - 1 && offset === group.length - 1
            const token = tokens[from + offset] ?? ''
            return mayGoOn ? token.startsWith(wanted) : token === wanted
          }),
        ),
      )
      return fits ? [index + 1] : []
    })
    .toReversed()
}

async function findAll(text: string): Promise<readonly number[]> {
  const found: number[] = []
  for (let before: number | null = null; ;) {
    const page = await store.search({ text, before, limit: 37 })
    found.push(...page.hits.map(({ messageId }) => messageId))
    if (page.before === null) return found
    before = page.before
  }
}

test('search finds what a scan finds, newest first, over all pages', async () => {
  const typed = fc
    .array(fc.constantFrom(...words, 'ord', 'n', 'x', 'ref', 'refunds'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(' '))
  await fc.assert(
    fc.asyncProperty(typed, async (text) => {
      expect(await findAll(text)).toEqual(scan(text))
    }),
    { numRuns: 150 },
  )
})

test('nothing anybody types is a syntax error', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          "'",
          '*',
          '(',
          ')',
          ':',
          '-',
          '^',
          '+',
          'NEAR',
          'AND',
          'OR',
          'NOT',
          'text',
          '\0',
          'a',
          ' ',
        ),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const { hits } = await store.search({ text, before: null, limit: 5 })
      expect(hits.length).toBeLessThanOrEqual(5)
    }),
    { numRuns: 400 },
  )
})

test('a hit tells whose conversation it is and where its words stand', async () => {
  const { hits } = await store.search({ text: 'order', before: null, limit: 1 })
  expect(hits[0]).toMatchObject({ conversationId: 1, customer: 'Ana Ruiz', author: 'Ana Ruiz', at: 1000 })
  const [from, to] = hits[0]!.ranges[0]!
  expect(foldWord(hits[0]!.text.slice(from, to))).toMatch(/^order/)
})

test('the query reads the posting list from its end and joins by key', () => {
  const db = openForReading(options.file)
  try {
    const plan = db.prepare<[string, bigint, number], { detail: string }>(`explain query plan ${searchStatement}`)
    const details = plan.all('"order"', 1000n, 50).map(({ detail }) => detail)
    expect(details).toEqual([
      expect.stringMatching(/^SCAN f VIRTUAL TABLE INDEX/),
      'SEARCH m USING INTEGER PRIMARY KEY (rowid=?)',
      'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
    ])
  } finally {
    db.close()
  }
})

test('the pieces of the index are merged step by step, and everything is still found', () => {
  const db = openForWriting(options.file)
  try {
    const pieces = db.prepare<[], number>('select count(distinct segid) from message_search_idx').pluck()
    const add = db.prepare<[number, string]>('insert into message_search(rowid, text) values (?, ?)')
    for (let id = 10_000; id < 10_003; id += 1) add.run(id, `zebra${id} crossing`)
    expect(pieces.get()).toBeGreaterThan(2)
    let steps = 0
    while (mergeSearch(db)) steps += 1
    expect(steps).toBeGreaterThan(0)
    expect(pieces.get()).toBe(1)
    const found = db.prepare<[], number>(`select rowid from message_search where message_search match 'crossing'`)
    expect(found.pluck().all()).toEqual([10_000, 10_001, 10_002])
    expect(mergeSearch(db)).toBe(false)
  } finally {
    db.close()
  }
})
