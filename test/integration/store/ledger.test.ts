import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import type { ProposalState } from '#contract/proposal.ts'
import type { Commit } from '#main/store/store.ts'
import { approvedBy, asked, emptyStore, newProposal, pendingProposals, storedTurn } from '#test/support/store.ts'
import type { NewProposal } from '#main/domain/proposal.ts'
import { searchFor } from '#test/support/search.ts'

let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
})
afterEach(() => remove())

const approve = (proposal: NewProposal, who: string, more: Partial<Commit> = {}): Commit => ({
  id: proposal.id,
  expect: {
    states: ['pending'],
    revision: 0,
    argsHash: proposal.argsHash,
    fingerprint: proposal.fingerprint,
  },
  events: [approvedBy(who, proposal)],
  outbox: { state: 'ready', key: `key of ${proposal.id}` },
  ...more,
})

test('a decision moves state, ledger, outbox, counts and queue together', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  expect((await store.ledger.counts()).money).toBe(1)
  const committed = await store.ledger.commit(approve(proposal!, 'Jo'))
  expect(committed.proposal).toMatchObject({ state: 'scheduled', decision: { signer: { name: 'Jo' } } })
  expect(await store.ledger.get('p1')).toEqual(committed.proposal)
  expect((await store.ledger.history('p1')).map(({ event }) => event.type)).toEqual(['proposed', 'asked', 'approved'])
  expect(await store.ledger.outbox(['ready'])).toMatchObject([{ key: 'key of p1', proposalId: 'p1', state: 'ready' }])
  expect(await store.ledger.counts()).toMatchObject({ all: 0, money: 0, byRisk: [0, 0, 0, 0, 0], oldest: null })
  expect((await store.ledger.queue({ view: 'all', cursor: null, limit: 10 })).items).toEqual([])
  expect(await store.ledger.queueItem('p1')).toBeNull()
  expect(await store.ledger.verify()).toEqual([])
})

test('what is written together has one moment, however long it takes', async () => {
  let now = 1_700_000_000_000
  const clock = { now: () => (now += 1), monotonic: () => now, sleep: async () => {} }
  const ticking = await emptyStore({ clock })
  try {
    const [before] = await pendingProposals(ticking.store, ['p1'])
    const { conversationId, argsHash } = before!
    const turn = storedTurn('a later turn', conversationId)
    const made = newProposal('p2', conversationId, turn.id)
    await ticking.store.ledger.propose({
      turn,
      proposals: [{ id: 'p2', events: asked(made), outboxKey: null }],
      conversation: {},
      also: [
        {
          id: 'p1',
          expect: { states: ['pending'], revision: 0, argsHash },
          events: [{ type: 'superseded', cause: 'Another took its place.', result: null }],
        },
      ],
    })
    const [ended] = (await ticking.store.ledger.history('p1')).slice(-1)
    const [proposed] = await ticking.store.ledger.history('p2')
    expect(proposed?.at).toBe(ended?.at)
  } finally {
    await ticking.remove()
  }
})

test('of two decisions on one proposal one wins, and the other learns who it was', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  const results = await Promise.allSettled([
    store.ledger.commit(approve(proposal!, 'Jo')),
    store.ledger.commit(approve(proposal!, 'Sam')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(results[1]).toMatchObject({
    reason: { code: 'already_decided', data: { who: 'Jo', state: 'scheduled', at: options.clock.now() } },
  })
  expect(await store.ledger.history('p1')).toHaveLength(3)
  expect(await store.ledger.outbox(['ready'])).toHaveLength(1)
})

test.each([
  ['revision', { revision: 1 }],
  ['arguments', { argsHash: '0'.repeat(64) }],
  ['conversation', { fingerprint: '0'.repeat(64) }],
])('a decision about another %s changes nothing', async (_, seen) => {
  const [proposal] = await pendingProposals(store, ['p1'])
  const commit = approve(proposal!, 'Jo')
  await expect(store.ledger.commit({ ...commit, expect: { ...commit.expect, ...seen } })).rejects.toMatchObject({
    code: 'changed',
  })
  expect(await store.ledger.get('p1')).toMatchObject({ state: 'pending' })
  expect(await store.ledger.outbox(['ready'])).toEqual([])
})

test('what fails half way leaves nothing behind', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  const before = await store.ledger.get('p1')
  await expect(
    store.ledger.commit(approve(proposal!, 'Jo', { events: [approvedBy('Jo', proposal!), { type: 'sent' }] })),
  ).rejects.toMatchObject({ code: 'illegal_transition' })
  // The outbox row does not exist: found out after snapshot and ledger were written.
  await expect(store.ledger.commit(approve(proposal!, 'Jo', { outbox: { state: 'done' } }))).rejects.toMatchObject({
    code: 'internal',
  })
  expect(await store.ledger.get('p1')).toEqual(before)
  expect(await store.ledger.history('p1')).toHaveLength(2)
  expect((await store.ledger.counts()).money).toBe(1)
})

test('the ledger forbids update, delete and replacement', async () => {
  await pendingProposals(store, ['p1'])
  const db = openForWriting(options.file)
  try {
    const forbidden = /append-only/
    expect(() => db.exec(`update ledger set payload = '{}' where seq = 1`)).toThrow(forbidden)
    expect(() => db.exec('delete from ledger where seq = 1')).toThrow(forbidden)
    expect(() =>
      db.exec(`insert or replace into ledger select seq, proposal_id, 0, type, payload, at, seal from ledger`),
    ).toThrow(forbidden)
  } finally {
    db.close()
  }
})

test('verify finds a snapshot that was tampered with, in its body or beside it', async () => {
  const made = await pendingProposals(store, ['p1', 'p2', 'p3', 'p4'])
  await store.ledger.commit(approve(made[3]!, 'Jo'))
  const db = openForWriting(options.file)
  db.exec(`update proposals set body = json_set(body, '$.arguments.amount', 4200) where id = 'p1'`)
  db.exec(`update proposals set state = 'scheduled' where id = 'p3'`)
  db.close()
  expect(await store.ledger.verify()).toEqual(['p1', 'p3'])
})

test('nothing is signed without a way out', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  const { outbox: _, ...withoutOutbox } = approve(proposal!, 'Jo')
  await expect(store.ledger.commit(withoutOutbox)).rejects.toMatchObject({ code: 'internal' })
  expect(await store.ledger.get('p1')).toMatchObject({ state: 'pending' })
})

test('what is on its way out is listed by its state, newest first, page by page', async () => {
  const made = await pendingProposals(store, ['p1', 'p2', 'p3', 'p4'])
  for (const proposal of made) await store.ledger.commit(approve(proposal, 'Jo'))
  await store.ledger.commit({
    id: 'p2',
    expect: { states: ['scheduled'], revision: 0, argsHash: made[1]!.argsHash },
    events: [{ type: 'attempted', number: 1, idempotencyKey: 'key of p2' }],
    outbox: { state: 'started' },
  })
  const list = async (states: readonly ProposalState[], cursor: string | null, limit: number) =>
    store.ledger.list({ states, conversationId: null, cursor, limit })
  const first = await list(['scheduled', 'executing'], null, 3)
  expect(first.items.map(({ id }) => id)).toEqual(['p4', 'p3', 'p2'])
  expect((await list(['scheduled', 'executing'], first.next, 3)).items.map(({ id }) => id)).toEqual(['p1'])
  expect((await list(['executing'], null, 3)).items.map(({ id }) => id)).toEqual(['p2'])
})

test('verify finds entries of the ledger that a snapshot does not name, and names that lead nowhere', async () => {
  await pendingProposals(store, ['p1', 'p2', 'p3'])
  const db = openForWriting(options.file)
  db.exec(`update proposals set entries = '[1]' where id = 'p1'`)
  db.exec(`update proposals set entries = '[4,5,99]' where id = 'p2'`)
  db.close()
  expect((await store.ledger.verify()).toSorted()).toEqual(['p1', 'p2'])
})

test('a sent reply becomes a message, and its echo is not added again', async () => {
  const [proposal] = await pendingProposals(store, ['p1'], { kind: 'reply', tool: 'send_reply', risk: 2 })
  await store.ledger.commit(approve(proposal!, 'Jo'))
  const of = { revision: 0, argsHash: proposal!.argsHash }
  await store.ledger.commit({
    id: 'p1',
    expect: { states: ['scheduled'], ...of },
    events: [{ type: 'attempted', number: 1, idempotencyKey: 'key of p1' }, { type: 'sent' }],
    outbox: { state: 'started' },
  })
  const done = await store.ledger.commit({
    id: 'p1',
    expect: { states: ['executing'], ...of },
    events: [{ type: 'succeeded', receipt: null, result: 'sent', resolvedBy: null }],
    outbox: { state: 'done' },
    message: {
      conversationId: proposal!.conversationId,
      externalId: 'remote-7',
      author: 'agent',
      authorName: 'Support agent',
      kind: 'comment',
      text: 'It is on its way.',
      html: null,
      attachments: [],
      at: 5000,
      proposalId: 'p1',
    },
    conversation: { state: 'closed', tags: ['done'], assignee: 'admin-1' },
  })
  expect(done.message).toMatchObject({ externalId: 'remote-7', proposalId: 'p1' })
  expect(done.conversation).toMatchObject({ state: 'closed', tags: ['done'], assignee: 'admin-1', waitingSince: null })
  expect(done.conversation?.lastMessageAt).toBe(5000)
  const found = await searchFor(store, 'on its way from:agent')
  expect(found.hits.flatMap(({ entryIds }) => entryIds)).toContain(`m${done.message!.id}`)
  expect(await store.ledger.outbox(['ready', 'started', 'unknown'])).toEqual([])
})
