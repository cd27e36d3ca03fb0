import { afterEach, describe, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { hands, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/** Scenario 1: what may have happened is left alone until somebody looks or says so, however long and through whatever. */
const minute = 60_000
const tool = 'issue_store_credit'
const args = { customer_id: 'C-2012', amount: 17, reason: 'As agreed.' }
const words = 'Where is the credit you promised?'

const clock = movingClock()
let rig: DeskInProcess
let my: ReturnType<typeof hands>
const start = async (options: DeskOptions = {}): Promise<void> => {
  rig = await startDesk({ clock, ...options })
  my = hands(rig)
}
afterEach(() => rig.stop())

const posts = () => rig.sandbox.control.requests('company').filter((request) => request.method === 'POST')
const told = () => JSON.stringify(my.agentRequests(words)).match(/"tool_call_id":"c"/g)?.length ?? 0

/** A signed credit whose answer was lost; the company gave it. */
async function loseCredit() {
  my.script(words, { calls: [{ id: 'c', name: tool, arguments: args }] }, { text: 'It is there.' })
  const id = await my.customerWrites(words)
  rig.sandbox.control.fault({ service: 'company', method: 'POST', kind: 'lost_response' })
  await my.approve(await my.proposal(id, tool, 'pending'))
  return { id, lost: await my.proposal(id, tool, 'unknown') }
}

/** A pass that was under way when the clock was moved has run out of its own time; the next one has not. */
const sync = () =>
  rig
    .desk()
    .sync.now({})
    .catch(() => rig.desk().sync.now({}))

/** Time, a stop, a new connection and new keys: everything that might tempt a desk to try again. */
async function tempt(): Promise<void> {
  for (let passed = 0; passed < 10; passed += 1) {
    clock.advance(minute)
    await sync()
  }
  await rig.restart()
  const { configuration } = await rig.desk().settings.get({})
  await rig.desk().settings.import({ configuration })
  await rig.desk().settings.saveSecret({ name: 'tool:company', value: rig.sandbox.keys['tool:company'] ?? '' })
  clock.advance(10 * minute)
  await sync()
}

describe.each([
  ['that polls', true],
  ['that reads when told to', false],
])('on a desk %s', (_, poll) => {
  test('ten minutes, a restart and a new connection: no second attempt, and nothing told to the agent', async () => {
    await start({ poll })
    const { id, lost } = await loseCredit()
    await tempt()
    const still = await my.proposal(id, tool, 'unknown')
    expect(still).toMatchObject({ id: lost.id, attempts: [{ number: 1 }], outcome: { result: null } })
    expect(posts()).toHaveLength(1)
    expect(rig.sandbox.control.effects()).toHaveLength(1)
    expect(my.agentRequests(words)).toHaveLength(1)
    expect(told()).toBe(0)
    expect((await rig.desk().inbox.page({ view: 'checking', cursor: null, limit: 10 })).items).toMatchObject([
      { id: lost.id, state: 'unknown', reason: 'may have happened' },
    ])
    rig.sandbox.control.inject({ text: 'Are you there?', conversation: id })
    clock.advance(10 * minute)
    await sync()
    expect(my.agentRequests(words)).toHaveLength(1)
    expect((await my.proposal(id, tool, 'unknown')).attempts).toHaveLength(1)
  })
})

test('check again is one read and no write, and the agent then hears of it once', async () => {
  await start()
  const { id, lost } = await loseCredit()
  await tempt()
  const before = rig.sandbox.control.requests('company').length
  const atHelpdesk = rig.sandbox.control.requests('helpdesk').length
  const settled = await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  expect(settled).toMatchObject({ state: 'succeeded', outcome: { resolvedBy: 'probe' } })
  await my.proposal(id, 'send_reply', 'pending')
  expect(rig.sandbox.control.requests('company').slice(before)).toMatchObject([{ method: 'GET' }])
  expect(rig.sandbox.control.requests('helpdesk').slice(atHelpdesk)).toEqual([])
  expect(rig.sandbox.control.effects()).toHaveLength(1)
  expect(my.agentRequests(words)).toHaveLength(2)
  expect(told()).toBe(1)
})

test('a look that fails finds nothing out, and may be repeated', async () => {
  await start()
  const { id, lost } = await loseCredit()
  rig.sandbox.control.fault({ service: 'company', method: 'GET', kind: 'status', status: 403 })
  await expect(rig.desk().proposals.resolve({ id: lost.id, how: 'check' })).rejects.toMatchObject({ code: 'conflict' })
  expect((await my.proposal(id, tool, 'unknown')).attempts).toHaveLength(1)
  expect((await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })).state).toBe('succeeded')
  expect(posts()).toHaveLength(1)
})

test('without a way to look only a named person moves it, and the ledger keeps the name', async () => {
  const blind = (configuration: Configuration): Configuration => ({
    ...configuration,
    tools: configuration.tools.map((one) => (one.name === tool && one.kind === 'http' ? { ...one, probe: null } : one)),
  })
  await start({ change: blind })
  const { id, lost } = await loseCredit()
  await tempt()
  const before = rig.sandbox.control.requests('company').length
  await expect(rig.desk().proposals.resolve({ id: lost.id, how: 'check' })).rejects.toMatchObject({ code: 'conflict' })
  await my.proposal(id, tool, 'unknown')
  const note = 'Seen in the books.'
  const settled = await rig.desk().proposals.resolve({ id: lost.id, how: 'happened', note })
  const who = rig.sandbox.configuration.operator.name
  expect(settled).toMatchObject({ state: 'succeeded', outcome: { resolvedBy: who } })
  const { history } = await rig.desk().proposals.get({ id: lost.id })
  expect(history.at(-1)).toMatchObject({ type: 'succeeded', who, summary: expect.stringContaining(note) })
  await my.proposal(id, 'send_reply', 'pending')
  expect(rig.sandbox.control.requests('company')).toHaveLength(before)
  expect(told()).toBe(1)
})

test('a lost reply: not sent again, and found by one read of the conversation', async () => {
  await start()
  my.script(words, { text: 'Right here.' })
  const id = await my.customerWrites(words)
  rig.sandbox.control.fault({
    service: 'helpdesk',
    method: 'POST',
    path: '/conversations/*/reply',
    kind: 'lost_response',
  })
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  const lost = await my.proposal(id, 'send_reply', 'unknown')
  await tempt()
  expect((await my.proposal(id, 'send_reply', 'unknown')).attempts).toHaveLength(1)
  expect((await my.conversation(id)).control).toBe('agent')
  const before = rig.sandbox.control.requests('helpdesk').length
  const settled = await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  expect(settled.state).toBe('succeeded')
  await my.activity(id, 'idle')
  expect(rig.sandbox.control.requests('helpdesk').slice(before)).toMatchObject([
    { method: 'GET', path: `/conversations/${id}` },
  ])
  expect(my.writes(new RegExp(`/conversations/${id}/reply`))).toHaveLength(1)
  expect(my.agentRequests(words)).toHaveLength(1)
})
