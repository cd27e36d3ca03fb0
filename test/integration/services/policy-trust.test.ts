import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '#contract/policy.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { systemRandom } from '#main/kernel/clock.ts'
import { emptyConfiguration } from '#main/services/configuration.ts'
import { createPolicies } from '#main/services/policies/policies.ts'
import { createHttpTool } from '#main/tools/http.ts'
import { seen } from '#test/support/desk-in-process.ts'
import { amountUpTo, makeRule, refund } from '#test/support/policies.ts'
import { onRefund, signed, startPolicyDesk, type PolicyDesk } from '#test/support/policy-desk.ts'
import { newProposal, storedTurn } from '#test/support/store.ts'

/** How rules earn trust and lose it, and the document they stand in. */
let desk: PolicyDesk
beforeAll(async () => {
  desk = await startPolicyDesk()
})
afterEach(async () => {
  await desk.rule()
  desk.rig.sandbox.control.clearScripts()
})
afterAll(() => desk.stop())

describe('trust is earned and lost', () => {
  test('the first use of a tool asks, the next one goes by rule', async () => {
    await desk.rule({ name: 'Vouchers', when: [{ field: 'tool_tag', in: ['money'] }], with: { undoSeconds: 0 } })
    const first = await desk.asks({ amount: 1 }, 'voucher')
    const pending = await desk.proposal(first, 'pending')
    expect(pending.policy.rule).toBe('First use of this tool, or of this version of it')
    await desk.my.approve(pending)
    await desk.proposal(first, 'succeeded')
    await desk.proposal(await desk.asks({ amount: 2 }, 'voucher'), 'succeeded')
  })

  test('an edit suspends the rule that would have let the original go', async () => {
    await desk.rule(
      { id: 'keep', name: 'Evenings', when: [{ field: 'tool', in: ['refund'] }], verdict: 'ask' },
      { id: 'lost', name: 'Refunds', when: onRefund },
    )
    const one = await desk.judged({ amount: 8 })
    await desk.rig
      .desk()
      .proposals.decide({ verb: 'edit', ...seen(one), arguments: { order_id: one.asked.order, amount: 7 } })
    const { document, by } = await desk.rig.desk().policies.get({})
    expect(by).toBe('Policy')
    expect(document.rules.map(({ id, suspended }) => [id, suspended === null])).toEqual([
      ['keep', true],
      ['lost', false],
    ])
  })

  test('a person’s plain yes suspends nothing', async () => {
    await desk.rule({ name: 'Refunds', when: onRefund }, { id: 'r9', name: 'Ask', when: onRefund, verdict: 'ask' })
    await desk.my.approve(await desk.judged({ amount: 6 }))
    expect((await desk.rig.desk().policies.get({})).document.rules.every(({ suspended }) => suspended === null)).toBe(
      true,
    )
  })

  test('a second look that disagrees suspends the rule', async () => {
    await desk.rule({ name: 'Refunds', when: onRefund, with: { undoSeconds: 0, sampleRate: 1 } })
    const asked = await desk.asks({ amount: 9 })
    const done = await desk.proposal(asked, 'succeeded')
    expect(done.policy.sampled).toBe(true)
    const queue = await desk.rig.desk().policies.reviewQueue({ open: true, cursor: null, limit: 5 })
    expect(queue.items[0]).toMatchObject({ proposalId: done.id, tool: 'refund', rule: 'Refunds' })
    await desk.rig.desk().policies.review({ proposalId: done.id, outcome: 'bad', note: 'Wrong order.' })
    const [refunds] = (await desk.rig.desk().policies.get({})).document.rules
    expect(refunds?.suspended?.cause).toMatch(/did not agree afterwards \(Wrong order\.\)/)
    expect((await desk.judged({ amount: 9.5 })).policy.rule).toMatch(/is suspended/)
  })
})

test('what a rule signed before a stop it signs again only while it still would', async () => {
  await desk.rule({
    name: 'Once',
    when: onRefund,
    with: { undoSeconds: 15, budgets: [{ measure: 'count', per: 'day', limit: 1 }] },
  })
  const scheduled = await desk.proposal(await desk.asks({ amount: 4 }), 'scheduled')
  const ask = (name: string | null, isPaused = false) =>
    createPolicies({
      store: desk.rig.store(),
      clock: desk.clock,
      random: systemRandom,
      time: desk.clock.now,
      isPaused: () => isPaused,
      configuration: () => emptyConfiguration,
      tool: () =>
        name === null
          ? null
          : createHttpTool(desk.tool(name), { http: { request: neverCalled }, secret: async () => null }),
    }).stillAllows(scheduled)
  expect(await ask('refund')).toBe('Once')
  expect(await ask('refund', true)).toBeNull()
  expect(await ask(null)).toBeNull()
  await desk.rule({ name: 'No more', when: onRefund, verdict: 'ask' })
  expect(await ask('refund')).toBeNull()
})

const neverCalled = () => Promise.reject(new Error('Nothing may be sent here.'))

describe('the document', () => {
  const policies = () => desk.rig.desk().policies

  test('is refused by the name of the rule, and nothing is lost', async () => {
    await desk.rule({ name: 'Kept' })
    const before = await policies().get({})
    const broken = {
      ...makeRule({ id: 'x', name: 'Bad one' }),
      when: [{ field: 'argument', pointer: '/a', op: 'like', value: 1 }],
    }
    const document = { ...emptyDocument, rules: [broken] } as unknown as PolicyDocument
    for (const refused of [policies().save({ document, basedOn: before.version }), policies().diff({ document })]) {
      await expect(refused).rejects.toMatchObject({
        code: 'invalid_input',
        message: 'Rule “Bad one” at when.0.op: “like” is no operator that rules know.',
        data: { rule: 'Bad one', place: 'when.0.op' },
      })
    }
    await expect(
      policies().save({ document: undefined as unknown as PolicyDocument, basedOn: before.version }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await policies().get({})).toEqual(before)
  })

  test('is saved on the version it was made from, and its floor only when that is said', async () => {
    const { version, document } = await policies().get({})
    await expect(policies().save({ document, basedOn: version - 1 })).rejects.toMatchObject({ code: 'changed' })
    const lower = { ...document, floor: { ...document.floor, risks: [] } }
    await expect(policies().save({ document: lower, basedOn: version })).rejects.toMatchObject({
      code: 'blocked',
      data: { places: ['risks'] },
    })
    const saved = await policies().save({ document: lower, basedOn: version, floor: true })
    expect(await policies().diff({ document })).toMatchObject({ floor: ['risks: [] → [4]'] })
    await policies().save({ document, basedOn: saved.version, floor: true })
  })

  test('says what it would do with a call that nobody made', async () => {
    await desk.rule({
      name: 'Pings',
      when: [{ field: 'tool', in: ['refund'] }, amountUpTo(5)],
      with: { undoSeconds: 0 },
    })
    expect(await policies().test({ facts: { tool: 'refund', arguments: { amount: 5 } } })).toMatchObject({
      verdict: 'allow',
      rule: 'Pings',
    })
    expect(await policies().test({ facts: { tool: 'nothing' } })).toMatchObject({ verdict: 'deny' })
    expect(await policies().test({ facts: { tool: 'refund', arguments: { order_id: 5 } } })).toMatchObject({
      verdict: 'deny',
    })
    expect(
      await policies().test({ facts: { tool: 'refund', arguments: { amount: 5 } }, document: emptyDocument }),
    ).toMatchObject({ verdict: 'ask' })
  })

  test('and what is earned is suggested', async () => {
    expect((await policies().suggestions({})).suggestions).toEqual([])
    const { ledger } = desk.rig.store()
    const conversation = await desk.my.conversation(await desk.my.customerWrites('Forty times the same.'))
    const turn = storedTurn('t_forty', conversation.id, { concluded: true })
    const made = Array.from({ length: 40 }, (_, index) =>
      newProposal(`forty-${index}`, conversation.id, turn.id, {
        tool: 'ping',
        risk: 2,
        position: index,
        arguments: { amount: index },
      }),
    )
    await ledger.propose({
      turn,
      proposals: made.map((one) => ({
        id: one.id,
        events: [{ type: 'proposed', proposal: one }, { type: 'asked' }, ...signed(one, one.arguments)],
        outboxKey: null,
        policy: { facts: refund({ tool: 'ping', risk: 2, arguments: one.arguments }), claims: [] },
      })),
      conversation: {},
    })
    expect((await policies().suggestions({})).suggestions).toMatchObject([
      { tool: 'ping', risk: 2, approved: 40, of: 40, text: expect.stringContaining('amount is from 0 to 39') },
    ])
    const [earned] = (await policies().suggestions({})).suggestions
    const say = (dismissed: boolean) => policies().dismiss({ ruleId: earned?.rule.id ?? '', dismissed })
    await say(true)
    expect((await policies().suggestions({})).suggestions).toEqual([])
    await say(false)
    expect((await policies().suggestions({})).suggestions).toHaveLength(1)
  })
})
