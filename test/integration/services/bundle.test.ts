import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hands, startDesk, wordsIn, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Scenario 6: one turn, many calls, a restart in the middle, and an agent that remembers nothing. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterEach(() => {
  rig.sandbox.control.clearScripts()
  rig.sandbox.control.clearFaults()
})
afterAll(() => rig.stop())

const lookup = (id: string) => ({ id, name: 'lookup_order', arguments: { order_id: '10433' } })
const credit = (id: string, amount: number) => ({
  id,
  name: 'issue_store_credit',
  arguments: { customer_id: 'C-2012', amount, reason: 'As agreed.' },
})
const effects = (amount: number) => rig.sandbox.control.effects().filter((effect) => effect.input['amount'] === amount)

const shapes = ['assistant', 'role_tool', 'function'] as const

test.each(shapes)(
  'calls as %s: lookups run by rule, ESCALATE is a saga, CLOSE is rejected, a restart loses nothing',
  async (calls) => {
    rig.sandbox.control.shape({ calls })
    const words = `I want all of it, now, as ${calls}.`
    my.script(
      words,
      {
        text: 'Give me a minute.',
        calls: [
          { id: 'close', name: 'CLOSE', arguments: { resolution_summary: 'Gone.' } },
          { id: 'escalate', name: 'ESCALATE', arguments: { reason: 'Angry', priority: 'high' } },
          lookup('one'),
          lookup('two'),
        ],
      },
      { text: 'A colleague takes over.' },
    )
    const id = await my.customerWrites(words)
    await until('the lookups', async () =>
      (await my.proposals(id)).filter((one) => one.state === 'succeeded').length === 2 ? true : null,
    )
    const bundle = (await my.proposals(id)).toSorted((a, b) => a.position - b.position)
    expect(bundle.map((one) => one.tool)).toEqual(['lookup_order', 'lookup_order', 'send_reply', 'CLOSE', 'ESCALATE'])
    expect(new Set(bundle.map((one) => one.turnId)).size).toBe(1)

    await my.reject(await my.proposal(id, 'send_reply', 'pending'), 'Not like this.')
    await rig.restart()
    expect((await my.proposals(id)).map((one) => one.state).toSorted()).toEqual([
      'pending',
      'pending',
      'rejected',
      'succeeded',
      'succeeded',
    ])
    await my.reject(await my.proposal(id, 'CLOSE', 'pending'), 'We do not close on an angry customer.')
    rig.sandbox.control.fault({
      service: 'helpdesk',
      method: 'POST',
      path: '/conversations/*/tags',
      kind: 'status',
      status: 429,
    })
    await my.approve(await my.proposal(id, 'ESCALATE', 'pending'))
    const partly = await my.proposal(id, 'ESCALATE', 'failed')
    expect(partly.steps.map((step) => [step.name, step.state])).toEqual([
      ['tag', 'failed'],
      ['note', 'done'],
      ['assign', 'done'],
    ])
    expect(my.agentRequests(words)).toHaveLength(1)
    const before = my.writes(new RegExp(`/conversations/${id}/`)).length
    await rig.desk().proposals.retryStep({ id: partly.id, step: 'tag' })
    const done = await my.proposal(id, 'ESCALATE', 'succeeded')
    expect(done.steps.map((step) => step.state)).toEqual(['done', 'done', 'done'])
    const again = my.writes(new RegExp(`/conversations/${id}/`)).slice(before)
    expect(again.map((write) => write.path)).toEqual([`/conversations/${id}/tags`])

    await my.proposal(id, 'send_reply', 'pending')
    const last = my.agentRequests(words).at(-1)
    const turn = last?.messages.findIndex((message) => message.role === 'ROLE_ASSISTANT') ?? -1
    expect(last?.messages.slice(turn).map((message) => message.tool_call_id ?? message.role)).toEqual([
      'ROLE_ASSISTANT',
      'close',
      'escalate',
      'one',
      'two',
      'ROLE_SYSTEM',
    ])
    expect(JSON.stringify(last)).not.toContain('AI Escalation')
    expect((await my.conversation(id)).state).toBe('open')
    rig.sandbox.control.shape({ calls: 'assistant' })
  },
)

describe('call ids are not to be trusted', () => {
  test('the same id in two conversations and twice inside one turn: every effect is its own', async () => {
    rig.sandbox.control.shape({ callIds: 'repeat' })
    const first = 'Credit for the first.'
    const second = 'Credit for the second.'
    my.script(first, { calls: [credit('call_0001', 31), credit('call_0001', 32)] }, { text: 'Both done.' })
    my.script(second, { calls: [credit('call_0001', 33)] }, { text: 'Done.' })
    const one = await my.customerWrites(first)
    const two = await my.customerWrites(second)
    for (const proposal of [...(await waiting(one, 2)), ...(await waiting(two, 1))]) await my.approve(proposal)
    await my.proposal(one, 'send_reply', 'pending')
    await my.proposal(two, 'send_reply', 'pending')
    expect([31, 32, 33].map((amount) => effects(amount).length)).toEqual([1, 1, 1])
    const results = my
      .agentRequests(first)
      .at(-1)
      ?.messages.filter((message) => message.tool_call_id === 'call_0001')
      .map((message) => (JSON.parse(wordsIn(message)) as { data: { amount: number } }).data.amount)
    expect(results).toEqual([31, 32])
  })

  test('two deliberate calls with the same name and arguments are two effects under two keys', async () => {
    const words = 'Twice the same, please.'
    my.script(words, { calls: [credit('a', 41), credit('b', 41)] }, { text: 'Twice.' })
    const id = await my.customerWrites(words)
    for (const proposal of await waiting(id, 2)) await my.approve(proposal)
    await my.proposal(id, 'send_reply', 'pending')
    expect(effects(41)).toHaveLength(2)
    const keys = rig.sandbox.control
      .requests('company')
      .filter((request) => (request.body as { amount?: number } | null)?.amount === 41)
      .map((request) => request.headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
    expect(rig.sandbox.control.counters().replays).toBe(0)
  })
})

const waiting = (id: string, count: number) =>
  until(`${count} credits to wait`, async () => {
    const all = (await my.proposals(id)).filter((one) => one.state === 'pending')
    return all.length === count ? all : null
  })

describe('what cannot be run is shown, blocked, and answered in a typed form', () => {
  test.each([
    ['an unknown tool', { id: 'x', name: 'launch_rocket', arguments: {} }, 'unknown_tool'],
    ['arguments that do not fit', { ...credit('x', 51), arguments: { amount: 'lots' } }, 'invalid_arguments'],
    ['arguments that are no JSON', { ...credit('x', 52), arguments: '{"amount": 5' }, 'invalid_arguments'],
  ])('%s', async (name, call, code) => {
    const words = `Please do ${name}.`
    my.script(words, { calls: [call] }, { text: `I could not do ${name}.` })
    const id = await my.customerWrites(words)
    await my.proposal(id, 'send_reply', 'pending')
    const blocked = await my.proposal(id, call.name, 'blocked')
    expect(blocked).toMatchObject({ policy: { verdict: 'deny' }, outcome: { error: { code } } })
    const told = my
      .agentRequests(words)
      .at(-1)
      ?.messages.find((message) => message.tool_call_id === 'x')
    expect(JSON.parse(wordsIn(told))).toMatchObject({ status: 'not_run', error: { code }, may_propose_again: false })
  })
})

describe('the loop ends', () => {
  test('at the configured limit, with a summary of what was asked for, until a person says go on', async () => {
    const { configuration } = await rig.desk().settings.get({})
    if (configuration.agent === undefined) throw new Error('The sample has an agent.')
    await rig.desk().settings.import({
      configuration: { ...configuration, agent: { ...configuration.agent, loopLimit: 3 } },
    })
    try {
      const words = 'Round and round.'
      const rounds = Array.from({ length: 4 }, (_, index) => ({ calls: [lookup(`round_${index}`)] }))
      my.script(words, ...rounds, { text: 'Found it at last.' })
      const id = await my.customerWrites(words)
      const stopped = await my.activity(id, 'limit')
      expect(stopped.agent).toMatchObject({ rounds: 3, note: expect.stringContaining('lookup_order 3 times') })
      expect(my.agentRequests(words)).toHaveLength(3)
      await rig.desk().conversations.continueAgent({ id: stopped.id })
      await my.proposal(id, 'send_reply', 'pending')
      expect(my.agentRequests(words)).toHaveLength(5)
    } finally {
      await rig.desk().settings.import({ configuration })
    }
  })
})
