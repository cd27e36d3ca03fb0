import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenedStore } from '#main/store/index.ts'
import { searchFor, understood } from '#test/support/search.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** The best of what was found last comes first. */
let store: OpenedStore
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ store, remove } = await emptyStore())
  const one = (number: number, text: string) =>
    incomingConversation(`c${number}`, { messages: [incomingMessage(`m${number}`, { text, at: number })] })
  await store.conversations.merge(
    [
      one(1, 'broken lamp'),
      one(2, `lamp ${'and so on and on '.repeat(60)}`),
      one(3, 'a lamp that is not broken at all, thank you'),
      ...Array.from({ length: 320 }, (_, index) => one(index + 4, `parcel number ${index} is late`)),
      one(400, 'broken lamp'),
      incomingConversation('long', {
        messages: Array.from({ length: 1200 }, (_, index) =>
          incomingMessage(`long${index}`, { text: index % 2 === 0 ? 'vase' : 'carpet', at: 1000 + index }),
        ),
      }),
    ],
    null,
  )
})
afterAll(() => remove())
const idsOf = async (text: string) =>
  (await searchFor(store, text, { order: 'relevance' })).hits.map(({ conversationId }) => conversationId)

test('a short text before a longer one, the newer of two alike first', async () => {
  const lamps = await idsOf('lamp')
  expect([lamps[0], lamps.at(-1)]).toEqual([324, 2])
  expect(await idsOf('broken lamp')).toEqual([324, 1, 3])
  expect(await idsOf('"broken lamp"')).toEqual([324, 1])
})

test('the best are those of the newest 300, page by page, and it says so', async () => {
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page = await searchFor(store, 'parcel', { order: 'relevance', cursor, limit: 90 })
    if (cursor === null) expect(page.remark).toBe('Best of the newest 300')
    ids.push(...page.hits.map(({ conversationId }) => conversationId))
    cursor = page.next
  } while (cursor !== null)
  expect(new Set(ids).size).toBe(300)
  expect(ids).toHaveLength(300)
  expect(Math.min(...ids)).toBe(24)
  expect((await searchFor(store, 'lamp', { order: 'relevance' })).remark).toBeNull()
})

test('all places of one conversation are named, in its own order, and that there are more where there are', async () => {
  const [long] = await idsOf('vase')
  const rows = (text: string) => store.search.rows(understood(text), long ?? 0, new AbortController().signal)
  const { entryIds, more } = await rows('vase')
  expect([entryIds.length, more]).toEqual([600, false])
  const numbers = entryIds.map((id) => Number(id.slice(1)))
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  expect(await rows('vase OR carpet')).toMatchObject({ entryIds: { length: 1000 }, more: true })
  expect(await rows('lamp')).toEqual({ entryIds: [], more: false })
  expect(await rows('channel:email')).toEqual({ entryIds: [], more: false })
})
