import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/**
 * Pause all, timed. The promise is 100 ms from the word to the last countdown that ended, on a desk with nothing else to do.
 * Ten countdowns are paused at once here, five times over. The best round has to keep the promise; the worst may take 1.5 s,
 * because this machine also runs other tests, and that is no property of the desk.
 */
const promisedMs = 100
const ceilingMs = 1500
const countdowns = 10
const minute = 60

const withWindows = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: {
    ...configuration.timing,
    undoSeconds: { email: minute, chat: minute, phone: minute, sms: minute, social: minute, other: minute },
  },
})
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ change: withWindows })
  my = hands(rig)
})
afterAll(() => rig.stop())

test('stops all countdowns and all automation at once; what is paused stays paused over a restart', async () => {
  const ids: string[] = []
  for (let index = 0; index < countdowns; index += 1) {
    const words = `Countdown ${index}.`
    my.script(words, { text: `About ${words}` })
    ids.push(await my.customerWrites(words))
  }
  const took: number[] = []
  for (let round = 0; round < 5; round += 1) {
    for (const id of ids) await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    const held = await Promise.all(ids.map((id) => my.proposal(id, 'send_reply', 'scheduled')))
    expect(held.every(({ dueAt }) => dueAt !== null)).toBe(true)
    const began = performance.now()
    await rig.desk().app.pause({})
    await until('all of them to wait again', async () => {
      const all = await Promise.all(held.map(({ id }) => rig.store().ledger.get(id)))
      return all.every(({ state, dueAt }) => state === 'pending' && dueAt === null) ? true : null
    })
    took.push(performance.now() - began)
    if (round < 4) await rig.desk().app.resume({})
  }
  expect(Math.min(...took)).toBeLessThan(promisedMs)
  expect(Math.max(...took)).toBeLessThan(ceilingMs)

  // No agent is asked, no rule signs, and none of that changes by stopping and starting.
  const { configuration } = await rig.desk().settings.get({})
  const allowing = { ...configuration.defaultDecisions, R0: 'allow', R2: 'allow' } as const
  await rig.desk().settings.import({ configuration: { ...configuration, defaultDecisions: allowing } })
  const writes = () => my.writes(/\/(reply|parts|tags)$/).length
  const before = writes()
  my.script('While it is quiet.', { calls: [{ id: 'c', name: 'lookup_order', arguments: { order_id: '10433' } }] })
  const other = await my.customerWrites('While it is quiet.')
  await rig.restart()
  await rig.desk().sync.now({})
  expect((await rig.desk().app.get({})).paused).toMatchObject({ by: rig.sandbox.configuration.operator.name })
  expect(my.agentRequests('While it is quiet.')).toEqual([])
  expect(await my.proposals(other)).toEqual([])

  // A person still decides, and a person's yes goes on its way.
  const [first] = ids
  const yes = await rig
    .desk()
    .proposals.decide({ verb: 'approve', ...seen(await my.proposal(first ?? '', 'send_reply', 'pending')) })
  expect(yes.state).toBe('scheduled')
  await rig.desk().proposals.withdraw({ id: yes.id })
  expect(writes()).toBe(before)

  await rig.desk().app.resume({})
  const looked = await my.proposal(other, 'lookup_order', 'succeeded')
  expect(looked.decision?.signer.by).toBe('rule')
})
