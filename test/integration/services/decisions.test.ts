import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { RemoteError } from '#rpc/connect.ts'
import { until } from '#test/support/until.ts'
import { hands, seen, startDesk, wordsIn, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Scenarios 2, 3 and 4 of the acceptance list: a decision counts once, runs what was seen, and teaches. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterAll(() => rig.stop())

let amount = 100
/** A customer writes and the agent proposes a credit of an amount nobody else gets. */
async function creditWaits(more: { afterwards?: string } = {}) {
  amount += 1
  const words = `Case ${amount}: my parcel is late.`
  const args = { customer_id: 'C-2012', amount, reason: 'Late parcel.' }
  my.script(
    words,
    { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] },
    { text: more.afterwards ?? `Done, case ${amount}.` },
  )
  const id = await my.customerWrites(words)
  const pending = await my.proposal(id, 'issue_store_credit', 'pending')
  const given = amount
  return { id, words, args, pending, made: () => credits(given) }
}
const credits = (given: number) => rig.sandbox.control.effects().filter((effect) => effect.input['amount'] === given)

const failure = async (promise: Promise<unknown>): Promise<RemoteError> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof RemoteError)) throw new Error('It was not refused.')
  return error
}

describe('scenario 2: a decision counts once and cannot be forged', () => {
  test('two windows at once: one decides, the other hears who and when', async () => {
    const { id, pending, made } = await creditWaits()
    const second = rig.window('second')
    const both = await Promise.allSettled([
      rig.desk().proposals.decide({ verb: 'approve', ...seen(pending) }),
      second.proposals.decide({ verb: 'approve', ...seen(pending) }),
    ])
    const lost = both.find((one) => one.status === 'rejected')
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(lost?.reason).toMatchObject({
      code: 'already_decided',
      data: { who: rig.sandbox.configuration.operator.name, at: expect.any(Number) },
    })
    await my.proposal(id, 'issue_store_credit', 'succeeded')
    expect(made()).toHaveLength(1)
    const approvals = (await rig.store().ledger.history(pending.id)).filter((entry) => entry.event.type === 'approved')
    expect(approvals).toHaveLength(1)
  })

  test('an old approval replayed after the deed says who decided, and does nothing', async () => {
    const { id, pending, made } = await creditWaits()
    await my.approve(pending)
    await my.proposal(id, 'issue_store_credit', 'succeeded')
    await my.customerWrites('Another word from me.', id)
    expect(await failure(my.approve(pending))).toMatchObject({
      code: 'already_decided',
      data: { state: 'succeeded', who: rig.sandbox.configuration.operator.name },
    })
    expect(made()).toHaveLength(1)
  })

  test.each([
    ['revision', { revision: 1 }],
    ['arguments', { argsHash: 'f'.repeat(64) }],
    ['conversation', { fingerprint: 'f'.repeat(64) }],
  ])('a signature under another %s is refused, and nothing goes out', async (_, forged) => {
    const { id, pending, made } = await creditWaits()
    expect(await failure(rig.desk().proposals.decide({ verb: 'approve', ...seen(pending), ...forged }))).toMatchObject({
      code: 'changed',
    })
    expect((await my.proposal(id, 'issue_store_credit', 'pending')).decision).toBeNull()
    expect(made()).toEqual([])
  })

  test('a signature for one proposal signs no other', async () => {
    const one = await creditWaits()
    const other = await creditWaits()
    const borrowed = { ...seen(one.pending), id: other.pending.id }
    expect(await failure(rig.desk().proposals.decide({ verb: 'approve', ...borrowed }))).toMatchObject({
      code: 'changed',
    })
    expect([...one.made(), ...other.made()]).toEqual([])
  })

  test('arguments changed in the database after approval: nothing goes out, and it says so', async () => {
    const { id, pending, made } = await creditWaits()
    // The last look before the request finds no helpdesk, so the signed action waits.
    rig.sandbox.control.fault({ service: 'helpdesk', path: `/conversations/${id}`, kind: 'reset', times: 50 })
    await my.approve(pending)
    await until('the last look', () => (rig.sandbox.control.waitingFaults() > 0 ? true : null))
    tamper(pending)
    rig.sandbox.control.clearFaults()
    const { id: ours } = await my.conversation(id)
    await until('the desk to try again', async () => {
      await rig.desk().conversations.setControl({ id: ours, control: 'agent' })
      return (await my.proposals(id)).find((one) => one.state === 'failed') ?? null
    })
    const refused = await my.proposal(id, 'issue_store_credit', 'failed')
    expect(refused.outcome?.error?.message).toContain('Changed since approval')
    expect(refused).toMatchObject({
      outcome: { retryable: false, error: { code: 'changed' } },
    })
    expect(refused.attempts.every((attempt) => attempt.sentAt === null)).toBe(true)
    expect([...made(), ...credits(9999)]).toEqual([])
  })

  test('arguments changed in the database before approval cannot be signed', async () => {
    const { id, pending, made } = await creditWaits()
    tamper(pending)
    expect(await failure(my.approve(pending))).toMatchObject({ code: 'changed' })
    expect((await my.proposal(id, 'issue_store_credit', 'pending')).attempts).toEqual([])
    expect([...made(), ...credits(9999)]).toEqual([])
  })
})

/** One byte more in the stored arguments, under the same hash. */
function tamper(proposal: Proposal): void {
  const db = new Database(rig.databaseFile)
  const body = db.prepare<[string], string>('select body from proposals where id = ?').pluck().get(proposal.id) ?? ''
  const forged = JSON.parse(body) as Proposal
  db.prepare('update proposals set body = ? where id = ?').run(
    JSON.stringify({ ...forged, arguments: { ...forged.arguments, amount: 9999 } }),
    proposal.id,
  )
  db.close()
}

describe('scenario 3: edit and approve runs exactly what the person saw', () => {
  test('the body has the edited values with their types; proposed, edited and executed are kept apart', async () => {
    const { id, words, args, pending } = await creditWaits()
    const edited = { ...args, amount: args.amount + 0.5, reason: 'Late parcel, and rain.' }
    await rig.desk().proposals.decide({ verb: 'edit', ...seen(pending), arguments: edited })
    const done = await my.proposal(id, 'issue_store_credit', 'succeeded')
    expect(done).toMatchObject({
      tool: 'issue_store_credit',
      revision: 1,
      proposedArguments: args,
      arguments: edited,
      executedArguments: edited,
      decision: { verb: 'edit' },
    })
    expect(credits(edited.amount).map((effect) => effect.input)).toMatchObject([edited])
    const sent = rig.sandbox.control.requests('company').findLast((one) => one.method === 'POST')
    expect(sent?.body).toEqual(edited)
    expect(sent?.headers['idempotency-key']).toBe(`${pending.id}-r1`)
    await my.proposal(id, 'send_reply', 'pending')
    const told =
      my
        .agentRequests(words)
        .at(-1)
        ?.messages.filter((message) => message.tool_call_id === 'call_1') ?? []
    expect(told).toHaveLength(1)
    expect(JSON.parse(wordsIn(told[0]))).toMatchObject({
      status: 'executed',
      changed_by_human: [
        { field: expect.stringContaining('amount'), proposed: args.amount, executed: edited.amount },
        { field: expect.stringContaining('reason') },
      ],
    })
  })

  test('a value that does not fit is refused and names the field; the proposal still waits', async () => {
    const { id, args, pending, made } = await creditWaits()
    const wrong = rig.desk().proposals.decide({ verb: 'edit', ...seen(pending), arguments: { ...args, amount: -5 } })
    expect(await failure(wrong)).toMatchObject({ code: 'invalid_input', data: { pointer: '/amount' } })
    expect((await my.proposal(id, 'issue_store_credit', 'pending')).revision).toBe(0)
    expect(made()).toEqual([])
  })
})

describe('scenario 4: rejecting teaches the agent and marks the look-alike', () => {
  test('a rejected reply is answered by a system line after the assistant turn; the same words come back marked', async () => {
    const words = 'How long may I keep the boots?'
    const draft = 'You have thirty days to return them.'
    my.script(words, { text: draft }, { text: draft.toUpperCase() }, { text: 'You have fourteen days.' })
    const id = await my.customerWrites(words)
    const first = await my.proposal(id, 'send_reply', 'pending')
    await my.reject(first, 'Returns are 14 days, not 30', { reasons: ['policy'] })
    const lookAlike = await my.proposal(id, 'send_reply', 'pending')
    expect(lookAlike.rejectedBefore).toEqual({ proposalId: first.id, reason: 'Returns are 14 days, not 30' })
    expect(lookAlike.policy).toMatchObject({ verdict: 'ask', rule: 'Same call was rejected before' })
    const roles = my
      .agentRequests(words)
      .at(-1)
      ?.messages.map((message) => message.role)
    expect(roles).toEqual(['ROLE_USER', 'ROLE_ASSISTANT', 'ROLE_SYSTEM'])
    const feedback = my.agentRequests(words).at(-1)?.messages.at(-1)
    expect(wordsIn(feedback)).toContain('Returns are 14 days, not 30')
    expect(my.writes(new RegExp(`/conversations/${id}/`))).toEqual([])
    await my.reject(lookAlike, 'Again: 14 days.')
    const corrected = await my.proposal(id, 'send_reply', 'pending')
    expect(corrected).toMatchObject({ arguments: { text: 'You have fourteen days.' }, rejectedBefore: null })
  })

  test('a rejected call is told in its own result, word for word, and was not run', async () => {
    const { id, words, pending, made } = await creditWaits()
    await my.reject(pending, 'Only managers give credit.')
    await my.proposal(id, 'send_reply', 'pending')
    const told =
      my
        .agentRequests(words)
        .at(-1)
        ?.messages.filter((message) => message.tool_call_id === 'call_1') ?? []
    expect(told.map((message) => JSON.parse(wordsIn(message)) as object)).toMatchObject([
      { status: 'not_run', reason: 'Only managers give credit.', rejected_by_human: true, may_propose_again: false },
    ])
    expect(made()).toEqual([])
  })

  test('refused for the whole conversation: the same tool is marked whatever its arguments', async () => {
    const words = 'Please give me credit, twice if need be.'
    const credit = (value: number) => ({
      calls: [
        {
          id: 'c',
          name: 'issue_store_credit',
          arguments: { customer_id: 'C-2012', amount: value, reason: 'Asked for.' },
        },
      ],
    })
    my.script(words, credit(71), credit(72))
    const id = await my.customerWrites(words)
    const first = await my.proposal(id, 'issue_store_credit', 'pending')
    await my.reject(first, 'No credit in this conversation.', { scope: 'conversation' })
    const second = await my.proposal(id, 'issue_store_credit', 'pending')
    expect(second.arguments['amount']).toBe(72)
    expect(second.rejectedBefore).toEqual({ proposalId: first.id, reason: 'No credit in this conversation.' })
  })

  test('reject and stop: a person is in charge, the rest is put aside, the agent is silent until it is handed back', async () => {
    const words = 'I want to talk to somebody.'
    const credit = {
      id: 'c',
      name: 'issue_store_credit',
      arguments: { customer_id: 'C-2012', amount: 81, reason: 'x' },
    }
    my.script(words, { text: 'You talk to me.', calls: [credit] }, { text: 'Welcome back.' })
    const id = await my.customerWrites(words)
    await my.reject(await my.proposal(id, 'send_reply', 'pending'), 'I take this.', { next: 'stop' })
    expect((await my.proposal(id, 'issue_store_credit', 'superseded')).note).toContain('took over')
    const { id: ours, control } = await my.conversation(id)
    expect(control).toBe('human')
    await my.customerWrites('Hello?', id)
    expect(my.agentRequests(words)).toHaveLength(1)
    await rig.desk().conversations.setControl({ id: ours, control: 'agent' })
    await my.proposal(id, 'send_reply', 'pending')
    const last = my.agentRequests(words).at(-1)
    expect(last?.messages.filter((message) => message.tool_call_id === 'c')).toHaveLength(1)
  })
})

describe('answering for a tool', () => {
  const words = (number: number) => `Where did the driver leave parcel ${number}?`
  const ask = { id: 'm', name: 'call_courier', arguments: { order_id: '10433', question: 'Where is it?' } }

  test('a manual tool cannot be approved; the answer goes to the agent as its result', async () => {
    my.script(words(1), { calls: [ask] }, { text: 'It is at number 7.' })
    const id = await my.customerWrites(words(1))
    const manual = await my.proposal(id, 'call_courier', 'pending')
    expect(await failure(my.approve(manual))).toMatchObject({ code: 'blocked' })
    expect((await my.proposal(id, 'call_courier', 'pending')).decision).toBeNull()
    const result = { drop_point: 'number 7' }
    await rig.desk().proposals.decide({ verb: 'answer', ...seen(manual), result })
    await my.proposal(id, 'send_reply', 'pending')
    const told = my
      .agentRequests(words(1))
      .at(-1)
      ?.messages.find((message) => message.tool_call_id === 'm')
    expect(JSON.parse(wordsIn(told))).toMatchObject({ status: 'answered_by_human', data: result })
  })

  test('any other tool can be answered too, and then is not run', async () => {
    const { id, words: said, pending, made } = await creditWaits()
    await rig.desk().proposals.decide({ verb: 'answer', ...seen(pending), result: 'Given by hand.' })
    await my.proposal(id, 'send_reply', 'pending')
    const told = my
      .agentRequests(said)
      .at(-1)
      ?.messages.find((message) => message.tool_call_id === 'call_1')
    expect(JSON.parse(wordsIn(told))).toMatchObject({ status: 'answered_by_human', data: 'Given by hand.' })
    expect(made()).toEqual([])
  })
})
