import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

/** Undo windows, deadlines, rest, pause and rehearsal: what time and second thoughts do, and that nothing runs by them. */
const minute = 60_000
const clock = movingClock()
const windows = { email: 15, chat: 60, phone: 3, sms: 3, social: 3, other: 60 }
const withWindows = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: { ...configuration.timing, undoSeconds: windows },
})
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ clock, change: withWindows })
  my = hands(rig)
})
afterEach(async () => {
  await rig.desk().app.resume({})
  rig.sandbox.control.clearScripts()
})
afterAll(() => rig.stop())

const sentTo = (id: string) => my.writes(new RegExp(`/conversations/${id}/reply`))

async function replyWaits(words: string) {
  my.script(words, { text: `About ${words}` }, { text: `Again about ${words}` })
  const id = await my.customerWrites(words)
  return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
}

async function replySends(words: string) {
  const { id, reply } = await replyWaits(words)
  const scheduled = await rig.desk().proposals.decide({ verb: 'approve', ...seen(reply) })
  expect(scheduled).toMatchObject({ state: 'scheduled', dueAt: expect.any(Number) })
  return { id, reply: scheduled }
}

async function creditWaits(words: string) {
  const args = { customer_id: 'C-2012', amount: 3, reason: words }
  my.script(words, { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] }, { text: 'Noted.' })
  const id = await my.customerWrites(words)
  return { id, credit: await my.proposal(id, 'issue_store_credit', 'pending') }
}
const credited = (words: string) => rig.sandbox.control.effects().filter((effect) => effect.input['reason'] === words)

describe('the undo window', () => {
  test('nothing leaves before it is over, and then once', async () => {
    const { id } = await replySends('Window over.')
    expect(sentTo(id)).toEqual([])
    clock.advance(61_000)
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(sentTo(id)).toHaveLength(1)
  })

  test('taken back inside it, it waits again and nothing was sent', async () => {
    const { id, reply } = await replySends('Taken back.')
    const back = await rig.desk().proposals.withdraw({ id: reply.id })
    expect(back).toMatchObject({ state: 'pending', decision: null, dueAt: null })
    clock.advance(5 * minute)
    expect(sentTo(id)).toEqual([])
    await expect(rig.desk().proposals.withdraw({ id: reply.id })).rejects.toMatchObject({ code: 'already_decided' })
  })

  test('a machine that slept, or a clock that was set, sends nothing by itself', async () => {
    for (const [words, jump] of [
      ['Asleep.', () => clock.suspend(30 * minute)],
      ['Set back.', () => clock.set(-60 * minute)],
    ] as const) {
      const { id, reply } = await replySends(words)
      jump()
      clock.advance(61_000)
      const back = await my.proposal(id, 'send_reply', 'pending')
      expect(back).toMatchObject({ id: reply.id, note: expect.stringContaining('Nothing was sent') })
      expect(sentTo(id)).toEqual([])
    }
    clock.set(60 * minute)
  })

  test('a stop inside it gives it back to a person', async () => {
    const { id, reply } = await replySends('Stopped.')
    await rig.restart()
    clock.advance(5 * minute)
    expect(await my.proposal(id, 'send_reply', 'pending')).toMatchObject({ id: reply.id, dueAt: null })
    expect(sentTo(id)).toEqual([])
  })
})

describe('expiry', () => {
  test('is never a yes: not run, the agent hears it, a late yes is refused', async () => {
    const { id, credit } = await creditWaits('Too late.')
    await rig.desk().proposals.extend({ id: credit.id, minutes: 5 })
    clock.advance(6 * minute)
    const expired = await my.proposal(id, 'issue_store_credit', 'expired')
    expect(expired).toMatchObject({ decision: null, attempts: [] })
    await expect(my.approve(credit)).rejects.toMatchObject({ code: 'already_decided', data: { state: 'expired' } })
    expect(credited('Too late.')).toEqual([])
    const told = await until('the agent to be told', () => my.agentRequests('Too late.')[1] ?? null)
    expect(JSON.stringify(told)).toContain('It was not run and will not be run.')
  })

  test('words that expired are not written anew until a person asks again', async () => {
    const { id, reply } = await replyWaits('Nobody looked.')
    await rig.desk().proposals.extend({ id: reply.id, minutes: 5 })
    clock.advance(6 * minute)
    await my.proposal(id, 'send_reply', 'expired')
    await my.activity(id, 'idle')
    expect(my.agentRequests('Nobody looked.')).toHaveLength(1)
    await rig.desk().conversations.continueAgent({ id: reply.conversationId })
    expect(await my.proposal(id, 'send_reply', 'pending')).not.toMatchObject({ id: reply.id })
    expect(JSON.stringify(my.agentRequests('Nobody looked.')[1])).toContain('was not sent to the customer')
  })

  test('with the deadline taken off it waits as long as it takes', async () => {
    const { id, credit } = await creditWaits('For ever.')
    await rig.desk().proposals.extend({ id: credit.id, minutes: null })
    clock.advance(40 * 24 * 60 * minute)
    await rig.desk().proposals.get({ id: credit.id })
    expect(await my.proposal(id, 'issue_store_credit', 'pending')).toMatchObject({ expiresAt: null })
  })

  test('a clock set back gives nobody more time', async () => {
    const { id, credit } = await creditWaits('Back an hour.')
    await rig.desk().proposals.extend({ id: credit.id, minutes: 60 })
    const beside = await creditWaits('Beside it.')
    clock.suspend(30 * minute)
    // The desk looks at the time again before somebody sets the clock.
    await rig.desk().proposals.extend({ id: beside.credit.id, minutes: 600 })
    clock.set(-60 * minute)
    await rig.restart()
    clock.advance(31 * minute)
    // The new desk may not have begun to wait when the time passed.
    await until('it to expire', async () => {
      clock.advance(1000)
      return (await my.proposals(id)).some((one) => one.id === credit.id && one.state === 'expired') ? true : null
    })
    clock.set(60 * minute)
  })
})

describe('rest', () => {
  test('leaves the queue and comes back at its time', async () => {
    const { id, credit } = await creditWaits('Later, please.')
    await rig.desk().proposals.snooze({ id: credit.id, minutes: 90, event: null })
    const listed = async () => (await rig.desk().inbox.page({ view: 'all', cursor: null, limit: 200 })).items
    expect((await listed()).map((item) => item.id)).not.toContain(credit.id)
    clock.advance(91 * minute)
    await until('it to be back', async () => ((await listed()).some((item) => item.id === credit.id) ? true : null))
    expect(await my.proposal(id, 'issue_store_credit', 'pending')).toMatchObject({ snoozed: null })
  })

  test('needs a moment or an event', async () => {
    const { credit } = await creditWaits('No end.')
    const rest = rig.desk().proposals.snooze({ id: credit.id, minutes: null, event: null })
    await expect(rest).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('pause all', () => {
  test('stops a countdown, asks no agent, and resumes', async () => {
    const { id, reply } = await replySends('Paused.')
    await rig.desk().app.pause({})
    const back = await my.proposal(id, 'send_reply', 'pending')
    expect(back).toMatchObject({ id: reply.id })
    const { paused } = await rig.desk().app.get({})
    expect(paused).toMatchObject({ by: rig.sandbox.configuration.operator.name })
    // From the word to the countdown that ended.
    expect(back.updatedAt - (paused?.at ?? 0)).toBeLessThan(100)
    clock.advance(5 * minute)
    expect(sentTo(id)).toEqual([])

    my.script('While paused.', { text: 'Here I am.' })
    const other = await my.customerWrites('While paused.')
    await rig.restart()
    expect(my.agentRequests('While paused.')).toEqual([])
    await rig.desk().app.resume({})
    await my.proposal(other, 'send_reply', 'pending')
  })
})

describe('rehearsal', () => {
  test('a yes leaves nothing, malformed arguments still fail, and what follows is rehearsed as well', async () => {
    const { configuration } = await rig.desk().settings.get({})
    const dryRun = { desk: false, agents: [], tools: ['issue_store_credit'] }
    await rig.desk().settings.import({ configuration: { ...configuration, dryRun } })
    const { id, credit } = await creditWaits('Only a rehearsal.')
    expect(credit.mode).toBe('dry_run')
    const broken = { ...credit.arguments, amount: 'three' }
    const edited = rig.desk().proposals.decide({ verb: 'edit', ...seen(credit), arguments: broken })
    await expect(edited).rejects.toMatchObject({ code: 'invalid_input' })
    await my.approve(credit)
    expect(await my.proposal(id, 'issue_store_credit', 'dry_run')).toMatchObject({
      attempts: [],
      executedArguments: null,
    })
    const reply = await my.proposal(id, 'send_reply', 'pending')
    expect(reply.mode).toBe('dry_run')
    await my.approve(reply)
    await my.proposal(id, 'send_reply', 'dry_run')
    expect(credited('Only a rehearsal.')).toEqual([])
    expect(sentTo(id)).toEqual([])
    await rig.desk().settings.import({ configuration })
  })
})
