import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { seen, type AgentBody } from '#test/support/desk-in-process.ts'
import { onRefund, startPolicyDesk, type Asked, type PolicyDesk } from '#test/support/policy-desk.ts'

/**
 * A rehearsal of a tool, a rule, the agent or the whole desk: decided as ever, and nobody outside is called. The shop and the
 * helpdesk count what reaches them.
 */
let desk: PolicyDesk
let before: Configuration
beforeAll(async () => {
  desk = await startPolicyDesk()
  before = (await desk.rig.desk().settings.get({})).configuration
})
afterEach(() => end())
afterAll(() => desk.stop())

const rehearse = (dryRun: Partial<Configuration['dryRun']>) =>
  desk.rig.desk().settings.import({ configuration: { ...before, dryRun: { ...before.dryRun, ...dryRun } } })
async function end(): Promise<void> {
  await desk.rig.desk().settings.import({ configuration: before })
  await desk.rule()
}

const scopes = {
  'a tool': async () => rehearse({ tools: ['refund'] }),
  'a rule': async () => void (await desk.rule({ name: 'Trial', when: onRefund, verdict: 'dry_run' })),
  'the agent': async () => rehearse({ agents: [before.agent?.id ?? ''] }),
  'the whole desk': async () => rehearse({ desk: true }),
} as const

/** Everything that came in over there since this was called, but for looks. */
function listen(): () => readonly string[] {
  const { control } = desk.rig.sandbox
  const all = () => [
    ...desk.calls('refund').map(({ path }) => `shop ${path}`),
    ...desk.calls('voucher').map(({ path }) => `shop ${path}`),
    ...control.requests('company').map(({ method, path }) => `company ${method} ${path}`),
    ...control
      .requests('helpdesk')
      .flatMap(({ method, path }) =>
        method === 'GET' || path.endsWith('/search') ? [] : [`helpdesk ${method} ${path}`],
      ),
  ]
  const known = all().length
  return () => all().slice(known)
}
const last = (bodies: readonly AgentBody[]): string => JSON.stringify(bodies.at(-1)?.messages ?? [])
/** A rule has it simulated at once; otherwise a person is asked first. */
const proposed = (asked: Asked) => desk.proposal(asked, 'pending', 'dry_run')

describe.each(Object.entries(scopes))('of %s', (_, begin) => {
  test('nobody outside is called, and malformed arguments still fail', async () => {
    await begin()
    const reached = listen()
    const asked = await desk.asks({ amount: 5 })
    const proposal = await proposed(asked)
    expect(proposal.mode).toBe('dry_run')
    if (proposal.state === 'pending') {
      const broken = { ...proposal.arguments, order_id: 5 }
      await expect(
        desk.rig.desk().proposals.decide({ verb: 'edit', ...seen(proposal), arguments: broken }),
      ).rejects.toMatchObject({ code: 'invalid_input', data: { pointer: '/order_id' } })
      await desk.my.approve(proposal)
    }
    expect(await desk.proposal(asked, 'dry_run')).toMatchObject({ attempts: [], executedArguments: null })

    const malformed = await desk.asks({ amount: 5, order_id: 5 })
    const blocked = await desk.proposal(malformed, 'blocked')
    expect(blocked).toMatchObject({ attempts: [], outcome: { error: { code: 'invalid_arguments' } } })

    // What the agent makes of it is rehearsed as well, and it is told not to speak of it as done.
    const reply = await desk.my.proposal(asked.id, 'send_reply', 'pending')
    expect(reply.mode).toBe('dry_run')
    expect(last(desk.my.agentRequests(asked.order))).toContain('Nothing was done and nothing was changed')
    await desk.my.approve(reply)
    await desk.my.proposal(asked.id, 'send_reply', 'dry_run')
    await desk.rig.desk().sync.now({})
    expect(reached()).toEqual([])
  })

  test('nothing simulated enters a live thread, also after it ended', async () => {
    await begin()
    const asked = await desk.asks({ amount: 7 })
    const proposal = await proposed(asked)
    if (proposal.state === 'pending') await desk.my.approve(proposal)
    await desk.proposal(asked, 'dry_run')
    await desk.my.proposal(asked.id, 'send_reply', 'pending')
    await end()
    const reached = listen()

    // The conversation that was rehearsed stays one: what the agent says next may stand on what never happened.
    desk.my.script(`Case ${asked.order}:`, { text: 'It is refunded.' })
    await desk.my.customerWrites('And now?', asked.id)
    const reply = await desk.my.proposal(asked.id, 'send_reply', 'pending')
    expect(reply.mode).toBe('dry_run')
    await desk.my.approve(reply)
    await desk.my.proposal(asked.id, 'send_reply', 'dry_run')
    expect(reached()).toEqual([])
    const { messages } = await desk.rig.desk().conversations.get({ id: (await desk.my.conversation(asked.id)).id })
    expect(messages.map(({ author }) => author)).toEqual(['customer', 'customer'])

    // Another conversation of the same kind is live: no word of the rehearsal in it, and no duplicate of what never was.
    const live = await desk.asks({ amount: 7, order_id: asked.order })
    const pending = await desk.proposal(live, 'pending')
    expect(pending.mode).toBe('live')
    expect(pending.checks.find(({ id }) => id === 'duplicate')?.result).toBe('pass')
    await desk.my.approve(pending)
    await desk.proposal(live, 'succeeded')
    const words = await desk.my.proposal(live.id, 'send_reply', 'pending')
    expect(words.mode).toBe('live')
    expect(last(desk.my.agentRequests(live.order))).not.toMatch(/simulated|rehearsal/i)
    expect(reached()).toEqual(['shop /refund'])
  })
})

test('a person’s own words are rehearsed too while the whole desk is', async () => {
  const live = await desk.asks({ amount: 3 })
  await desk.proposal(live, 'pending')
  await rehearse({ desk: true })
  const reached = listen()
  const { id } = await desk.my.conversation(live.id)
  for (const internal of [false, true]) {
    const own = await desk.rig.desk().conversations.write({ id, text: 'I look into it.', internal })
    expect(own).toMatchObject({ state: 'dry_run', mode: 'dry_run', attempts: [] })
  }
  expect(reached()).toEqual([])
})

test('what was proposed for real before stays real, and is not run until the rehearsal is over', async () => {
  const live = await desk.asks({ amount: 3 })
  const pending = await desk.proposal(live, 'pending')
  for (const begin of [scopes['a tool'], scopes['the agent'], scopes['the whole desk']]) {
    await begin()
    const reached = listen()
    await expect(desk.my.approve(pending)).rejects.toMatchObject({ code: 'blocked' })
    expect(await desk.proposal(live, 'pending')).toMatchObject({ mode: 'live', attempts: [] })
    expect(reached()).toEqual([])
    await end()
  }
  const reached = listen()
  await desk.my.approve(pending)
  await desk.proposal(live, 'succeeded')
  expect(reached()).toEqual(['shop /refund'])
})

test('an undoing is rehearsed as well: what was done stays done, and nobody is called', async () => {
  const asked = await desk.asks({ amount: 2 }, 'voucher')
  await desk.my.approve(await desk.proposal(asked, 'pending'))
  const done = await desk.proposal(asked, 'succeeded')
  await rehearse({ desk: true })
  const reached = listen()
  const undoing = await desk.rig.desk().proposals.undo({ id: done.id })
  expect(undoing).toMatchObject({ state: 'pending', mode: 'dry_run', compensates: done.id })
  await desk.my.approve(undoing)
  expect((await desk.rig.desk().proposals.get({ id: undoing.id })).proposal).toMatchObject({
    state: 'dry_run',
    attempts: [],
  })
  expect((await desk.rig.desk().proposals.get({ id: done.id })).proposal.state).toBe('succeeded')
  expect(reached()).toEqual([])
})
