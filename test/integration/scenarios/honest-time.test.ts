import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

/** Scenario 8: half an hour of sleep, a clock set back by an hour, a restart; nobody gets more time, and nothing goes out. */
const minute = 60_000
const clock = movingClock()
const windows = { email: 15, chat: 15, phone: 15, sms: 15, social: 15, other: 15 }
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({
    clock,
    change: (configuration: Configuration) => ({
      ...configuration,
      timing: { ...configuration.timing, undoSeconds: windows },
    }),
  })
  my = hands(rig)
})
afterAll(() => rig.stop())

const tool = 'issue_store_credit'
async function creditWaits(words: string, minutes: number | null) {
  const args = { customer_id: 'C-2012', amount: 3, reason: words }
  my.script(words, { calls: [{ id: 'call_1', name: tool, arguments: args }] }, { text: `Noted: ${words}` })
  const id = await my.customerWrites(words)
  const credit = await my.proposal(id, tool, 'pending')
  if (minutes !== null) await rig.desk().proposals.extend({ id: credit.id, minutes })
  return { id, credit: await my.proposal(id, tool, 'pending') }
}

test('a sleep, a clock set back and a restart: expired is not run, the rest keeps its time, the countdown is a question again', async () => {
  const five = await creditWaits('Five minutes.', 5)
  const sixty = await creditWaits('Sixty minutes.', 60)
  my.script('A countdown.', { text: 'Nearly sent.' })
  const countdown = await my.customerWrites('A countdown.')
  const signed = await my.approve(await my.proposal(countdown, 'send_reply', 'pending'))
  expect(signed.state).toBe('scheduled')

  clock.suspend(30 * minute)
  clock.advance(61_000)
  await my.proposal(five.id, tool, 'expired')
  clock.set(-60 * minute)
  await rig.restart()

  const expired = await my.proposal(five.id, tool, 'expired')
  expect(expired).toMatchObject({ id: five.credit.id, decision: null, attempts: [] })
  const report = await until('the report', async () => (await rig.desk().app.get({})).startReport)
  expect(report).toMatchObject({ expired: [{ id: five.credit.id }], expiredTotal: 1 })
  expect(report.returnedToPending).toContainEqual(expect.objectContaining({ id: signed.id }))
  const back = await my.proposal(countdown, 'send_reply', 'pending')
  expect(back).toMatchObject({ id: signed.id, dueAt: null, decision: null })
  expect(back.note).toContain('Nothing was sent')

  // The agent hears that it was not run and will not be; a late yes is told what it came too late for.
  const told = await until('the agent to be told', () => my.agentRequests('Five minutes.')[1] ?? null)
  expect(JSON.stringify(told)).toContain('It was not run and will not be run.')
  await expect(my.approve(five.credit)).rejects.toMatchObject({ code: 'already_decided', data: { state: 'expired' } })

  // Twenty-nine minutes are left of the sixty, whatever the clock on the wall says.
  clock.advance(27 * minute)
  await rig.desk().sync.now({})
  expect(await my.proposal(sixty.id, tool, 'pending')).toMatchObject({ id: sixty.credit.id })
  clock.advance(3 * minute)
  await until('it to expire', async () => {
    clock.advance(1000)
    return (await my.proposals(sixty.id)).some(({ state }) => state === 'expired') ? true : null
  })
  expect(rig.sandbox.control.effects()).toEqual([])
  expect(my.writes(/\/reply$/)).toEqual([])
})

test('deadlines and countdowns are switched off by a setting, deadlines also on one proposal', async () => {
  const { configuration } = await rig.desk().settings.get({})
  const off = { R0: null, R1: null, R2: null, R3: null, R4: null }
  const none = { email: 0, chat: 0, phone: 0, sms: 0, social: 0, other: 0 }
  const timing = { ...configuration.timing, expiryMinutes: off, undoSeconds: none }
  const one = await creditWaits('With a deadline.', null)
  expect(one.credit.expiresAt).not.toBeNull()
  await rig.desk().proposals.extend({ id: one.credit.id, minutes: null })
  expect((await my.proposal(one.id, tool, 'pending')).expiresAt).toBeNull()

  await rig.desk().settings.import({ configuration: { ...configuration, timing } })
  const other = await creditWaits('Without any.', null)
  expect(other.credit.expiresAt).toBeNull()
  my.script('No countdown.', { text: 'At once.' })
  const id = await my.customerWrites('No countdown.')
  await rig.desk().proposals.decide({ verb: 'approve', ...seen(await my.proposal(id, 'send_reply', 'pending')) })
  await my.proposal(id, 'send_reply', 'succeeded')
})
