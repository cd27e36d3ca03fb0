import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import type { ExecutionPoint } from '#main/kernel/ports.ts'
import { createRig, proposalOf, seen, until, type Rig } from '#test/support/desk-rig.ts'
import type { World } from '#test/support/world.ts'

/**
 * A real desk process is killed with SIGKILL at each point of a signed store credit and started again. The company is a
 * process of its own: its counters say what really happened. CRASH_RUNS repeats every point.
 */
const runs = Number(process.env['CRASH_RUNS'] ?? 1)
const repeated = Array.from({ length: runs }, (_, index) => index + 1)
const tool = 'issue_store_credit'

let rig: Rig
beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.stop())

let cases = 0

/** A customer writes, the agent proposes a credit of an amount nobody else gets, and it waits for a signature. */
async function propose(kill: ExecutionPoint | null, count: number) {
  const amount = (cases += 1)
  const words = `My order came late, case ${amount}.`
  const reply = `Sorry about that, case ${amount}.`
  const args = { customer_id: 'C-2012', amount, reason: 'The order came late.' }
  await rig.sandbox.control.script({
    contains: words,
    turns: [{ calls: [{ id: 'call_1', name: tool, arguments: args }] }, { text: reply }],
  })
  const desk = await rig.startDesk(kill, count)
  const externalId = await rig.sandbox.control.inject({ text: words })
  const pending = await proposalOf(desk, externalId, tool, ['pending'])
  return { desk, externalId, words, reply, pending, made: () => credits(amount) }
}

const credits = async (amount: number): Promise<number> =>
  (await rig.sandbox.control.effects()).filter((effect) => effect.input['amount'] === amount).length

const agentBodies = async (words: string): Promise<string[]> =>
  (await rig.sandbox.control.requests('xai'))
    .map((request) => JSON.stringify(request.body))
    .filter((body) => body.includes(words))

/** The desk dies on the way and is started again. */
async function dieAt(kill: ExecutionPoint, count = 1) {
  const { desk: dying, pending, ...rest } = await propose(kill, count)
  // The answer may be lost with the process.
  dying
    .desk()
    .proposals.decide({ verb: 'approve', ...seen(pending) })
    .catch(() => {})
  expect((await dying.ended()).signal).toBe('SIGKILL')
  return revive({ ...rest, pending })
}

async function revive(before: Omit<Awaited<ReturnType<typeof propose>>, 'desk'>) {
  const asked = (await agentBodies(before.words)).length
  const desk = await rig.startDesk(null)
  const { proposal } = await desk.desk().proposals.get({ id: before.pending.id })
  const askedSince = async () => (await agentBodies(before.words)).length - asked
  return { ...before, desk, proposal, askedSince }
}

type Death = Awaited<ReturnType<typeof revive>>

/** The next agent call holds exactly one result for the call, and its words become a reply to sign. */
async function agentIsToldOnce(death: Death) {
  const reply = await proposalOf(death.desk, death.externalId, 'send_reply', ['pending'])
  expect(reply.arguments['text']).toBe(death.reply)
  const last = (await agentBodies(death.words)).at(-1) ?? ''
  expect(last.match(/"tool_call_id":"call_1"/g)).toHaveLength(1)
}

const decide = (desk: World, verb: 'approve' | 'retry', proposal: Proposal) =>
  desk.desk().proposals.decide({ verb, ...seen(proposal) })

test('one death, and a summary that counts it rightly: to be checked, given back, still to be decided', async () => {
  const { desk: dying, pending: lost, ...before } = await propose('sent', 1)
  const replyTo = async (text: string) => {
    await rig.sandbox.control.script({ contains: text, turns: [{ text: 'On its way.' }] })
    const id = await rig.sandbox.control.inject({ text })
    return { id, reply: await proposalOf(dying, id, 'send_reply', ['pending']) }
  }
  const kept = await replyTo('Nobody decided this.')
  const { id: waits, reply: held } = await replyTo('Signed and not sent.')
  // The last look before it goes out finds no helpdesk.
  await rig.sandbox.control.fault({ service: 'helpdesk', path: `/conversations/${waits}`, kind: 'reset', times: 50 })
  await decide(dying, 'approve', held)
  await proposalOf(dying, waits, 'send_reply', ['scheduled'])
  decide(dying, 'approve', lost).catch(() => {})
  expect((await dying.ended()).signal).toBe('SIGKILL')
  await rig.sandbox.control.clearFaults()

  const { desk } = await revive({ ...before, pending: lost })
  expect((await desk.desk().app.get({})).startReport).toMatchObject({
    needsChecking: [{ id: lost.id, conversationId: lost.conversationId }],
    returnedToPending: [{ id: held.id, conversationId: held.conversationId }],
    keptPending: 1,
    expiredTotal: 0,
  })
  expect((await proposalOf(desk, kept.id, 'send_reply', ['pending'])).id).toBe(kept.reply.id)
  expect((await proposalOf(desk, waits, 'send_reply', ['pending'])).note).toMatch(/^Approved, not sent/)
  expect(await before.made()).toBe(0)
  await desk.desk().app.dismissStartReport({})
})

describe.each([
  ['F1', 'before_attempt'],
  ['F2', 'attempt_committed'],
] as const)('%s: killed before anything was sent', (_, point) => {
  test.each(repeated)('it asks again and nothing went out (%i)', async () => {
    const death = await dieAt(point)
    expect(death.proposal.state).toBe('pending')
    expect(death.proposal.note).toMatch(/^Approved, not sent/)
    expect(await death.made()).toBe(0)
    expect((await death.desk.desk().app.get({})).startReport?.returnedToPending).toContainEqual(
      expect.objectContaining({ id: death.proposal.id, title: expect.stringContaining('store credit') }),
    )
    await decide(death.desk, 'approve', death.proposal)
    await proposalOf(death.desk, death.externalId, tool, ['succeeded'])
    expect(await death.made()).toBe(1)
    await agentIsToldOnce(death)
  })
})

describe('F3: killed while the request was under way', () => {
  test.each(repeated)('the company did it: found by one read (%i)', async () => {
    const { desk: dying, ...before } = await propose(null, 1)
    await rig.sandbox.control.fault({ service: 'company', method: 'POST', kind: 'slow_answer', ms: 60_000 })
    await decide(dying, 'approve', before.pending)
    await until('the credit to be given', async () => ((await before.made()) === 1 ? true : null))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
    await dying.kill('SIGKILL')
    await rig.sandbox.control.clearFaults()
    const death = await revive(before)
    expect(death.proposal.state).toBe('unknown')
    expect((await death.desk.desk().app.get({})).startReport?.needsChecking).toMatchObject([
      { id: death.proposal.id, conversationId: death.proposal.conversationId },
    ])
    await death.desk.desk().sync.now({})
    expect(await death.askedSince()).toBe(0)
    const settled = await death.desk.desk().proposals.resolve({ id: death.proposal.id, how: 'check' })
    expect(settled.state).toBe('succeeded')
    expect(await death.made()).toBe(1)
    await agentIsToldOnce(death)
  })

  test.each(repeated)('the company never saw it: checked, then signed anew (%i)', async () => {
    const death = await dieAt('sent')
    expect(death.proposal.state).toBe('unknown')
    const failed = await death.desk.desk().proposals.resolve({ id: death.proposal.id, how: 'check' })
    expect(failed.state).toBe('failed')
    expect(await death.made()).toBe(0)
    expect(await death.askedSince()).toBe(0)
    await decide(death.desk, 'retry', failed)
    await proposalOf(death.desk, death.externalId, tool, ['succeeded'])
    expect(await death.made()).toBe(1)
    await agentIsToldOnce(death)
  })
})

describe('F4: killed with the answer in hand', () => {
  test.each(repeated)('it is unknown until a named person answers, and is never sent again (%i)', async () => {
    const death = await dieAt('answered')
    expect(death.proposal.state).toBe('unknown')
    expect(await death.made()).toBe(1)
    expect(await death.askedSince()).toBe(0)
    const named = await death.desk
      .desk()
      .proposals.resolve({ id: death.proposal.id, how: 'happened', note: 'Seen in the ledger of the shop' })
    expect(named.state).toBe('succeeded')
    expect(named.outcome?.resolvedBy).not.toBe('')
    expect(await death.made()).toBe(1)
    await agentIsToldOnce(death)
  })
})

describe.each([
  ['F5', 'receipt_committed', 1],
  ['F6', 'agent_answered', 2],
] as const)('%s: killed after the receipt', (_, point, count) => {
  test.each(repeated)('done once, and the agent hears of it once (%i)', async () => {
    const death = await dieAt(point, count)
    expect(death.proposal.state).toBe('succeeded')
    await agentIsToldOnce(death)
    expect(await death.made()).toBe(1)
  })
})

test('killed with a message stored and nothing done about it: what it makes outdated is so, and the agent answers it', async () => {
  const { desk, externalId, pending, reply } = await propose(null, 1)
  await desk.kill('SIGKILL')
  const more = `Is there any news of that, case ${cases}?`
  await rig.sandbox.control.script({ contains: more, turns: [{ text: reply }] })
  const dying = await rig.startDesk('merged')
  await rig.sandbox.control.inject({ conversation: externalId, text: more })
  expect((await dying.ended()).signal).toBe('SIGKILL')
  const living = await rig.startDesk(null)
  expect((await proposalOf(living, externalId, tool, ['superseded'])).id).toBe(pending.id)
  await proposalOf(living, externalId, 'send_reply', ['pending'])
  expect(await agentBodies(more)).toHaveLength(1)
})
