import { systemClock } from '#main/kernel/clock.ts'
import { createHurriedClock } from '#test/support/sped-clock.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** What does not arrive, arrives late, or makes no sense: nothing is lost, nothing stands in the way of the rest. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeEach(async () => {
  rig = await startDesk({ clock: createHurriedClock(systemClock, 10) })
  my = hands(rig)
})
afterEach(() => rig.stop())

const health = async (service: 'xai' | 'helpdesk') => (await rig.desk().app.get({}))[service]

describe('the support agent', () => {
  test('out of reach: it says so, and asks again by itself without using up a round', async () => {
    my.script('Are you there?', { text: 'Now I am.' })
    rig.sandbox.control.fault({ service: 'xai', kind: 'reset', times: 8 })
    const id = await my.customerWrites('Are you there?')
    const failed = await my.activity(id, 'failed')
    expect(failed.agent.rounds).toBe(0)
    expect(failed.agent.note).not.toBe('')
    expect((await health('xai')).state).toBe('offline')
    rig.sandbox.control.clearFaults()
    await my.proposal(id, 'send_reply', 'pending')
    expect((await health('xai')).state).toBe('ok')
  })

  test('the first answer to anybody wakes the others', async () => {
    my.script('I wait', { text: 'Thank you for waiting.' })
    my.script('I am new', { text: 'Welcome.' })
    rig.sandbox.control.fault({ service: 'xai', kind: 'reset', times: 50 })
    const first = await my.customerWrites('I wait.')
    await my.activity(first, 'failed')
    rig.sandbox.control.clearFaults()
    const began = performance.now()
    await my.customerWrites('I am new.')
    await my.proposal(first, 'send_reply', 'pending')
    expect(performance.now() - began).toBeLessThan(4000)
  })

  test('a refused key waits for a person; a new key sets it going', async () => {
    await rig.desk().settings.saveSecret({ name: 'support_agent', value: 'xai-wrong-key-of-nobody' })
    my.script('Do you know me?', { text: 'I do.' })
    const id = await my.customerWrites('Do you know me?')
    await my.activity(id, 'failed')
    expect((await health('xai')).state).toBe('refused')
    await rig.desk().settings.saveSecret({ name: 'support_agent', value: rig.sandbox.keys.support_agent ?? '' })
    await my.proposal(id, 'send_reply', 'pending')
  })

  test('a stream that is cut is a failure, not a turn', async () => {
    my.script('Tell me a long story.', { text: 'Once upon a time there was a rope in a shop.' })
    rig.sandbox.control.fault({ service: 'xai', kind: 'cut_stream', after: 3 })
    const id = await my.customerWrites('Tell me a long story.')
    await until('an end', async () => ((await my.conversation(id)).agent.activity === 'thinking' ? null : true))
    const reply = await my.proposal(id, 'send_reply', 'pending')
    expect(reply.arguments).toEqual({ text: 'Once upon a time there was a rope in a shop.' })
    expect(await my.proposals(id)).toHaveLength(1)
  })
})

describe('the helpdesk', () => {
  test('one conversation that makes no sense is set aside, the others are read, and it is read as soon as it can be', async () => {
    const broken = rig.sandbox.control.inject({ text: 'Broken for now.' })
    const fine = rig.sandbox.control.inject({ text: 'Fine.', customer: { name: 'Ida', email: 'ida@mail.example' } })
    rig.sandbox.control.fault({ service: 'helpdesk', path: `/conversations/${broken}`, kind: 'malformed', times: 2 })
    expect(await rig.desk().sync.now({})).toMatchObject({ conversations: 1, quarantined: 1 })
    await my.conversation(fine)
    await expect(my.conversation(broken)).rejects.toThrow('does not know')
    expect(await rig.desk().sync.now({})).toMatchObject({ quarantined: 1 })
    await rig.restart()
    expect(await rig.desk().sync.now({})).toMatchObject({ conversations: 1, quarantined: 0 })
    expect((await my.conversation(broken)).state).toBe('open')
  })

  test('out of reach: the pass fails, health says why, and the next pass misses nothing', async () => {
    rig.sandbox.control.fault({ service: 'helpdesk', kind: 'reset', times: 50 })
    rig.sandbox.control.inject({ text: 'While you were away.' })
    await expect(rig.desk().sync.now({})).rejects.toMatchObject({ code: 'remote_failed' })
    expect((await health('helpdesk')).state).toBe('offline')
    rig.sandbox.control.clearFaults()
    expect(await rig.desk().sync.now({})).toMatchObject({ conversations: 1, messages: 1 })
    expect((await health('helpdesk')).state).toBe('ok')
  })

  test('a customer nobody was asked about before a stop is asked about after the start', async () => {
    await rig.desk().settings.removeSecret({ name: 'support_agent' })
    await rig.desk().settings.removeSecret({ name: 'xai' })
    my.script('Before the stop.', { text: 'After the start.' })
    const id = await my.customerWrites('Before the stop.')
    expect(await my.proposals(id)).toEqual([])
    await rig.desk().settings.saveSecret({ name: 'xai', value: rig.sandbox.keys.xai ?? '' })
    await rig.restart()
    await my.proposal(id, 'send_reply', 'pending')
  })
})

test('a lost answer of a tool: unknown, nothing told, one attempt, found by one read', async () => {
  const words = 'Credit me, badly connected.'
  const args = { customer_id: 'C-2012', amount: 17, reason: 'As agreed.' }
  my.script(words, { calls: [{ id: 'c', name: 'issue_store_credit', arguments: args }] }, { text: 'It is there.' })
  const id = await my.customerWrites(words)
  rig.sandbox.control.fault({ service: 'company', method: 'POST', kind: 'lost_response' })
  await my.approve(await my.proposal(id, 'issue_store_credit', 'pending'))
  const lost = await my.proposal(id, 'issue_store_credit', 'unknown')
  await rig.desk().sync.now({})
  await rig.restart()
  expect(await my.proposal(id, 'issue_store_credit', 'unknown')).toMatchObject({ attempts: [{ number: 1 }] })
  expect(my.agentRequests(words)).toHaveLength(1)
  const before = rig.sandbox.control.requests('company').length
  const settled = await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  expect(settled).toMatchObject({ state: 'succeeded', outcome: { resolvedBy: 'probe', receipt: { status: 200 } } })
  expect(
    rig.sandbox.control
      .requests('company')
      .slice(before)
      .map((one) => one.method),
  ).toEqual(['GET'])
  await my.proposal(id, 'send_reply', 'pending')
  expect(rig.sandbox.control.effects()).toHaveLength(1)
  expect(
    my
      .agentRequests(words)
      .at(-1)
      ?.messages.filter((message) => message.tool_call_id === 'c'),
  ).toHaveLength(1)
})
