import { afterEach, expect, test } from 'vitest'
import type { QuestionSet, TestRound } from '#contract/batch-test.ts'
import { readCsv } from '#main/domain/exchange/csv-reading.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Questions to the bot of the sample company, over real sockets. */
let rig: DeskInProcess
afterEach(() => rig.stop())

const file = `id,question,sources,answered
delivery,How long does standard delivery take?,,yes
boots,Can I send boots back that I tried on indoors?,,yes
swallow,What is the airspeed of an unladen swallow?,,no
`

async function keep(text = file): Promise<QuestionSet> {
  const { questions } = await rig.desk().batchTests.read({ text })
  return rig.desk().batchTests.save({ id: null, name: 'Basics', questions, schedule: null })
}

async function over(id: string): Promise<TestRound> {
  for await (const _ of rig.desk().batchTests.watch({ id })) continue
  return (await rig.desk().batchTests.round({ id })).round
}

const asked = () => rig.sandbox.control.requests('bot').filter(({ path }) => path === '/v1/query').length
const many = (count: number): string =>
  ['question', ...Array.from({ length: count }, (_, index) => `What is item ${index}?`)].join('\n')

test('answers are judged, compared with the last round, and leave as a table', async () => {
  rig = await startDesk()
  rig.sandbox.control.bot({ latencyMs: 0 })
  const set = await keep()
  const first = await over((await rig.desk().batchTests.start({ id: set.id })).id)
  expect(first).toMatchObject({ state: 'done', total: 3, passed: 3, failed: 0, worse: 0, comparedWith: null })

  // Somebody puts its documents out of use.
  for (const document of rig.sandbox.control.botWorld().documents) document.active = false
  const second = await over((await rig.desk().batchTests.start({ id: set.id })).id)
  expect(second).toMatchObject({ state: 'done', comparedWith: first.id, passed: 1, failed: 2, worse: 2 })
  const { results } = await rig.desk().batchTests.round({ id: second.id })
  expect(results[0]).toMatchObject({ change: 'worse', verdict: 'failed', question: { key: 'delivery' } })
  expect(results[0]?.changes).toContain('It failed what it had passed.')

  const { name, text } = await rig.desk().batchTests.export({ id: second.id, format: 'csv' })
  expect(name).toMatch(/^Basics-.*\.csv$/)
  expect(readCsv(text).map(({ cells }) => cells[0])).toEqual(['id', 'delivery', 'boots', 'swallow'])
  await rig.desk().batchTests.remove({ id: set.id })
  expect((await rig.desk().batchTests.sets({})).sets).toEqual([])
})

test('a quota that runs out stops a round in words; it goes on where it was, and asks nothing twice', async () => {
  rig = await startDesk()
  rig.sandbox.control.bot({ latencyMs: 0, queryLimit: 8_125 })
  const set = await keep(many(20))
  const stopped = await over((await rig.desk().batchTests.start({ id: set.id })).id)
  expect(stopped).toMatchObject({ state: 'stopped', couldNotAsk: 0 })
  // Of those asked at once some may pass a limit that is counted when they are answered.
  expect(stopped.answered).toBeGreaterThanOrEqual(5)
  expect(stopped.answered).toBeLessThanOrEqual(13)
  expect(stopped.trouble).toContain('used up until')

  rig.sandbox.control.bot({ queryLimit: 10_000 })
  await rig.desk().bot.usage({})
  await rig.desk().bot.usage({})
  const before = asked()
  const whole = await over((await rig.desk().batchTests.resume({ id: stopped.id })).id)
  expect(whole).toMatchObject({ state: 'done', answered: 20, total: 20 })
  expect(asked() - before).toBe(20 - stopped.answered)
  await expect(rig.desk().batchTests.resume({ id: whole.id })).rejects.toMatchObject({ code: 'conflict' })
})

test('a desk that stops leaves a round that can be continued; a second one of the same set is refused', async () => {
  rig = await startDesk({ poll: true })
  rig.sandbox.control.bot({ latencyMs: 0 })
  const set = await keep(many(12))
  rig.sandbox.control.fault({ service: 'bot', path: '/v1/query', kind: 'latency', ms: 60_000, skip: 4, times: 8 })
  const { id } = await rig.desk().batchTests.start({ id: set.id })
  await until('four answers', async () =>
    (await rig.desk().batchTests.round({ id })).round.answered >= 4 ? true : null,
  )
  await expect(rig.desk().batchTests.start({ id: set.id })).rejects.toMatchObject({ code: 'conflict' })
  await rig.restart(() => rig.sandbox.control.clearFaults())
  expect((await rig.desk().batchTests.round({ id })).round).toMatchObject({ state: 'interrupted', answered: 4 })
  expect(await over((await rig.desk().batchTests.resume({ id })).id)).toMatchObject({ state: 'done', answered: 12 })
})

test('a time that passed while the desk was off is made up for once', async () => {
  rig = await startDesk({ poll: true })
  rig.sandbox.control.bot({ latencyMs: 0 })
  const { id, name } = await keep()
  await rig.desk().batchTests.save({ id, name, schedule: { every: 'day', at: '03:00' } })
  await rig.store().batchTests.setNext(id, Date.now() - 3 * 24 * 3600 * 1000)
  await rig.restart()
  const round = await until('a round of its own', async () => {
    const { rounds } = await rig.desk().batchTests.set({ id })
    return rounds[0]?.state === 'done' ? rounds : null
  })
  expect(round).toHaveLength(1)
  expect(round[0]).toMatchObject({ by: 'schedule', passed: 3 })
  const { set } = await rig.desk().batchTests.set({ id })
  expect(set.nextAt).toBeGreaterThan(Date.now())
})

test('a time at which nobody could be asked is a round that stopped, with why; one, and it can be asked later', async () => {
  rig = await startDesk({ poll: true })
  rig.sandbox.control.bot({ latencyMs: 0 })
  const { id, name } = await keep()
  await rig.desk().batchTests.save({ id, name, schedule: { every: 'hours', hours: 1 } })
  const { configuration } = await rig.desk().settings.get({})
  const { bot: _bot, ...connections } = configuration.connections
  await rig.desk().settings.import({ configuration: { ...configuration, connections } })
  for (const nth of ['the first', 'the second']) {
    await rig.store().batchTests.setNext(id, Date.now() - 1000)
    await rig.restart()
    await until(`${nth} time to be over`, async () =>
      ((await rig.desk().batchTests.set({ id })).set.nextAt ?? 0) > Date.now() ? true : null,
    )
  }
  const missed = await until('it to be said', async () => (await rig.desk().batchTests.set({ id })).rounds[0] ?? null)
  expect((await rig.desk().batchTests.set({ id })).rounds).toHaveLength(1)
  expect(missed).toMatchObject({ by: 'schedule', state: 'stopped', trouble: expect.stringContaining('not connected') })
  await rig.desk().settings.import({ configuration })
  expect(await over((await rig.desk().batchTests.resume({ id: missed.id })).id)).toMatchObject({ state: 'done' })
})
