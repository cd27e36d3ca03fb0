import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import {
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  pendingProposals,
  storedTurn,
} from '#test/support/store.ts'

let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
})
afterEach(() => remove())

const says = (id: string, at: number) => [incomingMessage(`${id}-1`, { at })]

test('pages of conversations, newest message first, of one state or all', async () => {
  const states = ['open', 'closed', 'open', 'snoozed', 'open'] as const
  await store.conversations.merge(
    states.map((state, index) =>
      incomingConversation(`c${index}`, { state, messages: says(`c${index}`, 1000 + (index % 3)) }),
    ),
    null,
  )
  const walk = async (state: 'open' | 'all') => {
    const seen: string[] = []
    for (let cursor: string | null = null; ;) {
      const page = await store.conversations.list({ state, cursor, limit: 2 })
      seen.push(...page.items.map(({ externalId }) => externalId))
      if (page.next === null) return seen
      cursor = page.next
    }
  }
  expect(await walk('all')).toEqual(['c2', 'c4', 'c1', 'c3', 'c0'])
  expect(await walk('open')).toEqual(['c2', 'c4', 'c0'])
})

test('pages of messages go back from the newest', async () => {
  const messages = Array.from({ length: 5 }, (_, index) => incomingMessage(`m${index}`, { at: 1000 + index }))
  await store.conversations.merge([incomingConversation('c1', { messages })], null)
  const newest = await store.conversations.messages(1, { before: null, limit: 2 })
  expect(newest).toMatchObject({ messages: [{ id: 4 }, { id: 5 }], olderThan: 4 })
  const rest = await store.conversations.messages(1, { before: newest.olderThan, limit: 3 })
  expect(rest).toMatchObject({ messages: [{ id: 1 }, { id: 2 }, { id: 3 }], olderThan: null })
})

test('a message keeps everything the helpdesk said of it', async () => {
  const attachments = [{ name: 'a.png', url: 'https://example.com/a', contentType: 'image/png', bytes: null }]
  const message = incomingMessage('m1', { attachments, html: '<p>Hi</p>', text: 'Hi' })
  const [merged] = await store.conversations.merge([incomingConversation('c1', { messages: [message] })], null)
  const { ours: _, ...rest } = message
  expect(merged?.messages).toEqual([{ ...rest, id: 1, conversationId: 1, proposalId: null }])
  expect((await store.conversations.messages(1, { before: null, limit: 1 })).messages).toEqual(merged?.messages)
})

test('the newest words of the customer are known, notes and answers aside', async () => {
  expect(await store.conversations.newestCustomerMessage(1)).toBe(0)
  const messages = [
    incomingMessage('m1'),
    incomingMessage('m2', { at: 1001 }),
    incomingMessage('m3', { at: 1002, author: 'operator' }),
    incomingMessage('m4', { at: 1003, author: 'operator', kind: 'note' }),
  ]
  await store.conversations.merge([incomingConversation('c1', { messages })], null)
  expect(await store.conversations.newestCustomerMessage(1)).toBe(2)
})

test('a patch changes what it names and nothing else', async () => {
  const [merged] = await store.conversations.merge([incomingConversation('c1', { tags: ['vip'] })], null)
  const patched = await store.conversations.patch(1, {
    control: 'human',
    activity: 'failed',
    note: 'refused',
    rounds: 3,
  })
  expect(patched).toEqual({
    ...merged!.conversation,
    control: 'human',
    agent: { activity: 'failed', note: 'refused', rounds: 3 },
  })
  expect(await store.conversations.patch(1, { note: null })).toMatchObject({
    agent: { activity: 'failed', note: null },
  })
  // What this desk keeps of its own survives the next reading.
  const [again] = await store.conversations.merge([incomingConversation('c1', { tags: ['vip', 'new'] })], null)
  expect(again?.conversation).toMatchObject({ control: 'human', tags: ['vip', 'new'], agent: { rounds: 3 } })
  await expect(store.conversations.patch(9, {})).rejects.toMatchObject({ code: 'not_found' })
})

test('turns come back whole and in order', async () => {
  const [first] = await pendingProposals(store, ['p1'])
  const turn = storedTurn('second', first!.conversationId, {
    text: 'Hello',
    calls: [{ id: 'call_1', name: 'refund_order', arguments: '{"a":1}' }],
    ragResults: [{ text: 'Refunds take 5 days', score: 0.9, collectionId: 'kb' }],
    usage: { promptTokens: 10, completionTokens: 5 },
  })
  await store.conversations.concludeTurn(first!.turnId)
  const proposal = newProposal('p2', turn.conversationId, turn.id)
  await store.ledger.propose({
    turn,
    proposals: [{ id: 'p2', events: asked(proposal), outboxKey: null }],
    conversation: {},
  })
  expect(await store.conversations.turn('second')).toEqual(turn)
  const turns = await store.conversations.turns(turn.conversationId)
  expect(turns.map(({ id, concluded }) => [id, concluded])).toEqual([
    [first!.turnId, true],
    ['second', false],
  ])
  await expect(store.conversations.concludeTurn('third')).rejects.toMatchObject({ code: 'not_found' })
})

test('what could not be understood is kept once, however often it comes', async () => {
  const item = { externalId: 'x', reason: 'no state', raw: { id: 'x' } }
  await store.conversations.quarantine([item, item])
  await store.conversations.quarantine([item, { ...item, externalId: null, raw: undefined }])
  const db = openForReading(options.file)
  const rows = db.prepare('select external_id, raw, seen from quarantine order by seen').all()
  db.close()
  expect(rows).toEqual([
    { external_id: null, raw: 'null', seen: 1 },
    { external_id: 'x', raw: '{"id":"x"}', seen: 3 },
  ])
})

test('proposals are listed newest first by state and conversation, and like ones found', async () => {
  const made = await pendingProposals(store, ['p1', 'p2', 'p3'])
  await pendingProposals(store, ['p4'])
  for (const [index, id] of ['p1', 'p3'].entries()) {
    const { argsHash } = made[0]!
    await store.ledger.commit({
      id,
      expect: { states: ['pending'], revision: 0, argsHash },
      events: [
        {
          type: 'rejected',
          signer: { by: 'person', name: 'Jo', surface: 'test' },
          reasons: ['tone'],
          text: `${index}`,
          scope: 'call',
          next: 'stop',
          result: null,
        },
      ],
    })
  }
  const list = async (
    states: readonly ('pending' | 'rejected')[],
    conversationId: number | null,
    cursor: string | null = null,
  ) => {
    const { items, next } = await store.ledger.list({ states, conversationId, cursor, limit: 2 })
    return { ids: items.map(({ id }) => id), next }
  }
  const first = await list(['pending', 'rejected'], null)
  expect(first.ids).toEqual(['p4', 'p3'])
  expect(await list(['pending', 'rejected'], null, first.next)).toEqual({ ids: ['p2', 'p1'], next: null })
  expect((await list([], made[0]!.conversationId)).ids).toEqual(['p3', 'p2'])
  expect((await list(['rejected'], made[0]!.conversationId)).ids).toEqual(['p3', 'p1'])
  expect((await store.ledger.similar('p2', 5)).map(({ id }) => id)).toEqual(['p3', 'p1'])
  expect((await store.ledger.ofTurn(made[0]!.turnId)).map(({ id }) => id)).toEqual(['p1', 'p2', 'p3'])
  expect(await store.ledger.ofConversation(made[0]!.conversationId)).toHaveLength(3)
})
