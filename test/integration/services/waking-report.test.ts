import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import type { StartReport } from '#contract/index.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

/** What time did while nobody looked is summed up once, and stands until somebody has read it. */
const minute = 60_000
const clock = movingClock()
const windows = { email: 60, chat: 60, phone: 60, sms: 60, social: 60, other: 60 }
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
afterAll(() => rig.stop())

const report = async (): Promise<StartReport | null> => (await rig.desk().app.get({})).startReport
const reportOf = (what: string, fits: (one: StartReport) => boolean): Promise<StartReport> =>
  until(what, async () => {
    const one = await report()
    return one !== null && fits(one) ? one : null
  })

async function creditWaits(words: string, minutes: number) {
  const args = { customer_id: 'C-2012', amount: 3, reason: words }
  my.script(words, { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] }, { text: 'Noted.' })
  const id = await my.customerWrites(words)
  const credit = await my.proposal(id, 'issue_store_credit', 'pending')
  await rig.desk().proposals.extend({ id: credit.id, minutes })
  return { id, credit }
}

async function replySends(words: string) {
  my.script(words, { text: `About ${words}` })
  const id = await my.customerWrites(words)
  const reply = await my.proposal(id, 'send_reply', 'pending')
  await rig.desk().proposals.decide({ verb: 'approve', ...seen(reply) })
  return { id, reply }
}

test('what ran out before somebody’s eyes is in no report', async () => {
  const { id } = await creditWaits('Seen to expire.', 5)
  clock.advance(6 * minute)
  await my.proposal(id, 'issue_store_credit', 'expired')
  expect(await report()).toBeNull()
})

test('a sleep: expired and given back are named, over a restart too, until they were read', async () => {
  const gone = await creditWaits('Gone in the sleep.', 5)
  const kept = await creditWaits('Still there.', 60)
  const { id, reply } = await replySends('Nearly sent.')
  clock.suspend(30 * minute)
  clock.advance(61_000)
  await my.proposal(id, 'send_reply', 'pending')
  await my.proposal(gone.id, 'issue_store_credit', 'expired')
  const both = await reportOf(
    'both in the report',
    (one) => one.expiredTotal === 1 && one.returnedToPending.length === 1,
  )
  expect(both).toMatchObject({ cause: 'wake', expired: [{ id: gone.credit.id, customer: 'Robin Vale' }] })
  expect(both.returnedToPending).toMatchObject([{ id: reply.id }])
  expect(both.at - (both.stoppedAt ?? 0)).toBeGreaterThanOrEqual(29 * minute)
  expect(await my.proposal(kept.id, 'issue_store_credit', 'pending')).toMatchObject({ id: kept.credit.id })

  await rig.restart()
  expect(await report()).toMatchObject({ expired: [{ id: gone.credit.id }], returnedToPending: [{ id: reply.id }] })
  await rig.desk().app.dismissStartReport({})
  expect(await report()).toBeNull()
  await rig.restart()
  expect(await report()).toBeNull()
})

test('what ran out while the desk was stopped is named at its next start', async () => {
  const { credit } = await creditWaits('Gone while stopped.', 5)
  await rig.restart(async () => clock.advance(20 * minute))
  const found = await reportOf('the expired one', (one) => one.expiredTotal === 1)
  expect(found).toMatchObject({ cause: 'start', expired: [{ id: credit.id }] })
  await rig.desk().app.dismissStartReport({})
})
