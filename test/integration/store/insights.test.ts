import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Counted, Insights } from '#contract/insights.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { insightsHandlers } from '#main/services/insights/insights-handlers.ts'
import type { OpenedStore } from '#main/store/index.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  standingClock,
  storedTurn,
} from '#test/support/store.ts'

/** Numbers of a real store are those of the decisions that were made, and of the rows their queries find. */
const day = 86_400_000
const never = new AbortController().signal
const start = new Date(2026, 9, 1, 12).getTime()
let clock: ReturnType<typeof standingClock>
let store: OpenedStore
let remove: () => Promise<void>
let made = 0

beforeEach(async () => {
  made = 0
  clock = standingClock(start)
  ;({ store, remove } = await emptyStore({ clock }))
})
afterEach(() => remove())

type Ending = 'approve' | 'edit' | 'reject' | 'rule' | 'expire' | 'close' | 'nothing'

/** One proposal in a conversation of its own that ends so, after so long. */
async function action(
  ending: Ending,
  {
    who = 'Jo',
    origin = 'agent' as 'agent' | 'person',
    afterMs = 60_000,
    tool = 'refund_order',
    rule = 'default of R3',
    deployment = null as string | null,
  } = {},
): Promise<string> {
  made += 1
  const external = `c${made}`
  const at = clock.now()
  const [merged] = await store.conversations.merge(
    [incomingConversation(external, { createdAt: at, messages: [incomingMessage(`${external}-1`, { at })] })],
    null,
  )
  const conversationId = merged?.conversation.id ?? 0
  const turn = storedTurn(`t${made}`, conversationId, {
    at,
    origin,
    usage: origin === 'agent' ? { promptTokens: 100, completionTokens: 20 } : null,
    request: deployment === null ? {} : { deployment_id: deployment },
  })
  const proposal = newProposal(`p${made}`, conversationId, turn.id, {
    policy: { verdict: 'ask', rule, ruleId: `id of ${rule}` },
    ...(ending === 'close' ? { tool: 'CLOSE', kind: 'close' } : { tool }),
  })
  await store.ledger.propose({
    turn,
    proposals: [{ id: proposal.id, events: asked(proposal), outboxKey: null }],
    conversation: {},
  })
  clock.advance(afterMs)
  const yes = approvedBy(who, proposal)
  const events: Record<Ending, readonly ProposalEvent[]> = {
    nothing: [],
    approve: [yes],
    edit: [{ ...yes, verb: 'edit', revision: 1, arguments: { order_id: '#W1', amount: 7 } } as ProposalEvent],
    reject: [
      {
        type: 'rejected',
        signer: { by: 'person', name: who, surface: 'test' },
        reasons: ['tone'],
        text: 'No',
        scope: 'call',
        next: 'stop',
        result: {},
      },
    ],
    rule: [{ ...yes, signer: { by: 'rule', name: rule } } as ProposalEvent],
    expire: [{ type: 'expired', result: {} }],
    close: [
      yes,
      { type: 'attempted', number: 1, idempotencyKey: 'k' },
      { type: 'sent' },
      { type: 'succeeded', receipt: null, result: {}, resolvedBy: null },
    ],
  }
  if (events[ending].length > 0)
    await store.ledger.commit({
      id: proposal.id,
      expect: { states: ['pending'], revision: 0, argsHash: proposal.argsHash },
      events: events[ending],
      ...(['approve', 'edit', 'rule'].includes(ending) ? { outbox: { state: 'ready', key: `k${made}` } as const } : {}),
    })
  return external
}

async function read(last = 30): Promise<Insights> {
  for (;;) {
    const found = await insightsHandlers({ store, clock }).read(
      { period: { last } },
      { signal: never, gone: never, principal: { host: 'cli', id: 'test' } },
    )
    if (found.behind === null) return found as Insights
  }
}

async function search(text: string) {
  const offsetMinutes = -new Date(clock.now()).getTimezoneOffset()
  const { tree, problems } = parseQuery(text, { now: clock.now(), offsetMinutes, me: 'somebody' })
  expect(problems).toEqual([])
  return store.search.count(tree, never)
}

async function expectFound({ count, text }: Counted, unit: string): Promise<void> {
  if (text === null) return
  const found = await search(text)
  expect({ text, count: (unit === 'actions' ? found.hits : found.conversations).count }).toEqual({ text, count })
}

async function busyMonth(): Promise<void> {
  for (const who of ['Jo', 'Jo', 'Marisol']) await action('approve', { who, deployment: 'dep_1' })
  await action('edit', { who: 'Jo', afterMs: 600_000, deployment: 'dep_2' })
  clock.advance(day)
  await action('edit', { who: 'Marisol', tool: 'cancel "now" | order', rule: 'Refunds <£20 | "big"' })
  await action('reject', { who: 'Marisol', rule: 'Refunds <£20 | "big"' })
  for (let each = 0; each < 4; each += 1) await action('rule', { rule: 'Reads' })
  await action('expire')
  await action('nothing')
  // A person's own words are nobody's proposal to accept.
  await action('approve', { origin: 'person' })
}

test('rates, times and groups are those of the decisions', async () => {
  await busyMonth()
  const { measures, breakdowns, charts, days } = await read()
  const value = (id: string) => measures.find((one) => one.id === id)
  expect(value('decided')).toMatchObject({ value: 6, unit: 'actions', before: 0 })
  expect(value('accepted')).toMatchObject({ value: 5 / 6, rows: { count: 5 }, of: { count: 6 } })
  expect(value('edited')).toMatchObject({ value: 2 / 5, rows: { count: 2 }, of: { count: 5 } })
  expect(value('automatic')).toMatchObject({ value: 4 / 10 })
  expect(value('median')).toMatchObject({ value: 60_000 })
  expect(value('slowest')).toMatchObject({ value: 600_000, rows: { count: 0 } })
  expect(value('expired')).toMatchObject({ value: 1 })
  expect(value('tokens')).toMatchObject({ value: 12 * 120, unit: 'conversations', rows: { count: 13 } })
  const [byTool, byVersion, byRule, byOperator] = breakdowns
  expect(byTool?.rows.map(({ label, decided }) => [label, decided.count])).toEqual([
    ['refund_order', 9],
    ['cancel "now" | order', 1],
  ])
  expect(byVersion?.rows.map(({ label }) => label).toSorted()).toEqual(['dep_1', 'dep_2', 'none'])
  expect(byRule?.rows.map(({ label }) => label).toSorted()).toEqual(['Reads', 'Refunds <£20 | "big"', 'default of R3'])
  expect(byOperator?.rows.map(({ label, decided, edited }) => [label, decided.count, edited.count])).toEqual([
    ['Jo', 3, 1],
    ['Marisol', 3, 1],
  ])
  const approved = charts[0]?.lines[0]?.values ?? []
  expect(approved).toHaveLength(days.length)
  expect(approved.reduce((sum: number, one) => sum + (one ?? 0), 0)).toBe(3)
})

test('the query of every number finds as many rows as the number says', async () => {
  await busyMonth()
  const { measures, breakdowns, charts, days } = await read()
  for (const { rows, of, unit } of measures) {
    await expectFound(rows, unit)
    if (of !== null) await expectFound(of, unit)
  }
  for (const { rows } of breakdowns)
    for (const { label: _, acceptance: _a, editRate: _e, medianMs: _m, ...counts } of rows)
      for (const counted of Object.values(counts)) await expectFound(counted, 'actions')
  for (const { kind, unit, lines } of charts) {
    if (kind !== 'count') continue
    for (const { text, values } of lines)
      for (const [index, count] of values.entries())
        if (count !== null && count > 0) await expectFound({ count, text: `${text} ${days[index]?.text ?? ''}` }, unit)
  }
})

test('closed for good: the customer did not write again within seven days, where these are over', async () => {
  const closed = []
  for (let each = 0; each < 6; each += 1) closed.push(await action('close'))
  const writeAgain = async (external: string, times: number) => {
    clock.advance(times)
    const at = clock.now()
    await store.conversations.merge(
      [incomingConversation(external, { messages: [incomingMessage(`${external}-again`, { at })] })],
      null,
    )
  }
  await writeAgain(closed[0] ?? '', 2 * day)
  await writeAgain(closed[1] ?? '', 8 * day)
  for (let each = 0; each < 2; each += 1) await action('close')
  const { measures } = await read()
  const durable = measures.find(({ id }) => id === 'durable')
  expect(durable).toMatchObject({ value: 5 / 6, rows: { count: 5 }, of: { count: 6 }, unit: 'conversations' })
  expect(durable?.note).toBe('2 conversations were closed too lately to say.')
  const reopened = measures.find(({ id }) => id === 'reopened')
  expect(reopened).toMatchObject({ value: 2 / 8, rows: { count: 2 }, of: { count: 8 } })
  for (const measure of [durable, reopened]) {
    if (measure === undefined) continue
    await expectFound(measure.rows, 'conversations')
    if (measure.of !== null) await expectFound(measure.of, 'conversations')
  }
})

test('too few to say, and nothing at all', async () => {
  expect((await read()).measures.find(({ id }) => id === 'accepted')).toMatchObject({ value: null, tooFew: false })
  for (let each = 0; each < 3; each += 1) await action('approve')
  const found = await read()
  expect(found.measures.find(({ id }) => id === 'accepted')).toMatchObject({
    value: null,
    tooFew: true,
    of: { count: 3 },
  })
  expect(found.breakdowns[0]?.rows[0]).toMatchObject({ acceptance: null, medianMs: null })
})
