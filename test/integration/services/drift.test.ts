import { systemClock } from '#main/kernel/clock.ts'
import { createHurriedClock } from '#test/support/sped-clock.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Scenario 5: a proposal is only valid for the conversation it was made for. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ clock: createHurriedClock(systemClock, 10) })
  my = hands(rig)
})
afterEach(() => {
  rig.sandbox.control.clearScripts()
  rig.sandbox.control.clearFaults()
})
afterAll(() => rig.stop())

const colleague = '700100202'

async function replyWaits(words: string, ...more: readonly string[]) {
  my.script(words, { text: `About ${words}` }, ...more.map((text) => ({ text })))
  const id = await my.customerWrites(words)
  return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
}
const sentTo = (id: string) => my.writes(new RegExp(`/conversations/${id}/reply`))

describe('the customer writes while a reply waits', () => {
  test('early: it is outdated at once, its words are kept, the agent answers the new message', async () => {
    const words = 'Early drift.'
    const { id, reply } = await replyWaits(words)
    await my.customerWrites('One more thing.', id)
    const old = await my.proposal(id, 'send_reply', 'superseded')
    expect(old).toMatchObject({ id: reply.id, note: 'the customer wrote again', arguments: { text: `About ${words}` } })
    await until('the agent to be asked again', () => (my.agentRequests('One more thing.').length === 1 ? true : null))
    expect(sentTo(id)).toEqual([])
  })

  test('late: the last look before sending sees it and nothing goes out', async () => {
    const { id, reply } = await replyWaits('Late drift.')
    rig.sandbox.control.inject({ conversation: id, text: 'Wait, I found it.' })
    await my.approve(reply)
    expect((await my.proposal(id, 'send_reply', 'superseded')).attempts).toEqual([])
    await until('the agent to be asked again', () => (my.agentRequests('Wait, I found it.').length === 1 ? true : null))
    expect(sentTo(id)).toEqual([])
  })
})

test('a message within the second of the last sync is not missed', async () => {
  const { id } = await replyWaits('Same second.')
  await my.customerWrites('And this.', id)
  await my.customerWrites('And that.', id)
  const { id: ours } = await my.conversation(id)
  const { messages } = await rig.desk().conversations.get({ id: ours })
  expect(messages.map((message) => message.text)).toEqual(['Same second.', 'And this.', 'And that.'])
})

describe('a colleague answers in the helpdesk', () => {
  const answer = (id: string) =>
    my.atHelpdesk(`/conversations/${id}/reply`, {
      message_type: 'comment',
      type: 'admin',
      admin_id: colleague,
      body: 'I take care of it.',
    })

  test('the agent is paused, what waited is outdated', async () => {
    const { id } = await replyWaits('A colleague is faster.')
    await answer(id)
    await rig.desk().sync.now({})
    expect((await my.proposal(id, 'send_reply', 'superseded')).note).toBe('a colleague answered')
    expect(await my.conversation(id)).toMatchObject({
      control: 'human',
      agent: { note: expect.stringContaining('colleague') },
    })
    await my.customerWrites('Thank you both.', id)
    expect(my.agentRequests('Thank you both.')).toEqual([])
  })

  test('a turn the agent was writing meanwhile is dropped, and it is not asked again', async () => {
    const words = 'A slow thought.'
    my.script(words, { text: 'Too late.' })
    rig.sandbox.control.fault({ service: 'xai', path: '/v1/support-agent/*', kind: 'latency', ms: 1500 })
    const id = await my.customerWrites(words)
    await my.activity(id, 'thinking')
    await until('the agent to be asked', () => (my.agentRequests(words).length === 1 ? true : null))
    await answer(id)
    await rig.desk().sync.now({})
    await my.activity(id, 'idle')
    expect(await my.proposals(id)).toEqual([])
    expect(my.agentRequests(words)).toHaveLength(1)
    expect((await my.conversation(id)).control).toBe('human')
  })
})

test('a person takes over while the agent writes: the turn is dropped', async () => {
  const words = 'Another slow thought.'
  my.script(words, { text: 'Nobody wants this.' })
  rig.sandbox.control.fault({ service: 'xai', path: '/v1/support-agent/*', kind: 'latency', ms: 1500 })
  const id = await my.customerWrites(words)
  await until('the agent to be asked', () => (my.agentRequests(words).length === 1 ? true : null))
  const { id: ours } = await my.conversation(id)
  await rig.desk().conversations.setControl({ id: ours, control: 'human' })
  await my.activity(id, 'idle')
  expect(await my.proposals(id)).toEqual([])
  expect((await my.conversation(id)).agent.rounds).toBe(0)
})

test('a tag alone invalidates nothing', async () => {
  const { id, reply } = await replyWaits('Only a tag.')
  await my.atHelpdesk(`/conversations/${id}/tags`, { id: '86', admin_id: colleague })
  await rig.desk().sync.now({})
  expect((await my.conversation(id)).tags).not.toEqual([])
  await my.approve(reply)
  await my.proposal(id, 'send_reply', 'succeeded')
  expect(sentTo(id)).toHaveLength(1)
})

test('closed by a colleague: what waited is outdated and the agent is not asked', async () => {
  const { id } = await replyWaits('Close me elsewhere.')
  await my.atHelpdesk(`/conversations/${id}/parts`, { message_type: 'close', type: 'admin', admin_id: colleague })
  await rig.desk().sync.now({})
  expect((await my.proposal(id, 'send_reply', 'superseded')).note).toBe('the conversation was closed')
  expect(my.agentRequests('Close me elsewhere.')).toHaveLength(1)
})

test('no network at the last look: it waits, nothing was sent; when the way is free it goes out once', async () => {
  const { id, reply } = await replyWaits('The line is down.')
  rig.sandbox.control.fault({ service: 'helpdesk', path: `/conversations/${id}`, kind: 'reset', times: 50 })
  await my.approve(reply)
  await until('the failure to show', async () => ((await rig.desk().app.get({})).helpdesk.state === 'ok' ? null : true))
  expect(await my.proposal(id, 'send_reply', 'scheduled')).toMatchObject({ attempts: [] })
  rig.sandbox.control.clearFaults()
  await my.proposal(id, 'send_reply', 'succeeded')
  expect(sentTo(id)).toHaveLength(1)
})
