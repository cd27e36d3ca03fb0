import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Query } from '#main/domain/query/ast.ts'
import { openForReading, openForWriting, write } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { resetSearch } from '#main/store/search/reset.ts'
import { readEverything, scan, type Everything } from '#test/integration/store/search/reference.ts'
import { foundIn, searchFor } from '#test/support/search.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
} from '#test/support/store.ts'

const vocabulary = ['order', 'ordering', 'refund', 'refunds', 'card', 'parcel', 'late', 'lamp', 'w12', 'thanks']
const tools = ['refund_order', 'cancel_order', 'send_voucher']
const people = ['Ana Ruiz', 'Jo Lindqvist']
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>
let everything: Everything

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number) =>
  fc.sample(arbitrary, { numRuns: count, seed })

async function fill(): Promise<void> {
  const shapes = sample(
    fc.record({
      channel: fc.constantFrom('chat' as const, 'email' as const, 'sms' as const),
      state: fc.constantFrom('open' as const, 'closed' as const),
      tags: fc.subarray(['vip', 'returns']),
      messages: fc.array(
        fc.record({
          words: fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 5 }),
          author: fc.constantFrom('customer' as const, 'operator' as const),
          at: fc.integer({ min: 1000, max: 9000 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      actions: fc.array(
        fc.record({
          tool: fc.constantFrom(...tools),
          risk: fc.constantFrom(1 as const, 2 as const, 3 as const),
          amount: fc.integer({ min: 1, max: 9 }),
          name: fc.constantFrom(...people),
          how: fc.constantFrom('pending', 'approved', 'rejected'),
        }),
        { maxLength: 3 },
      ),
    }),
    60,
    11,
  )
  for (const [number, { messages, actions, ...shape }] of shapes.entries()) {
    const written = messages.map(({ words, ...message }, index) =>
      incomingMessage(`m${number}-${index}`, { ...message, text: words.join(' ') }),
    )
    const [merged] = await store.conversations.merge(
      [incomingConversation(`c${number}`, { ...shape, messages: written })],
      null,
    )
    const conversationId = merged!.conversation.id
    for (const [index, { tool, risk, amount, name, how }] of actions.entries()) {
      const turn = storedTurn(`t${number}-${index}`, conversationId)
      const proposal = newProposal(`p${number}-${index}`, conversationId, turn.id, {
        tool,
        risk,
        arguments: { amount, note: 'lamp late' },
      })
      const signer = { by: 'person', name, surface: 'test' } as const
      const rejected = {
        type: 'rejected',
        signer,
        reasons: [],
        text: 'parcel',
        scope: 'call',
        next: 'continue',
        result: null,
      } as const
      const decision = how === 'rejected' ? [rejected] : how === 'approved' ? [approvedBy(name, proposal)] : []
      const outboxKey = how === 'approved' ? proposal.id : null
      await store.ledger.propose({
        turn,
        proposals: [{ id: proposal.id, events: [...asked(proposal), ...decision], outboxKey }],
        conversation: {},
      })
    }
  }
}

beforeAll(async () => {
  ;({ store, options, remove } = await emptyStore())
  await fill()
  const db = openForReading(options.file)
  everything = readEverything(db)
  db.close()
})
afterAll(() => remove())

const filter = (one: Extract<Query, { kind: 'filter' }>['filter']): Query => ({ kind: 'filter', filter: one })
const comparison = fc.constantFrom('<' as const, '<=' as const, '=' as const, '>=' as const, '>' as const)
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constantFrom(...vocabulary).map((text): Query => ({ kind: 'word', text, place: 'whole' })),
  fc
    .constantFrom('or', 'ord', 'orde', 'ref', 'p', 'refund')
    .map((text): Query => ({ kind: 'word', text, place: 'beginning' })),
  fc.constantFrom('der', 'fund', 'ar', 'arce').map((text): Query => ({ kind: 'word', text, place: 'inside' })),
  fc.constantFrom('order refund', 'card parcel', 'lamp late').map((text): Query => ({ kind: 'phrase', text })),
  fc
    .constantFrom('customer' as const, 'operator' as const, 'agent' as const)
    .map((author) => filter({ field: 'from', anyOf: [author] })),
  fc.integer({ min: 900, max: 9100 }).map((at) => filter({ field: 'before', at })),
  fc.integer({ min: 900, max: 9100 }).map((at) => filter({ field: 'after', at })),
  fc.subarray(tools, { minLength: 1 }).map((anyOf) => filter({ field: 'tool', anyOf })),
  fc.constantFrom('approved' as const, 'rejected' as const).map((word) => filter({ field: 'decision', anyOf: [word] })),
  fc.constantFrom(...people).map((name) => filter({ field: 'by', anyOf: [name] })),
  fc.tuple(comparison, fc.integer({ min: 0, max: 4 })).map(([is, value]) => filter({ field: 'risk', is, value })),
  fc
    .tuple(comparison, fc.integer({ min: 0, max: 10 }))
    .map(([is, value]) => filter({ field: 'arg', pointer: '/amount', test: { is, value } })),
  fc
    .integer({ min: 1, max: 9 })
    .map((amount) => filter({ field: 'arg', pointer: '/amount', test: { anyOf: [String(amount)] } })),
  fc.constantFrom('chat' as const, 'email' as const).map((channel) => filter({ field: 'channel', anyOf: [channel] })),
  fc.constantFrom('vip', 'returns').map((tag) => filter({ field: 'tag', anyOf: [tag] })),
  fc.constantFrom('open' as const, 'closed' as const).map((word) => filter({ field: 'is', anyOf: [word] })),
)
const { tree } = fc.letrec<{ tree: Query }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of): Query => ({ kind: 'all', of })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of): Query => ({ kind: 'any', of })),
    tie('tree').map((of): Query => ({ kind: 'not', of })),
  ),
}))

const found = async (query: Query) => {
  const { ids } = await store.search.conversations(query, 1000, new AbortController().signal)
  return ids.toSorted((a, b) => a - b)
}

test('any query finds what a look at every row finds', async () => {
  await foundIn(store, 'order')
  await fc.assert(
    fc.asyncProperty(tree, async (query) => {
      expect(await found(query)).toEqual(scan(everything, query))
    }),
    { numRuns: 150 },
  )
})

test('pages of any size give every conversation once, in the order of one page', async () => {
  const signal = new AbortController().signal
  await fc.assert(
    fc.asyncProperty(tree, fc.integer({ min: 1, max: 7 }), async (query, limit) => {
      const ids: number[] = []
      let cursor: string | null = null
      do {
        const page = await store.search.page({ query, order: 'newest', cursor, limit }, signal)
        ids.push(...page.hits.map(({ conversationId }) => conversationId))
        cursor = page.next
      } while (cursor !== null)
      expect(ids).toEqual((await store.search.conversations(query, 1000, signal)).ids)
    }),
    { numRuns: 30 },
  )
})

test('built anew, it finds the same', async () => {
  const queries = sample(tree, 60, 5)
  const before = await Promise.all(queries.map(found))
  const db = openForWriting(options.file)
  write(db, () => resetSearch(db))
  db.close()
  expect((await searchFor(store, 'order')).behind).toBeNull()
  expect(await Promise.all(queries.map(found))).toEqual(before)
})
