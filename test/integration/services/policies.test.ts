import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { amountUpTo, makeRule, refund, type RuleInput } from '#test/support/policies.ts'
import {
  onRefund,
  rejected,
  shopParameters,
  signed,
  startPolicyDesk,
  type PolicyDesk,
} from '#test/support/policy-desk.ts'
import { newProposal, storedTurn } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

/** Scenario 7: rules do what the sentence says, and can be rehearsed. */
let desk: PolicyDesk
beforeAll(async () => {
  desk = await startPolicyDesk()
})
afterEach(async () => {
  await desk.rule()
  desk.rig.sandbox.control.clearScripts()
})
afterAll(() => desk.stop())

/** 200 decisions of people about refunds from 1 to 30; nine of those between 10 and 20 ended otherwise. */
async function seedHistory(): Promise<void> {
  const id = await desk.my.customerWrites('A customer of long standing.')
  const conversation = await desk.my.conversation(id)
  const { ledger } = desk.rig.store()
  const turn = storedTurn('t_history', conversation.id, { origin: 'agent', concluded: true })
  const facts = { ...refund({ tool: 'refund' }), schemaHash: sha256(canonicalJson(shopParameters)).slice(0, 16) }
  const made = Array.from({ length: 200 }, (_, index) =>
    newProposal(`history-${index}`, conversation.id, turn.id, {
      tool: 'refund',
      position: index,
      arguments: { order_id: '#W0', amount: (index % 30) + 1 },
    }),
  )
  await ledger.propose({
    turn,
    proposals: made.map((one) => ({
      id: one.id,
      events: [{ type: 'proposed', proposal: one }, { type: 'asked' }],
      outboxKey: null,
      policy: { facts: { ...facts, arguments: one.arguments }, claims: [] },
    })),
    conversation: {},
  })
  const between = made
    .filter((one) => Number(one.arguments['amount']) > 10 && Number(one.arguments['amount']) < 20)
    .slice(0, 9)
  for (const one of made) {
    const { argsHash, arguments: args } = one
    const place = between.indexOf(one)
    await ledger.commit({
      id: one.id,
      expect: { states: ['pending'], revision: 0, argsHash },
      events: place >= 5 ? [rejected] : signed(one, place === -1 ? args : { ...args, amount: 1 }),
    })
  }
}

test('scenario 7: rehearsed before it is saved, then exactly what the sentence says', async () => {
  await seedHistory()
  const small: Partial<RuleInput> = {
    name: 'Small refunds',
    when: [...onRefund, amountUpTo(20)],
    with: {
      budgets: [
        { measure: 'count', per: 'hour', limit: 5 },
        { measure: 'sum', pointer: '/amount', per: 'day', limit: 60 },
      ],
      undoSeconds: 15,
      sampleRate: 0.1,
    },
  }
  const rehearsed = await desk.rig.desk().policies.simulate({ rule: makeRule(small), last: 1000 })
  expect(rehearsed).toMatchObject({ considered: 200, scope: 200, conflictCount: 9, free: { value: 10, matched: 70 } })
  expect(rehearsed.conflicts.filter(({ how }) => how === 'edited').every(({ became }) => became === 1)).toBe(true)
  expect(rehearsed.conflicts.map(({ how }) => how).toSorted()).toEqual([
    ...Array(5).fill('edited'),
    ...Array(4).fill('rejected'),
  ])
  expect(rehearsed.conflicts.every(({ title }) => title.startsWith('Refund'))).toBe(true)
  const { text } = await desk.rig.desk().policies.preview({ rule: makeRule(small) })
  expect(text).toBe(
    'When refund and amount ≤ 20 then auto-approve, at most 5 per hour, at most 60 of amount per day, undo 15 s, review 10 %',
  )
  await desk.rule(small)

  for (const [amount, left] of [
    [5, ['5 per hour: 4 left', 'amount 60 per day: 55 left']],
    [20, ['5 per hour: 3 left', 'amount 60 per day: 35 left']],
  ] as const) {
    const asked = await desk.asks({ amount })
    const scheduled = await desk.proposal(asked, 'scheduled')
    expect(scheduled).toMatchObject({
      policy: { verdict: 'allow', rule: 'Small refunds', undoSeconds: 15, budgets: left },
    })
    expect(desk.calls('refund', asked.order)).toHaveLength(0)
    const { when } = await desk.rig.desk().policies.draft({ proposalId: scheduled.id })
    expect(when).toContainEqual({ field: 'argument', pointer: '/amount', op: 'between', from: 0, to: amount })
    const { rules } = await desk.rig.desk().policies.lately({})
    expect(rules).toEqual([{ id: scheduled.policy.ruleId, count: amount === 5 ? 1 : 2 }])
    desk.clock.advance(15_000)
    expect((await desk.proposal(asked, 'succeeded')).decision?.signer).toEqual({ by: 'rule', name: 'Small refunds' })
    expect(desk.calls('refund', asked.order)).toHaveLength(1)
  }
  expect((await desk.judged({ amount: 20.01 })).policy).toMatchObject({ verdict: 'ask', rule: 'Money or account' })
  expect((await desk.judged({ amount: '20' })).policy).toMatchObject({ verdict: 'ask', rule: 'Money or account' })
  const below = (await desk.judged({ amount: -5 })).policy
  expect(below).toMatchObject({ verdict: 'ask', rule: 'An amount below zero' })
  expect(below.runnersUp?.map((one) => one.rule)).toContain('Small refunds: “amount 60 per day” cannot be counted here')

  const twelves: string[] = []
  for (let index = 0; index < 6; index += 1) {
    const { policy, state } = await desk.judged({ amount: 12 })
    twelves.push(state)
    if (index >= 2)
      expect(policy).toMatchObject({ verdict: 'ask', rule: 'Small refunds: “amount 60 per day” is used up' })
  }
  expect(twelves).toEqual(['scheduled', 'scheduled', 'pending', 'pending', 'pending', 'pending'])

  const tainted = await desk.judged(
    { amount: 1, iban: 'DE02120300000000202051' },
    'Send it to DE02120300000000202051 this time.',
  )
  expect(tainted.policy).toMatchObject({ verdict: 'ask', rule: 'Payment details come from the customer’s words' })
  expect(tainted.policy.runnersUp).toContainEqual({ rule: 'Small refunds', verdict: 'allow' })

  await desk.my.reject(tainted, 'That is not her account.')
  const [suspended] = (await desk.rig.desk().policies.get({})).document.rules
  expect(suspended?.suspended?.cause).toMatch(/rejected \(That is not her account\.\) “Refund \$1\.00/)
  expect((await desk.judged({ amount: 2 })).policy).toMatchObject({
    verdict: 'ask',
    rule: expect.stringMatching(/^Small refunds is suspended/),
  })
  expect(desk.calls('refund').length).toBeLessThanOrEqual(4)
})

test('two rules that contradict each other give the stricter result, in either order', async () => {
  const allow: Partial<RuleInput> = { id: 'a', name: 'Yes', when: onRefund }
  const ask: Partial<RuleInput> = { id: 'b', name: 'No', when: onRefund, verdict: 'ask' }
  for (const rules of [
    [allow, ask],
    [ask, allow],
  ]) {
    await desk.rule(...rules)
    expect((await desk.judged({ amount: 3 })).policy).toMatchObject({
      verdict: 'ask',
      rule: 'No',
      runnersUp: [{ rule: 'Yes', verdict: 'allow' }],
    })
  }
})

test('what a rule refuses is blocked, and the agent hears no more than that', async () => {
  await desk.rule({
    name: 'No refunds above 50',
    when: [...onRefund, { field: 'argument', pointer: '/amount', op: 'gt', value: 50 }],
    verdict: 'deny',
  })
  const { asked, state, outcome } = await desk.judged({ amount: 51 })
  expect(state).toBe('blocked')
  expect(outcome?.error?.message).toBe('Refused by rule: No refunds above 50')
  await desk.my.proposal(asked.id, 'send_reply', 'pending')
  const heard = JSON.stringify(desk.my.agentRequests(asked.order).at(-1))
  expect(heard).toContain('policy of this desk')
  expect(heard).not.toContain('above 50')
  expect(desk.calls('refund', asked.order)).toHaveLength(0)
  expect((await desk.judged({ amount: '51' })).state).toBe('blocked')
})

test('a rule that only rehearses calls nobody', async () => {
  await desk.rule({ name: 'Trial', when: onRefund, verdict: 'dry_run' })
  const { asked, state, policy } = await desk.judged({ amount: 4 })
  expect(state).toBe('dry_run')
  expect(policy).toMatchObject({ verdict: 'dry_run', rule: 'Trial', charges: [] })
  expect(desk.calls('refund', asked.order)).toHaveLength(0)
})

test('many at once do not overspend a budget', async () => {
  await desk.rule({
    name: 'Three',
    when: onRefund,
    with: { undoSeconds: 0, budgets: [{ measure: 'count', per: 'hour', limit: 3 }] },
  })
  const orders = Array.from({ length: 10 }, desk.nextOrder)
  const ids = orders.map((order) => {
    const text = `Case ${order}: all together.`
    desk.my.script(
      `Case ${order}:`,
      { calls: [{ id: 'c', name: 'refund', arguments: { order_id: order, amount: 1 } }] },
      { text: 'Done.' },
    )
    return desk.rig.sandbox.control.inject({ text, customer: { name: order, email: `${order.slice(1)}@mail.example` } })
  })
  await desk.rig.desk().sync.now({})
  const all = await Promise.all(ids.map((id) => desk.my.proposal(id, 'refund', 'succeeded', 'pending')))
  expect(all.filter(({ state }) => state === 'succeeded')).toHaveLength(3)
  expect(orders.flatMap((order) => desk.calls('refund', order))).toHaveLength(3)
  expect(
    all
      .filter(({ state }) => state === 'pending')
      .every(({ policy }) => policy.rule === 'Three: “3 per hour” is used up'),
  ).toBe(true)
})

test('one bundle is counted call by call', async () => {
  await desk.rule({
    name: 'Two',
    when: onRefund,
    with: { undoSeconds: 0, budgets: [{ measure: 'count', per: 'conversation', limit: 2 }] },
  })
  const order = desk.nextOrder()
  const call = (index: number) => ({ id: `c${index}`, name: 'refund', arguments: { order_id: order, amount: index } })
  desk.my.script(`Case ${order}:`, { calls: [call(1), call(2), call(3)] }, { text: 'Done.' })
  const id = await desk.my.customerWrites(`Case ${order}: three times.`)
  await desk.my.proposal(id, 'refund', 'pending')
  const states = await until('two refunds', async () => {
    const found = (await desk.my.proposals(id)).filter(({ tool }) => tool === 'refund').map(({ state }) => state)
    return found.filter((state) => state === 'succeeded').length === 2 ? found : null
  })
  expect(states.toSorted()).toEqual(['pending', 'succeeded', 'succeeded'])
})
