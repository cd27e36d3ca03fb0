import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { everyMask, type ExportRequest } from '#contract/exchange.ts'
import { searchFor, understood } from '#test/support/search.ts'
import { RecordSchema } from '#main/domain/exchange/record.ts'
import { openForWriting } from '#main/store/database.ts'
import { exportTranscripts, type ExportStep } from '#main/store/exchange/export.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
} from '#test/support/store.ts'

/** What leaves the desk as files: whole, masked, provable, and all or nothing of it. */
const card = '4111 1111 1111 1111'
let world: Awaited<ReturnType<typeof emptyStore>>

beforeEach(async () => {
  world = await emptyStore()
  const customer = { externalId: 'c1', name: 'Ana Ruiz', email: 'ana@example.com' }
  const messages = [
    incomingMessage('m1', { text: `=HYPERLINK("x") my card is ${card}, mail ana@example.com` }),
    incomingMessage('m2', { text: '<script>alert(1)</script> +44 20 7946 0958', at: 2000 }),
  ]
  const [merged] = await world.store.conversations.merge(
    [incomingConversation('one', { customer, messages, subject: `Card ${card}` }), incomingConversation('two')],
    null,
  )
  const { id } = merged!.conversation
  const proposal = newProposal('p1', id, 't1', { arguments: { amount: 42, card: 4_111_111_111_111_111, note: card } })
  const [first, second] = asked(proposal)
  const request = { messages: [{ role: 'user', content: `card ${card}` }] }
  await world.store.ledger.propose({
    turn: storedTurn('t1', id, { request }),
    proposals: [{ id: 'p1', events: [first!, second!, approvedBy('Jo', proposal)], outboxKey: 'k1' }],
    conversation: {},
  })
})
afterEach(() => world.remove())

const order: ExportRequest = {
  of: { by: 'query', text: '' },
  formats: ['jsonl', 'csv', 'markdown', 'html'],
  masks: [...everyMask],
  layout: 'each',
  audio: 'safe',
}

async function exported(more: Partial<ExportRequest> = {}, signal = new AbortController().signal) {
  const request = { ...order, ...more }
  const chosen = request.of.by === 'query' ? { by: 'query' as const, query: understood(request.of.text) } : request.of
  for await (const step of world.store.exchange.export({ request, chosen, program: '1' }, signal)) {
    if (step.type === 'result') return step.result
  }
  return null
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))

test('nothing that is masked is left in any file, name or raw JSON, and the same value has one placeholder', async () => {
  const result = await exported()
  expect(result).toMatchObject({ conversations: 2, messages: 3, actions: 1, masked: { card: 1, email: 1, phone: 1 } })
  const files = filesIn(result!.folder)
  expect(files).toHaveLength(result!.files)
  for (const file of files) {
    const text = `${file} ${readFileSync(file, 'utf8')}`
    expect(text.replaceAll(/[ -]/g, '')).not.toContain('4111111111111111')
    expect(text).not.toContain('ana@example.com')
    expect(text).not.toContain('7946')
    if (file.endsWith('.html')) expect(text).not.toContain('<script')
  }
  const csv = readFileSync(join(result!.folder, 'messages.csv'), 'utf8')
  expect(csv.startsWith('\uFEFF')).toBe(true)
  expect(csv).toContain(`"'=HYPERLINK(""x"") my card is [card 1], mail [email 1]"`)
})

test('the manifest has the hash and the size of every file', async () => {
  const result = await exported()
  const manifest = JSON.parse(readFileSync(join(result!.folder, 'manifest.json'), 'utf8')) as {
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
  }
  expect(manifest).toMatchObject({ masks: everyMask, counts: { conversations: 2 }, program: '1' })
  for (const { name, bytes, sha256 } of manifest.files) {
    const held = readFileSync(join(result!.folder, name))
    expect([held.length, createHash('sha256').update(held).digest('hex')]).toEqual([bytes, sha256])
  }
})

test('without masks a record holds everything, with seals that can be checked', async () => {
  const result = await exported({ formats: ['jsonl'], masks: [], of: { by: 'conversations', ids: [1] } })
  const [head, line] = readFileSync(join(result!.folder, 'conversations.jsonl'), 'utf8').trim().split('\n')
  expect(JSON.parse(head!)).toMatchObject({ countersign: 'transcripts', format: 1 })
  const record = RecordSchema.parse(JSON.parse(line!))
  expect(record.messages[0]?.text).toContain(card)
  expect(record.ledger.map(({ type }) => type)).toEqual(['proposed', 'asked', 'approved'])
  expect(record.ledger[1]?.before).toBe(record.ledger[0]?.seal)
  expect(record.turns[0]?.request).toEqual({ messages: [{ role: 'user', content: `card ${card}` }] })
})

test('one that is given up leaves nothing', async () => {
  const ending = new AbortController()
  ending.abort()
  expect(await exported({}, ending.signal)).toBeNull()
  expect(readdirSync(world.options.exportDirectory)).toEqual([])
})

test('only what a search finds is written', async () => {
  await searchFor(world.store, 'script')
  expect(await exported({ of: { by: 'query', text: 'script' } })).toMatchObject({ conversations: 1, messages: 2 })
  expect(await exported({ of: { by: 'query', text: 'nowhere' } })).toMatchObject({ conversations: 0 })
})

test('who exports while the index is behind is told how far that is, each number once', async () => {
  const db = openForWriting(world.options.file)
  const indexed = Promise.withResolvers<void>()
  const folder = join(world.options.exportDirectory, 'behind')
  const steps: ExportStep[] = []
  const waited = {
    request: { ...order, formats: ['jsonl' as const], audio: 'none' as const },
    folder,
    chosen: { by: 'query' as const, query: null },
    recordings: '',
    program: '1',
    at: 1,
  }
  const choose: Parameters<typeof exportTranscripts>[2] = async (_, __, tell) => {
    tell?.(7)
    await indexed.promise
    return [1, 2]
  }
  try {
    for await (const step of exportTranscripts(db, waited, choose, new AbortController().signal)) {
      steps.push(step)
      if (step.type === 'waiting') indexed.resolve()
    }
  } finally {
    db.close()
  }
  expect(steps[0]).toEqual({ type: 'waiting', left: 7 })
  expect(steps.filter(({ type }) => type === 'waiting')).toHaveLength(1)
  expect(steps.at(-1)).toMatchObject({ type: 'result', result: { conversations: 2 } })
})
