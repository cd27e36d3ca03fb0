import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BatchOutcome } from '#main/services/batch.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** A batch is about the conversations it takes and about no others: never more of them than asked for. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
const start = async (host: 'cli' | 'web') => {
  rig = await startDesk({
    host,
    change: (configuration) => ({
      ...configuration,
      defaultDecisions: { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'ask', R4: 'ask' },
    }),
  })
  my = hands(rig)
}
afterEach(() => rig.stop())

const customers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    my.script(`Batch ${index}:`, { text: `Answer ${index}.` })
    const customer = { name: `Customer ${index}`, email: `c${index}@mail.example` }
    return rig.sandbox.control.inject({ text: `Batch ${index}: hello`, customer })
  })

/** The conversations the agent was asked about, and those that were written to. */
function touched(): { readonly asked: ReadonlySet<string>; readonly written: ReadonlySet<string> } {
  const asked = rig.sandbox.control
    .requests('xai')
    .map((request) => (request.body as { conversation_id?: string }).conversation_id)
  const written = my.writes(/^\/conversations\/\w+\//).map((request) => request.path.split('/')[2])
  return { asked: new Set(asked.filter((id) => id !== undefined)), written: new Set(written as string[]) }
}
const idsOf = (outcomes: readonly BatchOutcome[]) => new Set(outcomes.map((one) => one.externalId))

describe('open for one command', () => {
  beforeEach(() => start('cli'))

  test('of eight who wait three are worked on, then three others, then the last two', async () => {
    customers(8)
    const first = (await rig.desk().batch.run({ limit: 3 })).outcomes
    expect(first.map((one) => one.outcome)).toEqual(['answered', 'answered', 'answered'])
    expect(touched()).toEqual({ asked: idsOf(first), written: idsOf(first) })
    const second = (await rig.desk().batch.run({ limit: 3 })).outcomes
    expect(touched().asked).toEqual(new Set([...idsOf(first), ...idsOf(second)]))
    expect(touched().asked.size).toBe(6)
    const third = (await rig.desk().batch.run({ limit: 3 })).outcomes
    expect(third.map((one) => one.outcome)).toEqual(['answered', 'answered', 'nothing_to_do'])
    expect(touched().written.size).toBe(8)
  })

  test('what a start, a sync or a change of settings finds is left alone', async () => {
    customers(4)
    await rig.desk().sync.now({})
    const { configuration } = await rig.desk().settings.get({})
    await rig.desk().settings.import({ configuration })
    await rig.restart()
    const { outcomes } = await rig.desk().batch.run({ limit: 1 })
    expect(outcomes.map((one) => one.outcome)).toEqual(['answered'])
    await rig.restart()
    expect(touched().asked).toEqual(idsOf(outcomes))
  })

  test('several rounds of one conversation count once', async () => {
    const lookups = [1, 2, 3].map((round) => ({
      calls: [{ id: `r${round}`, name: 'lookup_order', arguments: { order_id: '10433' } }],
    }))
    customers(2)
    my.script('Batch 0:', ...lookups, { text: 'Found.' })
    my.script('Batch 1:', ...lookups, { text: 'Found.' })
    const { outcomes } = await rig.desk().batch.run({ limit: 1 })
    expect(outcomes).toMatchObject([{ outcome: 'answered', rounds: 4 }])
    expect(touched().asked.size).toBe(1)
  })

  test('a decision in one conversation sets going that one only', async () => {
    await rig.desk().settings.import({ configuration: rig.sandbox.configuration })
    customers(3)
    const [first] = (await rig.desk().batch.run({ limit: 1 })).outcomes
    await my.approve(await my.proposal(first?.externalId ?? '', 'send_reply', 'pending'))
    await my.proposal(first?.externalId ?? '', 'send_reply', 'succeeded')
    expect(touched().asked).toEqual(new Set([first?.externalId]))
  })
})

describe('on a desk that stays', () => {
  beforeEach(() => start('web'))

  test('it reports the ones it took, and does not wait for what else goes on', async () => {
    rig.sandbox.control.fault({ service: 'xai', path: '/v1/support-agent/*', kind: 'latency', ms: 20 })
    customers(6)
    const { outcomes } = await rig.desk().batch.run({ limit: 2 })
    expect(outcomes.map((one) => one.outcome)).toEqual(['answered', 'answered'])
  })
})
