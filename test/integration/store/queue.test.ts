import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import { openForWriting } from '#main/store/database.ts'
import type { WaitingView } from '#main/store/queue-item.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { queueStatements } from '#main/store/queue.ts'
import { approvedBy, emptyStore, pendingProposals, standingClock } from '#test/support/store.ts'

const clock = standingClock()
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore({ clock }))
})
afterEach(() => remove())

const page = async (view: WaitingView | 'all') => (await store.ledger.queue({ view, cursor: null, limit: 100 })).items
const ids = async (view: WaitingView | 'all') => (await page(view)).map(({ id }) => id)

test('each thing that waits stands in one lane, oldest first', async () => {
  await pendingProposals(store, ['refund'])
  await pendingProposals(store, ['look-up'], { risk: 0 })
  clock.advance(5)
  await pendingProposals(store, ['reply', 'note'], { kind: 'reply', risk: 2 })
  const [lost] = await pendingProposals(store, ['lost'], { risk: 4 })
  const key = { revision: 0, argsHash: lost!.argsHash }
  const events: ProposalEvent[] = [
    approvedBy('Jo', lost!),
    { type: 'attempted', number: 1, idempotencyKey: 'k' },
    { type: 'sent' },
    { type: 'lost', error: { code: 'timed_out', message: 'No answer.' } },
  ]
  await store.ledger.commit({ id: 'lost', expect: { states: ['pending'], ...key }, events })
  expect(await ids('all')).toEqual(['refund', 'look-up', 'reply', 'note', 'lost'])
  expect(await ids('checking')).toEqual(['lost'])
  expect(await ids('money')).toEqual(['refund'])
  expect(await ids('replies')).toEqual(['reply', 'note'])
  expect(await ids('other')).toEqual(['look-up'])
  expect(await store.ledger.counts()).toEqual({
    all: 5,
    checking: 1,
    money: 1,
    replies: 2,
    other: 1,
    byRisk: [1, 0, 2, 1, 1],
    oldest: clock.now() - 5,
  })
  expect(await store.ledger.verify()).toEqual([])
})

test('a row says why to look now, and what to know before', async () => {
  await pendingProposals(store, ['waiting'])
  await pendingProposals(store, ['guarded', 'guarded-2'], {
    guardrail: 'refunds',
    rejectedBefore: { proposalId: 'x', reason: 'tone' },
    checks: [{ id: 'duplicate', result: 'warn', label: 'Twice', detail: null }],
    mode: 'dry_run',
    sentence: [{ text: `Send 🙂${'very '.repeat(30)}`, value: false }],
  })
  const [sending] = await pendingProposals(store, ['sending'])
  const events: ProposalEvent[] = [
    approvedBy('Jo', sending!),
    { type: 'returned', note: 'Approved, not sent: the desk stopped' },
  ]
  const expectation = { states: ['pending'] as const, revision: 0, argsHash: sending!.argsHash }
  await store.ledger.commit({ id: 'sending', expect: expectation, events })
  const [waiting, guarded, , again] = await page('all')
  expect(waiting).toMatchObject({
    title: 'Refund £42.00',
    customer: 'Ana Ruiz',
    channel: 'chat',
    waitingSince: 1000,
    bundleSize: 1,
    reason: null,
    ask: null,
    marks: [],
  })
  expect(guarded).toMatchObject({
    bundleSize: 2,
    reason: 'guardrail',
    marks: ['guardrail', 'rejected_before', 'duplicate', 'dry_run'],
  })
  expect(guarded!.title.length).toBeLessThanOrEqual(80)
  expect(guarded!.title).toMatch(/…$/)
  expect(again).toMatchObject({ reason: 'was sending', marks: ['was_sending'] })
  expect(await store.ledger.queueItem('sending')).toEqual(again)
})

test('counts and pages agree with the proposals after any history', async () => {
  const verbs: Record<string, (proposal: Parameters<typeof approvedBy>[1]) => readonly ProposalEvent[]> = {
    approve: (proposal) => [approvedBy('Jo', proposal)],
    reject: () => [
      {
        type: 'rejected',
        signer: { by: 'person', name: 'Jo', surface: 'test' },
        reasons: [],
        text: '',
        scope: 'call',
        next: 'continue',
        result: null,
      },
    ],
    supersede: () => [{ type: 'superseded', cause: 'the customer wrote again', result: null }],
    fail: (proposal) => [
      approvedBy('Jo', proposal),
      { type: 'attempted', number: 1, idempotencyKey: 'k' },
      { type: 'failed', error: { code: 'unreachable', message: '' }, retryable: true, result: null, resolvedBy: null },
    ],
    keep: () => [],
  }
  const step = fc.record({
    verb: fc.constantFrom(...Object.keys(verbs)),
    risk: fc.constantFrom(0 as const, 2 as const, 3 as const),
    kind: fc.constantFrom('tool' as const, 'reply' as const, 'close' as const),
    wait: fc.nat({ max: 1 }),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, limit) => {
        for (const { verb, risk, kind, wait } of steps) {
          clock.advance(wait)
          const id = `p${(run += 1)}`
          const [proposal] = await pendingProposals(store, [id], { risk, kind })
          const events = verbs[verb]!(proposal!)
          const seen = { states: ['pending'] as const, revision: 0, argsHash: proposal!.argsHash }
          const outbox = verb === 'approve' ? { outbox: { state: 'ready' as const, key: `key of ${id}` } } : {}
          if (events.length > 0) await store.ledger.commit({ id, expect: seen, events, ...outbox })
        }
        const { items } = await store.ledger.list({
          states: ['pending', 'failed'],
          conversationId: null,
          cursor: null,
          limit: 1000,
        })
        const counts = await store.ledger.counts()
        expect(counts.all).toBe(items.length)
        expect(counts.checking + counts.money + counts.replies + counts.other).toBe(counts.all)
        expect(counts.checking).toBe(items.filter(({ state }) => state === 'failed').length)
        expect(counts.oldest).toBe(items.at(-1)?.proposedAt ?? null)
        const walked: string[] = []
        for (let cursor: string | null = null; ;) {
          const part = await store.ledger.queue({ view: 'all', cursor, limit })
          walked.push(...part.items.map(({ id }) => id))
          if (part.next === null) break
          cursor = part.next
        }
        expect(walked).toEqual(items.map(({ id }) => id).toReversed())
      },
    ),
    { numRuns: 25 },
  )
})

test('a cursor that no list gave is refused', async () => {
  const asked = store.ledger.queue({ view: 'all', cursor: '1 or 1=1', limit: 5 })
  await expect(asked).rejects.toMatchObject({ code: 'invalid_input' })
})

test('with 100,000 conversations every view is one walk along one index, also after statistics', async () => {
  const db = openForWriting(options.file)
  try {
    db.exec(`
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
      insert into conversations(id, external_id, channel, state, subject, customer_external_id, customer_name, tags, control,
        activity, rounds, created_at, updated_at, last_message_at)
      select i, 'c' || i, 'chat', 'open', '', 'u' || i, 'Customer ' || i, '[]', 'agent', 'idle', 0, i, i, i from n;
      insert into turns(id, conversation_id, origin, concluded, body, request, response)
      select 't' || id, id, 'agent', 0, '{}', '{}', '{}' from conversations;
      insert into proposals(id, conversation_id, turn_id, tool, kind, risk, state, revision, args_hash, fingerprint, lane,
        title, marks, bundle_size, proposed_at, entries, body)
      select 'p' || id, id, 't' || id, 'refund', 'tool', id % 5, iif(id % 3, 'pending', 'succeeded'), 0, '', '',
        iif(id % 3, iif(id % 5 > 2, 'money', 'other'), null), 'Refund', '', 1, id, '[]', '{}' from conversations;`)
    for (const statistics of [false, true]) {
      if (statistics) db.exec('analyze')
      const plan = (sql: string) => db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
      const details = (sql: string, ...values: unknown[]) =>
        plan(sql)
          .all(...values)
          .map(({ detail }) => detail)
      const byKey = 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'
      const from = { at: 0, row: 0, limit: 51 }
      expect(details(queueStatements.lane, { ...from, view: 'money' })).toEqual([
        'SEARCH p USING COVERING INDEX proposals_waiting (lane=? AND proposed_at>?)',
        byKey,
      ])
      expect(details(queueStatements.counts)[0]).toMatch(/ USING COVERING INDEX proposals_waiting/)
      expect(details(queueStatements.resting)[0]).toMatch(/ USING INDEX proposals_resting/)
    }
  } finally {
    db.close()
  }
  const deep = await store.ledger.queue({ view: 'money', cursor: '50000.50000', limit: 50 })
  expect(deep.items).toHaveLength(50)
  expect(deep.items[0]?.proposedAt).toBeGreaterThanOrEqual(50_000)
})
