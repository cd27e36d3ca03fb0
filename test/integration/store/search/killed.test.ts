import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting, write, type Connection } from '#main/store/database.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { resetSearch } from '#main/store/search/reset.ts'
import { foldedWords } from '#main/store/search/words.ts'
import { foundIn, searchFor, understood } from '#test/support/search.ts'
import { program } from '#test/support/programs.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** The index is what it would be if it were made anew, whatever happened to whoever made it. */
const vocabulary = ['order', 'refund', 'parcel', 'late', 'lamp', 'rückgabe', '退款']
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
})
afterEach(() => remove())

const add = (from: number, count: number) =>
  store.conversations.merge(
    Array.from({ length: count }, (_, index) => {
      const number = from + index
      const word = (at: number) => vocabulary[(number * 5 + at * 3) % vocabulary.length] ?? ''
      const messages = [0, 1, 2].map((at) =>
        incomingMessage(`m${number}-${at}`, {
          text: `${word(at)} ${word(at + 1)} n${number}x${at}`,
          at: 1000 - number,
        }),
      )
      return incomingConversation(`c${number}`, { messages, tags: [word(0)] })
    }),
    null,
  )

async function indexUntilKilled(steps: number): Promise<void> {
  const child = spawn(process.execPath, [program('indexing-process'), options.file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let told = 0
  for await (const _ of createInterface({ input: child.stdout })) {
    told += 1
    if (told === steps) child.kill('SIGKILL')
  }
  await ended
  expect(child.signalCode).toBe('SIGKILL')
}

/** All of it, without the numbers that follow the order in which things came. */
function contents(db: Connection) {
  const rows = (text: string, ...values: readonly unknown[]) => db.prepare(text).all(...values)
  db.exec(`insert into search_index(search_index) values ('integrity-check')`)
  const found = vocabulary.map((word) =>
    rows(
      `select d.conversation_id, d.kind, d.ref from search_index f cross join documents d on d.id = f.rowid
      where search_index match ? order by 1, 2, 3`,
      `"${foldedWords(word).join(' ')}"`,
    ),
  )
  expect(found.every((each) => each.length > 0)).toBe(true)
  return [
    ...found,
    rows(`select d.conversation_id, d.kind, d.ref, d.author, n.name, d.at from documents d join search_names n on n.id = d.name
      order by 1, 2, 3`),
    rows(
      'select f.name, x.value, x.subject from search_facts x join search_fields f on f.id = x.field order by 1, 2, 3',
    ),
    rows('select * from search_conversations order by conversation_id'),
    rows('select word from search_words order by word'),
    rows(`select w.word from search_word_pieces('order') p join search_words w on w.id = p.rowid`),
    rows('select * from search_stale'),
  ]
}
function lookAt<T>(work: (db: Connection) => T): T {
  const db = openForWriting(options.file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

test('killed in the middle of indexing, again and again, it is as if nothing had happened', async () => {
  await add(0, 250)
  for (const [round, steps] of [3, 8, 2].entries()) {
    await store.close()
    await indexUntilKilled(steps)
    store = await openStore(options)
    await add(1000 + round * 100, 60)
  }
  expect((await searchFor(store, 'n1000x1')).hits).toHaveLength(1)
  expect(await foundIn(store, 'n249x2')).toHaveLength(1)
  const before = lookAt(contents)
  lookAt((db) => write(db, () => resetSearch(db)))
  expect((await searchFor(store, 'lamp')).behind).toBeNull()
  expect(lookAt(contents)).toEqual(before)
  expect(await store.check()).toEqual([])
})

test('what was just written is found at once; where too much was, it says how much is left', async () => {
  await foundIn(store, 'order')
  await add(0, 3)
  const page = (text: string) =>
    store.search.page(
      { query: understood(text), order: 'newest', cursor: null, limit: 5 },
      new AbortController().signal,
    )
  expect(await page('n2x1')).toMatchObject({ hits: [{ conversationId: 3 }], behind: null })
  await add(100, 800)
  const { behind } = await page('n100x1')
  expect(behind?.left).toBeGreaterThan(20)
  expect(await foundIn(store, 'n100x1')).toHaveLength(1)
})

test('words of a message that was changed or taken away are not found any more, only those it has now', async () => {
  const said = (text: string) =>
    incomingConversation('c1', {
      updatedAt: Date.now(),
      messages: [incomingMessage('m1', { text }), incomingMessage('m2', { text: 'a chandelier', at: 1001 })],
    })
  await store.conversations.merge([said('the old umbrella')], null)
  expect(await foundIn(store, 'umbrella')).toEqual([1])
  await store.conversations.merge([said('the new parasol')], null)
  // Without a moment in between, and again once the index was there.
  for (const _ of [1, 2]) {
    expect(await foundIn(store, 'umbrella')).toEqual([])
    expect(await foundIn(store, 'parasol chandelier')).toEqual([])
    expect(await foundIn(store, '"new parasol"')).toEqual([1])
  }
  const told = { id: 'x1', entryId: 'm2', sound: null, by: 'Jo', reason: 'Not ours' }
  await store.redactions.redact({ ...told, conversationId: 1, words: 'chandelier' })
  expect(await foundIn(store, 'chandelier')).toEqual([])
  expect(await foundIn(store, '*andel*')).toEqual([])
  expect(await foundIn(store, 'redacted')).toEqual([1])
  await add(5, 1)
  await store.redactions.eraseConversation(1, { by: 'Retention', reason: 'Old' })
  expect(await foundIn(store, 'parasol')).toEqual([])
  while (!(await store.redactions.wipe()));
  const left = lookAt((db) => ({
    words: db.prepare('select word from search_words').pluck().all(),
    documents: db.prepare('select count(*) from documents where conversation_id = 1').pluck().get(),
    facts: db.prepare('select count(*) from search_facts where subject = -1').pluck().get(),
    rows: db.prepare('select count(*) from search_conversations where conversation_id = 1').pluck().get(),
  }))
  expect(left).toMatchObject({ documents: 0, facts: 0, rows: 0 })
  for (const word of ['umbrella', 'parasol', 'chandelier']) expect(left.words).not.toContain(word)
})
