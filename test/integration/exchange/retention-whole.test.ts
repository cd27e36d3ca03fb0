import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RetentionRule } from '#contract/retention.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { searchFor } from '#test/support/search.ts'
import {
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
} from '#test/support/store.ts'
import { program } from '#test/support/programs.ts'
import { runRules } from '#test/integration/exchange/retaining-process.ts'

/** Whole conversations that go by their age: nothing of them is left anywhere, and nothing brings them back. */
const at = 1_700_000_000_000
const day = 86_400_000
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

const rule: RetentionRule = {
  id: 'r1',
  name: 'After a month',
  on: true,
  what: 'conversations',
  days: 30,
  channel: null,
  source: null,
  tag: null,
}

const old = (name: string, more: Partial<Parameters<typeof incomingConversation>[1]> = {}) => {
  const when = at - 40 * day
  const messages = [incomingMessage(`${name}-1`, { text: `xylophone ${name}`, at: when })]
  return incomingConversation(name, { state: 'closed', createdAt: when, updatedAt: when, messages, ...more })
}

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  const conversations = [old('a'), old('b'), old('c', { tags: ['vip'] }), old('open', { state: 'open' }), old('held')]
  await store.conversations.merge([...conversations, old('waits')], null)
  await store.ledger.propose({
    turn: storedTurn('t1', 6),
    proposals: [{ id: 'p1', events: asked(newProposal('p1', 6, 't1')), outboxKey: null }],
    conversation: {},
  })
  await store.exchange.retention.hold(5, { by: 'Jo', why: 'A court asked for it' })
})
afterEach(() => remove())

const titles = async () =>
  (await store.conversations.list({ state: 'all', cursor: null, limit: 50 })).items
    .map((one) => one.externalId)
    .toSorted()

function isGone(words: string): void {
  const folder = dirname(options.file)
  const held = readdirSync(folder).filter((name) => name.startsWith('desk.sqlite'))
  for (const name of held) expect([name, readFileSync(join(folder, name)).includes(words)]).toEqual([name, false])
}

async function take(text: string) {
  const bytes = Buffer.from(text)
  const { uploads } = store.exchange
  const id = uploads.begin(bytes.length)
  uploads.add(id, 0, bytes)
  let left = 0
  for await (const step of store.exchange.stage(id, new AbortController().signal))
    if (step.type === 'result') left = step.report.left
  for await (const step of store.exchange.apply(id, { by: 'Jo', name: 'x', sha256: '', keepTheirs: false }))
    if (step.type === 'result') return { ...step.outcome, left }
  throw new Error('No outcome.')
}

async function exported(): Promise<string> {
  const request = {
    of: { by: 'query' as const, text: '' },
    formats: ['jsonl' as const],
    masks: [],
    layout: 'each' as const,
    audio: 'none' as const,
  }
  const what = { request, chosen: { by: 'query' as const, query: null }, program: '1' }
  for await (const step of store.exchange.export(what, new AbortController().signal))
    if (step.type === 'result') return readFileSync(join(step.result.folder, 'conversations.jsonl'), 'utf8')
  throw new Error('Nothing was exported.')
}

test('what would go is told with all that goes along; rules about recordings see what is left', async () => {
  await store.annotations.addNote({
    id: 'n1',
    conversationId: 1,
    anchor: { entryId: null, range: null, atMs: null },
    text: 'Look again',
    mentions: [],
    by: 'Jo',
  })
  const { chosen, preview } = await store.exchange.retention.choose([{ ...rule, id: 'r0', what: 'recordings' }, rule])
  expect(chosen.map(({ id }) => id)).toEqual([1, 2, 3])
  expect(preview).toMatchObject({
    held: 1,
    unsettled: 2,
    shares: [
      { rule: { id: 'r0' }, conversations: 0, recordings: 0 },
      { conversations: 3, recordings: 0, within: { messages: 3, actions: 0, notes: 1, scores: 0 } },
    ],
  })
  const tagged = await store.exchange.retention.choose([{ ...rule, tag: 'vip', source: 'helpdesk', channel: 'chat' }])
  expect(tagged.chosen.map(({ id }) => id)).toEqual([3])
})

test('a run takes them out of every file, the ledger says by which rule, and neither helpdesk nor file brings them back', async () => {
  const before = await exported()
  const { exports } = store.exchange
  await runRules(store)
  expect(await titles()).toHaveLength(6)
  await store.exchange.retention.saveRules([rule])
  expect(await runRules(store)).toMatchObject({
    state: 'done',
    removed: [{ rule: 'After a month', conversations: 3, recordings: 0 }],
    failed: 0,
  })
  expect(await titles()).toEqual(['held', 'open', 'waits'])
  for (const words of ['xylophone a', 'xylophone b', 'xylophone c']) isGone(words)
  expect((await searchFor(store, 'xylophone')).hits).toHaveLength(3)
  expect(await store.audit.verify([])).toMatchObject({ broken: null })
  expect(await store.check()).toEqual([])
  expect(await exports()).toHaveLength(1)
  const activity = await store.exchange.retention.runs()
  expect(activity[0]).toMatchObject({ state: 'done', by: 'Jo' })

  // The helpdesk still has it: only what is said from now on is new.
  await store.conversations.merge([old('a')], null)
  expect(await take(before)).toMatchObject({ conversations: 0, left: 3 })
  expect(await titles()).toEqual(['held', 'open', 'waits'])
  const said = [...old('a').messages, incomingMessage('a-2', { text: 'It broke again', at })]
  await store.conversations.merge([old('a', { state: 'open', updatedAt: at, messages: said })], null)
  expect(await titles()).toEqual(['a', 'held', 'open', 'waits'])
  isGone('xylophone a')
})

test('dialogues without an id of their own do not come back either', async () => {
  const dialogue = `${JSON.stringify({ messages: [{ role: 'user', content: 'zeppelin' }] })}\n`
  expect(await take(dialogue)).toMatchObject({ conversations: 1 })
  await store.redactions.eraseConversation(7, { by: 'Jo', reason: 'Old' })
  expect(await take(dialogue)).toMatchObject({ conversations: 0, left: 1 })
})

test('cancelled, it says what went; what was held meanwhile stays', async () => {
  await store.exchange.retention.saveRules([rule])
  const cancel = new AbortController()
  const seen: number[] = []
  const run = await runRules(
    store,
    (id) => {
      seen.push(id)
      cancel.abort()
    },
    cancel.signal,
  )
  expect([run, seen]).toMatchObject([{ state: 'cancelled', removed: [{ conversations: 1 }] }, [1]])
  await store.exchange.retention.hold(2, { by: 'Jo', why: 'Asked for' })
  expect(await runRules(store)).toMatchObject({ state: 'done', removed: [{ conversations: 1 }] })
  expect(await titles()).toEqual(['b', 'held', 'open', 'waits'])
})

test.each([1, 2, 3])('killed before conversation %i of a run: the next one goes on with it', async (step) => {
  await store.exchange.retention.saveRules([rule])
  await store.close()
  const ended = spawnSync(process.execPath, [program('retaining-process'), dirname(options.file), String(step)], {
    encoding: 'utf8',
  })
  expect([ended.signal, ended.stderr.replaceAll(/\(node:\d+\) (Experimental|Module).*\n.*\n?/g, '')]).toEqual([
    'SIGKILL',
    '',
  ])
  store = await openStore(options)
  expect(await store.check()).toEqual([])
  expect(await titles()).toHaveLength(7 - step)
  expect((await store.exchange.retention.runs()).map(({ state }) => state)).toEqual(['begun'])
  expect(await runRules(store)).toMatchObject({ state: 'done', removed: [{ conversations: 3 }] })
  expect((await store.exchange.retention.runs()).map(({ state }) => state)).toEqual(['done'])
  expect(await titles()).toEqual(['held', 'open', 'waits'])
  for (const words of ['xylophone a', 'xylophone b', 'xylophone c']) isGone(words)
  expect(await store.audit.verify([])).toMatchObject({ broken: null })
})
