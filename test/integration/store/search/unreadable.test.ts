import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading, openForWriting } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { createIndexer } from '#main/store/search/indexer.ts'
import { createTranscriptSearch } from '#main/store/search/search.ts'
import { foundIn } from '#test/support/search.ts'
import { emptyStore, incomingConversation, incomingMessage, pendingProposals } from '#test/support/store.ts'

/** One row that nobody can read never keeps the others from being found or shown. */
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>
const { signal } = new AbortController()

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  await pendingProposals(store, ['p1'])
  const messages = [incomingMessage('m1', { text: 'A parcel that is late.' })]
  await store.conversations.merge([incomingConversation('late', { messages })], null)
})
afterEach(() => remove())

const everything = { query: null, order: 'newest', cursor: null, limit: 50 } as const
const anchor = { entryId: null, range: null, atMs: null }

test.each(['from the first row on', 'once it is changed'])('the index goes on beside it: %s', async (when) => {
  const db = openForWriting(options.file)
  try {
    if (when === 'once it is changed') expect(createIndexer(db).work(5000)).toBe(false)
    await store.annotations.addNote({ id: 'n1', conversationId: 1, anchor, text: 'Fine', mentions: [], by: 'Jo' })
    db.exec(`insert into notes(id, conversation_id, body) values ('x1', 1, 'no note'), ('x2', 1, 'null'),
      ('x3', 2, '{"text":7,"by":[],"at":"then"}'), ('x4', 2, '{"text":"t","by":"Jo","at":null}')`)
    db.exec(`update proposals set body = '{' where id = 'p1'`)
    db.exec('insert or ignore into search_changed values (1), (2)')
    const told: string[] = []
    const indexer = createIndexer(db, undefined, (what) => told.push(what))
    for (let tries = 0; tries < 20 && indexer.work(5000); tries += 1);
    expect(indexer.left()).toBe(0)
    expect(told).toContain('proposals 1')
    expect(told).toHaveLength(new Set(told).size)
    const reading = openForReading(options.file)
    const { hits } = await createTranscriptSearch(reading, { catchUp: () => 0 }).page(everything, signal)
    reading.close()
    expect(hits.map(({ conversationId }) => conversationId).toSorted((a, b) => a - b)).toEqual([1, 2])
  } finally {
    db.close()
  }
  expect((await store.annotations.of(1)).notes.map(({ id }) => id)).toEqual(['n1'])
})

test('a transcript shows what cannot be read as that, where it stands, and everything else as it is', async () => {
  const db = openForWriting(options.file)
  db.exec(`update messages set attachments = '[{"name":7}]' where conversation_id = 2;
    insert into notes(id, conversation_id, body) values ('x1', 1, '{"text":7}');
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
      values ('odd', 2, 'agent', 1, '{"at":"then"}', '{}', '{}'), ('bare', 2, 'agent', 1, '{"at":5}', '{}', '{}');
    drop trigger ledger_forbids_update; update ledger set payload = '{"type":"approved"}' where seq = 2;
    update proposals set body = '{}'; insert or ignore into search_changed values (1), (2)`)
  db.close()
  const briefly = async (id: number) =>
    (await store.timeline.view(id)).entries.map((entry) =>
      entry.kind === 'unreadable' ? `${entry.id}: ${entry.what}` : `${entry.id} ${entry.kind}`,
    )
  expect((await briefly(1)).toSorted()).toEqual(
    expect.arrayContaining(['e1 proposal', 'e2: An entry about an action', 'm1 message', 'nx1: A note']),
  )
  expect((await briefly(2)).toSorted()).toEqual(['m2: A message', 'todd: A turn of the agent'])
  expect((await store.timeline.view(1)).proposals).toEqual([])

  // What the search leaves out is said, and not forgotten with the process.
  await foundIn(store, 'parcel')
  const { count, first } = await store.search.unreadable()
  expect(first).toEqual(expect.arrayContaining(['notes 1', 'proposals 1']))
  expect(count).toBe(first.length)
})

test('who asks for all conversations gets all, and who counts is told what is not counted yet', async () => {
  const reading = openForReading(options.file)
  const left = [2, 1, 0]
  const db = openForWriting(options.file)
  const behind = createTranscriptSearch(reading, { catchUp: () => 2 })
  const search = createTranscriptSearch(reading, {
    catchUp: () => {
      if (left.length === 1) createIndexer(db).work(5000)
      return left.shift() ?? 0
    },
  })
  expect(await behind.count(null, signal)).toMatchObject({ behind: { left: 2 } })
  expect(await behind.facets(null, signal)).toMatchObject({ behind: { left: 2 } })
  expect((await search.conversations(null, 100, signal)).ids).toHaveLength(2)
  expect(await search.count(null, signal)).toMatchObject({ behind: null })
  const given = AbortSignal.timeout(30)
  await expect(behind.conversations(null, 100, given)).rejects.toMatchObject({ code: 'cancelled' })
  db.close()
  reading.close()
})
