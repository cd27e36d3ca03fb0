import { afterEach, beforeEach, expect, test } from 'vitest'
import { readyMade } from '#main/domain/query/ready-made.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { createSavedSearches, type SavedSearches } from '#main/services/transcripts/saved-searches.ts'
import { openStore } from '#main/store/index.ts'
import { emptyStore } from '#test/support/store.ts'

type Opened = Awaited<ReturnType<typeof emptyStore>>

/** Saved searches on a real database, and again after it was closed and opened. */
let opened: Opened
let searches: SavedSearches
beforeEach(async () => {
  opened = await emptyStore()
  searches = createSavedSearches(opened.store.savedSearches, opened.store.settings)
})
afterEach(() => opened.remove())

const search = (id: string, name: string, text = 'tag:vip') =>
  ({ id, name, text, order: 'newest', by: 'Jo', at: 7 }) as const
const names = async () => (await searches.list()).map(({ name }) => name)
const ready = readyMade.map(({ name }) => name)

test('a new desk has ready-made ones, all of which are understood; removed ones stay away', async () => {
  expect(await names()).toEqual(ready)
  const here = { now: 0, offsetMinutes: 0, me: 'Jo' }
  for (const { text } of readyMade) expect(parseQuery(text, { ...here, now: 1e12 }).problems).toEqual([])
  await searches.remove('ready_calls')
  expect(await names()).toEqual(ready.filter((name) => name !== 'Unreviewed calls'))
  await expect(searches.remove('ready_calls')).rejects.toMatchObject({ code: 'not_found' })
})

test('a name is there once, whatever its case; one can take the place of another', async () => {
  await searches.save(search('s1', 'Vip'), { replace: false })
  await expect(searches.save(search('s2', ' vIP '), { replace: false })).rejects.toMatchObject({ code: 'conflict' })
  await expect(searches.save(search('s2', ready[0] ?? ''), { replace: false })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect(await searches.save(search('s2', 'VIP', 'tag:gold'), { replace: true })).toMatchObject({ id: 's1' })
  await searches.save(search('s3', ready[0] ?? '', 'x'), { replace: true })
  const kept = await searches.list()
  expect(kept.map(({ name, text }) => `${name}: ${text}`)).toEqual(
    expect.arrayContaining(['VIP: tag:gold', `${ready[0]}: x`]),
  )
  expect(kept).toHaveLength(readyMade.length + 1)
})

test('what was saved is there after the desk was closed and opened', async () => {
  await searches.save(search('s1', 'Vip'), { replace: false })
  await searches.remove('ready_calls')
  const before = await searches.list()
  await opened.store.close()
  const store = await openStore(opened.options)
  const { remove } = opened
  opened = { ...opened, store, remove: () => store.close().then(remove) }
  searches = createSavedSearches(store.savedSearches, store.settings)
  expect(await searches.list()).toEqual(before)
  await searches.remove('s1')
  expect(await names()).not.toContain('Vip')
})
