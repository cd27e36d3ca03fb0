import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading, openForWriting, write, type Connection } from '#main/store/database.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { createForget } from '#main/store/search/forget.ts'
import { createIndexer } from '#main/store/search/indexer.ts'
import { resetSearch } from '#main/store/search/reset.ts'
import { createTraces } from '#main/store/search/traces.ts'
import { foundIn } from '#test/support/search.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** What was taken out leaves the index, the lists beside it and the file, and the index stays whole. */
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>
let updated = 0

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  updated = 1000
})
afterEach(() => remove())

const told = { by: 'Jo', reason: 'Old' }
const say = (number: number, texts: readonly string[], more = {}) => {
  const messages = texts.map((text, index) => incomingMessage(`m${number}-${index}`, { text, ...more }))
  updated += 1000
  return store.conversations.merge([incomingConversation(`c${number}`, { messages, updatedAt: updated })], null)
}
async function wiped(): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) if (await store.redactions.wipe()) return true
  return false
}
const holds = (words: string): boolean => {
  const directory = dirname(options.file)
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((one) => one.isFile())
  return files.some((one) => readFileSync(join(one.parentPath, one.name)).includes(words))
}
function using<T>(open: (file: string) => Connection, work: (db: Connection) => T): T {
  const db = open(options.file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const checkIndexes = () =>
  using(openForWriting, (db) => {
    for (const index of ['search_index', 'search_word_pieces'])
      db.exec(`insert into ${index}(${index}) values ('integrity-check')`)
  })
const words = () =>
  using(openForReading, (db) => db.prepare<[], string>('select word from search_words order by word').pluck().all())

test('a word that was edited away is not found, and the row keeps its place', async () => {
  await say(1, ['parcel late', 'thanks'])
  await say(2, ['another parcel'])
  expect(await foundIn(store, 'late')).toEqual([1])
  await say(1, ['parcel early', 'thanks'])
  expect(await foundIn(store, 'late')).toEqual([])
  expect(await foundIn(store, 'early')).toEqual([1])
  expect(await foundIn(store, 'parcel')).toEqual([2, 1])
  checkIndexes()
})

test('words and names that nobody has any more leave all lists, and those that somebody has stay', async () => {
  await say(1, ['zebracanary parcel'], { authorName: 'Ottilie Quastenberg' })
  await say(2, ['parcel and lamp'])
  expect(await foundIn(store, '*racana*')).toEqual([1])
  expect(holds('ottilie quastenberg')).toBe(true)
  await store.redactions.eraseConversation(1, told)
  expect(await wiped()).toBe(true)
  expect(words()).toEqual(['and', 'lamp', 'parcel'])
  for (const trace of ['zebracanary', 'ebracanary', 'Ottilie', 'quastenberg']) expect(holds(trace)).toBe(false)
  expect(await foundIn(store, '*arce*')).toEqual([2])
  // What comes again is found again, whatever the indexer remembers.
  await say(3, ['zebracanary again'], { authorName: 'Ottilie Quastenberg' })
  expect(await foundIn(store, '*racana*')).toEqual([3])
  checkIndexes()
})

test('what was read ahead while the index is built is not indexed as it was', async () => {
  await say(
    1,
    Array.from({ length: 30 }, (_, index) => `parcel ${index}`),
  )
  using(openForWriting, (db) => {
    write(db, () => resetSearch(db))
    const indexer = createIndexer(db, 0)
    // Each step is one row then; the others are read ahead.
    for (let steps = 0; steps < 4; steps += 1) indexer.work(0.001)
    using(openForWriting, (other) => other.exec(`update messages set text = 'zebracanary' where text = 'parcel 29'`))
    while (indexer.work(1000));
  })
  expect(await foundIn(store, 'zebracanary')).toEqual([1])
  expect(await foundIn(store, '29')).toEqual([])
})

test('a stop at any moment leaves the rest to the next start, which does it by itself', async () => {
  for (let number = 1; number <= 40; number += 1) await say(number, [`secret${number * 7919} parcel lamp`])
  await foundIn(store, 'parcel')
  for (let number = 1; number <= 20; number += 1) await store.redactions.eraseConversation(number, told)
  await foundIn(store, 'parcel')
  for (let stops = 0; stops < 5; stops += 1) {
    // Not closed in any order, as after a kill: a connection of its own that ends in the middle.
    using(openForWriting, (db) => createTraces(db).work(0))
    await store.close()
    store = await openStore(options)
  }
  expect(await wiped()).toBe(true)
  for (let number = 1; number <= 20; number += 1) expect(holds(`secret${number * 7919} `)).toBe(false)
  expect(await foundIn(store, `secret${21 * 7919}`)).toEqual([21])
  checkIndexes()
})

test('an erasure in the middle of another one’s wiping is wiped as well', async () => {
  for (let number = 1; number <= 20; number += 1) await say(number, [`secret${number * 7919} parcel`])
  await foundIn(store, 'parcel')
  await store.redactions.eraseConversation(1, told)
  await foundIn(store, 'parcel')
  let next = 2
  using(openForWriting, (db) => {
    const traces = createTraces(db)
    const indexer = createIndexer(db)
    const forget = createForget(db)
    for (let steps = 0; steps < 12; steps += 1) {
      traces.work(0)
      write(db, () => {
        db.prepare('update messages set text = ? where conversation_id = ?').run('gone', next)
        forget.conversation(next)
      })
      next += 1
      if (steps % 3 === 0) while (indexer.work(1000));
    }
  })
  expect(await wiped()).toBe(true)
  for (let number = 1; number < next; number += 1) expect(holds(`secret${number * 7919} `)).toBe(false)
  checkIndexes()
})

test('after any edits, erasures and wipes the index is whole and finds what is there', async () => {
  const vocabulary = ['order', 'refund', 'card', 'parcel', 'lamp', 'thanks', 'w12', 'grüße', '荷物']
  const text = fc.array(fc.constantFrom(...vocabulary), { minLength: 0, maxLength: 4 }).map((some) => some.join(' '))
  const act = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), number: fc.nat(9), text }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('erase' as const), number: fc.nat(9), text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wipe' as const), number: fc.nat(9), text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('search' as const), number: fc.nat(9), text }) },
  )
  let base = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 20 }), async (acts) => {
      const here = new Map<number, { readonly id: number; readonly text: string }>()
      /** What was erased does not come back, whoever says it again. */
      const gone = new Set<number>()
      base += 11
      for (const { kind, number, text: said } of acts) {
        const known = here.get(base + number)
        if (kind === 'say') {
          if (gone.has(number)) continue
          const [merged] = await say(base + number, [said])
          here.set(base + number, { id: merged!.conversation.id, text: said })
        } else if (kind === 'erase' && known !== undefined) {
          await store.redactions.eraseConversation(known.id, told)
          here.delete(base + number)
          gone.add(number)
        } else if (kind === 'wipe') await store.redactions.wipe()
        else await foundIn(store, 'order')
      }
      // An edit alone leaves the lists of words as they are.
      const [last] = await say(base + 10, ['lamp'])
      await store.redactions.eraseConversation(last!.conversation.id, told)
      expect(await wiped()).toBe(true)
      for (const word of vocabulary) {
        const wanted = [...here.values()].filter((one) => one.text.split(' ').includes(word)).map(({ id }) => id)
        expect((await foundIn(store, word)).toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b))
      }
      checkIndexes()
      const used = new Set([...here.values()].flatMap((one) => one.text.split(' ')).filter((word) => word !== ''))
      expect(words()).toHaveLength([...used].filter((word) => word !== '荷物').length)
      for (const { id } of here.values()) await store.redactions.eraseConversation(id, told)
    }),
    { numRuns: 5 },
  )
})
