import { afterEach, expect, test } from 'vitest'
import { hands, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
import { throughChatwoot } from '#test/support/chatwoot-desk.ts'
import { until } from '#test/support/until.ts'

/** A desk whose helpdesk is Chatwoot: what it is told of live, what it signs, and what it finds of its own again. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
const start = async (options: DeskOptions = {}): Promise<void> => {
  rig = await startDesk({ change: throughChatwoot, ...options })
  my = hands(rig)
}
afterEach(() => rig.stop())

const messages = async (id: string) =>
  (await rig.store().conversations.messages((await my.conversation(id)).id, { before: null, limit: 50 })).messages
const said = (id: string): readonly unknown[] => {
  const parts = (rig.sandbox.control.conversation(id)?.['conversation_parts'] ?? {}) as {
    conversation_parts?: unknown[]
  }
  return parts.conversation_parts ?? []
}

test('a signed answer reaches the customer once, and its echo is not a second one', async () => {
  await start()
  my.script('Where is it?', { text: 'On its **way**, 2 * 3 days.' })
  const id = await my.customerWrites('Where is it?')
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  await my.proposal(id, 'send_reply', 'succeeded')
  expect(said(id)).toMatchObject([{ part_type: 'comment', body: expect.stringContaining('On its') }])
  await rig.desk().sync.now({})
  expect((await messages(id)).map(({ author, kind }) => [author, kind])).toEqual([
    ['customer', 'comment'],
    ['agent', 'comment'],
  ])
})

test('an answer whose receipt was lost is found by one read, and not written again', async () => {
  await start()
  my.script('And mine?', { text: 'Yours **too**.' })
  const id = await my.customerWrites('And mine?')
  rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '*/messages', kind: 'lost_response' })
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  const lost = await my.proposal(id, 'send_reply', 'unknown')
  const found = await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  expect(found).toMatchObject({ state: 'succeeded', outcome: { receipt: { remoteId: expect.any(String) } } })
  expect(my.writes(/\/messages$/)).toHaveLength(1)
  expect(said(id)).toHaveLength(1)
})

test('a hand-over: label, note and team, each once', async () => {
  await start()
  my.script('I want a person', {
    calls: [{ id: 'c', name: 'ESCALATE', arguments: { reason: 'Asked for one', priority: 'high' } }],
  })
  const id = await my.customerWrites('I want a person')
  await my.approve(await my.proposal(id, 'ESCALATE', 'pending'))
  const done = await my.proposal(id, 'ESCALATE', 'succeeded')
  expect(done.steps.map((step) => step.state)).toEqual(['done', 'done', 'done'])
  expect(rig.sandbox.control.conversation(id)).toMatchObject({
    team_assignee_id: 814866,
    tags: { tags: [{ name: 'escalate' }] },
  })
  expect(rig.sandbox.control.counters().parts).toMatchObject({ note: 1, assignment: 1 })
})

test('what happens is read when it happens, and what happened while the line was cut when it is back', async () => {
  const change: DeskOptions['change'] = (configuration) => {
    const next = throughChatwoot(configuration)
    const { helpdesk } = next.connections
    return helpdesk === undefined
      ? next
      : { ...next, connections: { ...next.connections, helpdesk: { ...helpdesk, pollSeconds: 3600 } } }
  }
  await start({ change, poll: true })
  const listeners = (count: number) =>
    until(`${count} to listen`, async () => (rig.sandbox.control.listeners() === count ? true : null))
  const known = (id: string) =>
    until(`${id} to be here`, async () => ((await rig.store().conversations.byExternalId(id)) === null ? null : true))
  await listeners(1)
  await known(rig.sandbox.control.inject({ text: 'While it listens.' }))
  rig.sandbox.control.fault({ service: 'helpdesk', path: '/cable', kind: 'reset' })
  rig.sandbox.control.helpdeskCut()
  await listeners(0)
  const missed = rig.sandbox.control.inject({ text: 'While nobody listens.' })
  await listeners(1)
  await known(missed)
})
