import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RetentionRule } from '#contract/retention.ts'
import type { StoredCall } from '#main/store/call-rows.ts'
import { runRules } from '#test/integration/exchange/retaining-process.ts'
import { asked, emptyStore, newProposal, storedTurn } from '#test/support/store.ts'

/** Recordings that go by their age: by source, channel and tag; never what is held, open or waits for somebody. */
const at = 1_700_000_000_000
const day = 86_400_000
let world: Awaited<ReturnType<typeof emptyStore>>

const rule = (more: Partial<RetentionRule> = {}): RetentionRule => ({
  id: 'r1',
  name: 'Old ones',
  on: true,
  what: 'recordings',
  days: 30,
  channel: null,
  source: null,
  tag: null,
  ...more,
})

/** A call that is over, with a recording. Their conversations are numbered in this order. */
async function call(id: string, days: number, state: 'open' | 'closed' = 'closed'): Promise<void> {
  const startedAt = at - days * day
  const made: Omit<StoredCall, 'conversationId'> = {
    id,
    agent: { id: 'a', name: id, voice: 'Eve' },
    caller: 'Ana Ruiz',
    number: null,
    medium: 'voice',
    dryRun: false,
    state: 'ended',
    startedAt,
    liveAt: startedAt,
    endedAt: startedAt + 1000,
    end: { why: 'operator', message: '' },
    recording: { state: 'kept', durationMs: 1000, gaps: [], repaired: false },
    consent: null,
    knowledge: null,
    outOfSight: [],
    cost: { amount: 0, currency: 'USD' },
  }
  await world.store.calls.begin(made, { externalId: id, name: 'Ana Ruiz', email: null })
  const recording = { file: `${id}.wav`, bytes: 1, sha256: '', offsetMs: 0, peaks: null }
  await world.store.calls.keep(id, { recording, conversation: { state } })
}

beforeEach(async () => {
  world = await emptyStore()
  await call('young', 10)
  await call('old', 40)
  await call('older', 50)
  await call('silent', 55)
  await call('open', 60, 'open')
  await call('waits', 70)
  await call('held', 80)
  await world.store.calls.keep('silent', { recording: null })
  const waits = newProposal('p1', 6, 't1')
  await world.store.ledger.propose({
    turn: storedTurn('t1', 6),
    proposals: [{ id: 'p1', events: asked(waits), outboxKey: null }],
    conversation: {},
  })
  await world.store.exchange.retention.hold(7, { by: 'Jo', why: 'A court asked for it' })
})
afterEach(() => world.remove())

const chosen = async (...rules: readonly RetentionRule[]) => {
  const found = await world.store.exchange.retention.choose(rules)
  return { ids: found.chosen.map(({ id }) => id).toSorted((a, b) => a - b), ...found.preview }
}

test('age, channel and source choose; what is held, open or waits stays and is counted', async () => {
  expect(await chosen(rule())).toMatchObject({ ids: [2, 3], held: 1, unsettled: 2 })
  expect(await chosen(rule({ days: 45 }))).toMatchObject({ ids: [3] })
  expect(await chosen(rule({ channel: 'phone', source: 'call' }))).toMatchObject({ ids: [2, 3] })
  expect(await chosen(rule({ channel: 'email' }))).toMatchObject({ ids: [] })
  expect(await chosen(rule({ source: 'import' }))).toMatchObject({ ids: [] })
  expect(await chosen(rule({ tag: 'vip' }))).toMatchObject({ ids: [] })
  expect(await chosen(rule({ on: false }))).toMatchObject({ ids: [] })
})

test('a recording belongs to the first rule that it meets; a preview has counts, ages and examples', async () => {
  const { shares } = await chosen(rule({ id: 'a', days: 45 }), rule({ id: 'b' }))
  expect(shares.map(({ recordings }) => recordings)).toEqual([1, 1])
  expect(shares[1]).toMatchObject({ oldest: at - 40 * day, newest: at - 40 * day })
  expect(shares[1]?.examples.map(({ title }) => title)).toEqual(['Call with old'])
})

test('a recording that goes leaves a sealed entry that names the rule, and the conversation stays', async () => {
  const { store } = world
  await store.exchange.retention.saveRules([rule({ name: 'Sound after a month' })])
  expect(await runRules(store)).toMatchObject({ state: 'done', failed: 0, removed: [{ recordings: 2 }] })
  expect(await store.calls.recording('old')).toBeNull()
  const page = { before: null, limit: 10, who: null, types: null, tool: null, risk: null, state: null }
  const { entries } = await store.audit.activity(page)
  const removals = entries.flatMap((entry) => (entry.proposalId === null ? entry.removal : []))
  expect(removals.map(({ by, reason, what }) => [by, reason, what])).toEqual(
    Array.from({ length: 2 }, () => ['Retention', 'By the rule Sound after a month', 'The recording of a call']),
  )
  expect((await store.audit.verify([])).broken).toBeNull()
})

test('a hold wins until it is let go', async () => {
  const { retention } = world.store.exchange
  expect(await retention.holds()).toMatchObject([{ conversationId: 7, by: 'Jo', why: 'A court asked for it' }])
  expect(await retention.mayGo(7)).toBe(false)
  await retention.hold(7, null)
  expect(await retention.mayGo(7)).toBe(true)
  expect((await chosen(rule())).ids).toContain(7)
})
