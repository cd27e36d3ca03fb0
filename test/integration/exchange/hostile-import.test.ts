import { afterEach, beforeEach, expect, test } from 'vitest'
import Database from 'better-sqlite3'
import type { ImportOutcome, ImportPreview } from '#contract/exchange.ts'
import { recordOfDialogue } from '#main/domain/exchange/dialogue.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { emptyStore, newProposal } from '#test/support/store.ts'
import { searchFor } from '#test/support/search.ts'

/** One line that is not what it seems stays outside, told by its number; all others come in, and all of it stays readable. */
let world: Awaited<ReturnType<typeof emptyStore>>

beforeEach(async () => {
  world = await emptyStore()
})
afterEach(() => world.remove())

function upload(store: OpenedStore, content: Uint8Array | string): string {
  const bytes = Buffer.from(content)
  const id = store.exchange.uploads.begin(bytes.length)
  store.exchange.uploads.add(id, 0, bytes)
  return id
}

async function preview(id: string): Promise<ImportPreview['report']> {
  for await (const step of world.store.exchange.stage(id, new AbortController().signal)) {
    if (step.type === 'result') return step.report
  }
  throw new Error('No report.')
}

async function add(id: string): Promise<ImportOutcome> {
  const begin = { by: 'Jo', name: 'file', sha256: '', keepTheirs: true }
  for await (const step of world.store.exchange.apply(id, begin)) if (step.type === 'result') return step.outcome
  throw new Error('No outcome.')
}

const chat = (words: string, id?: string) => ({ id, messages: [{ role: 'user', content: words }] })
const record = (name: string, change: object = {}): TranscriptRecord => ({
  ...recordOfDialogue(
    { ...chat(`Words of ${name}`, name), messages: [{ role: 'user', content: `Words of ${name}` }] } as never,
    1,
  ),
  ...change,
})
const lines = (...values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const entry = { seq: 1, proposalId: 'p', conversationId: 1, type: 'sent', at: 1, before: null, seal: null }
const [message] = record('twin').messages

test.each([
  ['a note of no words', { notes: [{ id: 'n', text: 5 }] }],
  ['a redaction of nothing', { redactions: [{ id: 'x' }] }],
  ['an action without a sentence', { proposals: [{ ...newProposal('p', 1, 't'), sentence: undefined }] }],
  ['an entry that is no JSON', { ledger: [{ ...entry, payload: 'no' }] }],
  ['an entry twice', { ledger: [1, 2].map(() => ({ ...entry, payload: '{"type":"sent"}' })) }],
  ['a message twice', { messages: [message, message] }],
  ['a time that is none', { messages: [{ ...message, at: 9e15 }] }],
])('%s is left outside, the rest comes in and is found', async (_, change) => {
  const id = upload(world.store, lines(record('one'), record('hostile', change), record('three')))
  expect((await preview(id)).rejects.lines.map(({ line }) => line)).toEqual([2])
  expect(await add(id)).toMatchObject({ conversations: 2, rejected: 1 })
  expect((await searchFor(world.store, 'words')).hits).toHaveLength(2)
  expect((await world.store.exchange.imports()).map(({ done }) => done)).toEqual([true])
})

test('what cannot be written for a reason that nobody foresaw is left outside alone, and the import comes to its end', async () => {
  const id = upload(world.store, lines(record('one'), record('two'), record('three')))
  await preview(id)
  const stage = new Database(world.store.exchange.uploads.stagingOf(id))
  stage.prepare(`update items set body = '{}' where n = 2`).run()
  stage.close()
  expect(await add(id)).toMatchObject({ conversations: 2, rejected: 1 })
  expect((await world.store.exchange.imports()).map(({ done }) => done)).toEqual([true])
})

test('chats that have ids of their own are two, though their words are the same', async () => {
  const id = upload(world.store, lines(chat('Hello', 'A-1'), chat('Hello', 'A-2')))
  expect(await preview(id)).toMatchObject({ duplicates: 0, adds: { conversations: 2 } })
  expect(await add(id)).toMatchObject({ conversations: 2 })
})

test('a line that nests without end is left outside alone, in lines and in a list', async () => {
  const deep = `{"messages":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
  const whole = [JSON.stringify(chat('Hello')), deep, JSON.stringify(chat('Bye'))]
  for (const text of [whole.join('\n'), `[${whole.join(',')}]`])
    expect(await preview(upload(world.store, text))).toMatchObject({
      adds: { conversations: 2 },
      rejects: { count: 1, lines: [{ line: 2 }] },
    })
})

test('words in another encoding are told, and never become others', async () => {
  const words = lines(chat('Grüße'))
  const told = await preview(upload(world.store, Buffer.from(words.trim(), 'latin1'))).catch((error: Error) => error)
  expect(told).toMatchObject({ message: expect.stringContaining('not UTF-8') as string })
  const pair = Buffer.concat([Buffer.from(words, 'latin1'), Buffer.from(words)])
  expect(await preview(upload(world.store, pair))).toMatchObject({
    adds: { conversations: 1 },
    rejects: { lines: [{ line: 1 }] },
  })
  const list = Buffer.from(JSON.stringify([chat('Grüße')], null, 2), 'latin1')
  await expect(preview(upload(world.store, list))).rejects.toThrow('not UTF-8')
})
