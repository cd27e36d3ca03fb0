import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** What a reviewer adds to a conversation. */
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  const messages = [incomingMessage('m1', { text: 'It arrived broken.' })]
  await store.conversations.merge([incomingConversation('c1', { messages })], null)
})
afterEach(() => remove())

const whole = { entryId: null, range: null, atMs: null }
const note = (id: string, text = 'Agent read one as the pair.') =>
  store.annotations.addNote({ id, conversationId: 1, anchor: whole, text, mentions: [], by: 'Jo' })

/** Which conversations the index has to look at again; asking forgets them. */
function changed(): readonly number[] {
  const db = openForWriting(options.file)
  try {
    const ids = db.prepare<[], number>('select conversation_id from search_changed').pluck().all()
    db.exec('delete from search_changed')
    return ids
  } finally {
    db.close()
  }
}

test('star, review mark and tags are set, read and taken back, and the index hears of each', async () => {
  const { annotations } = store
  changed()
  for (const work of [
    () => annotations.star(1, 'Jo'),
    () => annotations.review(1, 'Marisol'),
    () => annotations.tag(1, 'damaged', 'Jo'),
  ]) {
    await work()
    expect(changed()).toEqual([1])
  }
  expect(await annotations.of(1)).toMatchObject({
    starred: true,
    reviewed: { by: 'Marisol' },
    tags: ['damaged'],
    notes: [],
  })
  // The helpdesk's own tags are another thing.
  expect((await store.conversations.get(1)).tags).not.toContain('damaged')
  await annotations.star(1, null)
  await annotations.review(1, null)
  expect(await annotations.tag(1, 'damaged', null)).toEqual([])
  expect(await annotations.of(1)).toMatchObject({ starred: false, reviewed: null, tags: [] })
  await expect(annotations.star(99, 'Jo')).rejects.toMatchObject({ code: 'not_found' })
})

test('a note is written, edited, resolved, removed and given back as it was, in its place', async () => {
  const { annotations } = store
  const first = await note('n1')
  await note('n2', 'Second')
  expect(changed()).toEqual([1])
  await annotations.editNote('n1', 'Agent read one as the pair. @Marisol', ['Marisol'])
  await annotations.resolveNote('n1', 'Marisol')
  const removed = await annotations.removeNote('n1')
  expect(changed()).toEqual([1])
  expect((await annotations.of(1)).notes.map(({ id }) => id)).toEqual(['n2'])
  await expect(annotations.note('n1')).rejects.toMatchObject({ code: 'not_found' })
  await annotations.restoreNote(removed)
  const { notes } = await annotations.of(1)
  expect(notes.map(({ id }) => id)).toEqual(['n1', 'n2'])
  expect(notes[0]).toMatchObject({ at: first.at, mentions: ['Marisol'], resolved: { by: 'Marisol' } })
  expect(await annotations.resolveNote('n1', null)).toMatchObject({ resolved: null })
})

test('a note becomes a test and a gap among the lessons, each once, and takes them along when it goes', async () => {
  const { annotations, lessons } = store
  await store.annotations.addNote({
    id: 'n1',
    conversationId: 1,
    anchor: { entryId: 'm1', range: [3, 10], atMs: null },
    text: 'Ask for a picture first.\nAlways.',
    mentions: [],
    by: 'Jo',
  })
  await annotations.keepNote('n1', 'regression_test', 'Marisol')
  const kept = await annotations.keepNote('n1', 'regression_test', 'Jo')
  expect(kept.kept).toEqual(['regression_test'])
  await annotations.keepNote('n1', 'knowledge_gap', 'Jo')
  expect(await lessons.counts()).toEqual({ regression_test: 1, knowledge_gap: 1 })
  const { items, before } = await lessons.list({ kind: 'regression_test', before: null, limit: 10 })
  expect(before).toBeNull()
  expect(items).toMatchObject([
    {
      noteId: 'n1',
      proposalId: null,
      by: 'Marisol',
      title: 'Ask for a picture first.',
      customerSaid: ['It arrived broken.'],
    },
  ])
  await annotations.removeNote('n1')
  expect(await lessons.counts()).toEqual({ regression_test: 0, knowledge_gap: 0 })
})

test('lessons from notes are read page by page', async () => {
  for (const id of ['n1', 'n2', 'n3']) {
    await note(id, id)
    await store.annotations.keepNote(id, 'knowledge_gap', 'Jo')
  }
  const first = await store.lessons.list({ kind: 'knowledge_gap', before: null, limit: 2 })
  const second = await store.lessons.list({ kind: 'knowledge_gap', before: first.before, limit: 2 })
  expect([...first.items, ...second.items].map(({ noteId }) => noteId)).toEqual(['n3', 'n2', 'n1'])
  expect(second.before).toBeNull()
})
