import { createHmac } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportOutcome, ImportPreview } from '#contract/exchange.ts'
import { RecordSchema } from '#main/domain/exchange/record.ts'
import type { OpenedStore } from '#main/store/index.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
  testKey,
} from '#test/support/store.ts'
import { searchFor } from '#test/support/search.ts'

/** What comes in: seen before, never over what is here, twice the same as once, and nothing that anybody works on. */
type World = Awaited<ReturnType<typeof emptyStore>>
const worlds: World[] = []
let world: World

const another = async (): Promise<World> => {
  const made = await emptyStore()
  worlds.push(made)
  return made
}

beforeEach(async () => {
  world = await another()
})
afterEach(async () => {
  for (const one of worlds.splice(0)) await one.remove()
})

function upload(store: OpenedStore, content: Uint8Array | string): string {
  const bytes = Buffer.from(content)
  const id = store.exchange.uploads.begin(bytes.length)
  store.exchange.uploads.add(id, 0, bytes)
  return id
}

async function preview(store: OpenedStore, id: string): Promise<ImportPreview['report']> {
  for await (const step of store.exchange.stage(id, new AbortController().signal)) {
    if (step.type === 'result') return step.report
  }
  throw new Error('No report.')
}

async function take(store: OpenedStore, id: string, keepTheirs = false): Promise<ImportOutcome> {
  await preview(store, id)
  for await (const step of store.exchange.apply(id, { by: 'Jo', name: 'file', sha256: '', keepTheirs })) {
    if (step.type === 'result') return step.outcome
  }
  throw new Error('No outcome.')
}

const lines = (...values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const chat = (id: string, ...words: readonly string[]) => ({
  id,
  messages: words.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
})

/** A desk with an open conversation whose customer waits, an action that waits and one that was signed. */
async function busy({ store }: World): Promise<void> {
  const messages = [incomingMessage('m1', { text: 'Where is my lamp?' })]
  const [merged] = await store.conversations.merge(
    [incomingConversation('one', { messages, waitingSince: 1000 }), incomingConversation('two')],
    null,
  )
  const { id } = merged!.conversation
  const [waits, signed] = [newProposal('p1', id, 't1'), newProposal('p2', id, 't1', { position: 1 })]
  await store.ledger.propose({
    turn: storedTurn('t1', id),
    proposals: [
      { id: 'p1', events: asked(waits), outboxKey: null },
      { id: 'p2', events: [...asked(signed), approvedBy('Jo', signed)], outboxKey: 'k2' },
    ],
    conversation: { activity: 'thinking' },
  })
}

async function exported(store: OpenedStore): Promise<string> {
  const request = {
    of: { by: 'query' as const, text: '' },
    formats: ['jsonl' as const],
    masks: [],
    layout: 'each' as const,
    audio: 'none' as const,
  }
  const chosen = { by: 'query' as const, query: null }
  for await (const step of store.exchange.export({ request, chosen, program: '1' }, new AbortController().signal)) {
    if (step.type === 'result') return readFileSync(join(step.result.folder, 'conversations.jsonl'), 'utf8')
  }
  throw new Error('Nothing was exported.')
}

/** Actions and entries of each conversation, in the order of their names. */
const recordsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => RecordSchema.parse(JSON.parse(line)))
    .toSorted((a, b) => (a.conversation.externalId < b.conversation.externalId ? -1 : 1))
    .map(({ ledger, proposals }) => ({ ledger, proposals }))

test('our own export comes in as closed history: nothing waits, nothing is left to do, nothing is on its way out', async () => {
  const there = await another()
  await busy(there)
  const text = await exported(there.store)
  const id = upload(world.store, text)
  expect(await preview(world.store, id)).toMatchObject({
    form: 'own',
    adds: { conversations: 2, messages: 2, actions: 2 },
  })
  expect((await world.store.conversations.list({ state: 'all', cursor: null, limit: 9 })).items).toEqual([])
  expect(await take(world.store, id)).toMatchObject({ conversations: 2, messages: 2, actions: 2 })
  const { items } = await world.store.conversations.list({ state: 'all', cursor: null, limit: 9 })
  expect(items.map(({ state, control, waitingSince }) => ({ state, control, waitingSince }))).toEqual(
    [1, 2].map(() => ({ state: 'closed', control: 'human', waitingSince: null })),
  )
  expect(await world.store.conversations.leftToDo({ before: null, span: 99 })).toMatchObject({ ids: [] })
  expect(await world.store.ledger.outbox(['ready', 'started', 'unknown'])).toEqual([])
  expect((await world.store.ledger.queue({ view: 'all', cursor: null, limit: 9 })).items).toEqual([])
  expect(await world.store.audit.head()).toBeNull()
  expect(await world.store.ledger.verify()).toEqual([])
  expect((await searchFor(world.store, 'lamp')).hits).toHaveLength(1)
  // It leaves again as it came: state, actions and the sealed entries of the other ledger.
  expect(recordsOf(await exported(world.store))).toEqual(recordsOf(text))
  // Each sealed entry can be checked alone, with the key of the desk it comes from.
  for (const { seal, ...row } of recordsOf(text).flatMap(({ ledger }) => ledger)) {
    const line = [row.before, row.seq, row.proposalId, row.conversationId, row.type, row.payload, row.at]
    const made = createHmac('sha256', testKey).update(JSON.stringify(line)).digest('hex')
    expect(seal?.split(':')[1]).toBe(made)
  }
})

test('a backup from another machine that overlaps by half adds the other half, twice adds nothing', async () => {
  const there = await another()
  const four = ['a', 'b', 'c', 'd'].map((name) => incomingConversation(name, { state: 'closed' }))
  await there.store.conversations.merge(four, null)
  await world.store.conversations.merge(four.slice(0, 2), null)
  const { file } = await there.store.backup.create()
  const id = upload(world.store, readFileSync(file))
  expect(await preview(world.store, id)).toMatchObject({
    form: 'backup',
    adds: { conversations: 2 },
    duplicates: 2,
    conflicts: 0,
  })
  expect(await take(world.store, id)).toMatchObject({ conversations: 2 })
  expect(await preview(world.store, upload(world.store, readFileSync(file)))).toMatchObject({
    adds: { conversations: 0 },
    duplicates: 4,
  })
  expect(existsSync(file)).toBe(true)
  expect(await take(world.store, upload(world.store, readFileSync(file)))).toMatchObject({ duplicates: 4 })
})

test('copies from before an import make no other copy go', async () => {
  const before = await world.store.backup.create()
  for (let count = 0; count < 4; count += 1) await world.store.backup.createBeforeImport()
  const kept = await world.store.backup.list()
  expect(kept.map(({ file }) => file)).toContain(before.file)
  expect(kept.length).toBeLessThan(5)
})

test('words that were taken out here do not come back, as a message or kept beside ours', async () => {
  const messages = ['4111 is mine', 'Bye'].map((text, index) => incomingMessage(`a${index}`, { text }))
  const there = await another()
  for (const one of [world, there])
    await one.store.conversations.merge([incomingConversation('a', { state: 'closed', messages })], null)
  const [header, line] = (await exported(there.store)).trim().split('\n')
  const { messages: said, ...rest } = RecordSchema.parse(JSON.parse(line ?? ''))
  const nameless = said.map((message) => ({ ...message, externalId: null }))
  const order = { id: 'r', conversationId: 1, entryId: null, words: '4111', sound: null, by: 'Jo', reason: 'card' }
  await world.store.redactions.redact(order)
  const text = (await exported(world.store)).trim().split('\n')[1] ?? ''
  expect(text).not.toContain('4111')
  for (const theirs of [said, nameless.slice(0, 0), said.toReversed()]) {
    const id = upload(world.store, `${header}\n${lines({ ...rest, messages: theirs })}`)
    expect(await take(world.store, id, true)).toMatchObject({ conflicts: 0, messages: 0 })
  }
  expect(await exported(world.store)).not.toContain('4111')
})

test('what is here stays: a conflict is told, theirs is kept beside it only if asked, open ones are left alone', async () => {
  const closed = incomingConversation('a', { state: 'closed', messages: [incomingMessage('a1', { text: 'ours' })] })
  await world.store.conversations.merge([closed, incomingConversation('open')], null)
  const there = await another()
  const more = [incomingMessage('a1', { text: 'theirs' }), incomingMessage('a2', { text: 'missing here', at: 5000 })]
  const open = incomingConversation('open', { messages: [incomingMessage('open-1'), incomingMessage('open-2')] })
  await there.store.conversations.merge([{ ...closed, messages: more }, open], null)
  const text = await exported(there.store)
  const id = upload(world.store, text)
  expect(await preview(world.store, id)).toMatchObject({ merges: 1, conflicts: 1, left: 1, adds: { conversations: 0 } })
  expect(await take(world.store, id, true)).toMatchObject({ merged: 1, messages: 1, conflicts: 1 })
  const { messages } = await world.store.conversations.messages(1, { before: null, limit: 9 })
  expect(messages.map((one) => one.text)).toEqual(['ours', 'missing here'])
  expect((await world.store.conversations.messages(2, { before: null, limit: 9 })).messages).toHaveLength(1)
})

test('chats with calls of tools and dialogues in one text come in; the same words twice are one conversation', async () => {
  const withTools = {
    messages: [
      { role: 'system', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Cancel #W1' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'cancel', arguments: '{"id":"#W1"}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: '{"ok":true}' },
      { role: 'assistant', content: '<b>Done</b>' },
    ],
  }
  const text = { messages_display: 'user: Hello\nsecond line\nassistant: None\ntool: {"a": 1}\nassistant: Bye' }
  const id = upload(world.store, lines(withTools, text, withTools))
  expect(await preview(world.store, id)).toMatchObject({ form: 'chat', adds: { conversations: 2 }, duplicates: 1 })
  await take(world.store, id)
  const said = async (number: number) =>
    (await world.store.conversations.messages(number, { before: null, limit: 20 })).messages.map(
      ({ author, kind, text: words }) => [author, kind, words],
    )
  expect(await said(1)).toEqual([
    ['system', 'note', 'Be kind.'],
    ['customer', 'comment', 'Cancel #W1\n[image_url]'],
    ['bot', 'event', 'Called cancel with {"id":"#W1"}'],
    ['system', 'event', '{"ok":true}'],
    ['bot', 'comment', '<b>Done</b>'],
  ])
  expect((await said(2)).map(([author]) => author)).toEqual(['customer', 'bot', 'system', 'bot'])
})

test('lines that nobody can read are told by their number, and the rest comes in', async () => {
  const content = Buffer.concat([
    Buffer.from(lines(chat('1', 'Hello'))),
    Buffer.from('{"messages": [\n'),
    Buffer.from([0xff, 0xfe, 0x41, 0x0a]),
    Buffer.from('[1]\n\n'),
    Buffer.from(lines({ other: 1 }, chat('2', 'Bye'))),
  ])
  const id = upload(world.store, content)
  const report = await preview(world.store, id)
  expect(report.rejects.lines.map(({ line }) => line)).toEqual([2, 3, 4, 6])
  expect(await take(world.store, id)).toMatchObject({ conversations: 2, rejected: 4 })
})

test.each([
  ['a ZIP archive', Buffer.from('PK\u0003\u0004....')],
  ['packed with gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
  ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le')],
])('%s is refused with words', async (words, content) => {
  await expect(preview(world.store, upload(world.store, content))).rejects.toThrow(words)
  expect(existsSync(join(world.options.file, '..', 'imports', 'x.staged'))).toBe(false)
})

test('a backup of a damaged desk, and a database of another program, are refused', async () => {
  const file = join(world.options.file, '..', 'other.sqlite')
  writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]))
  await expect(preview(world.store, upload(world.store, readFileSync(file)))).rejects.toMatchObject({
    code: 'database_damaged',
  })
})
