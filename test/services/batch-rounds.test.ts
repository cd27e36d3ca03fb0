import { expect, test } from 'vitest'
import type { TestQuestion, TestResult, TestRound } from '#contract/batch-test.ts'
import type { BotAnswer } from '#contract/bot.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { AppError } from '#main/kernel/errors.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { createBatchRounds } from '#main/services/bot/batch-rounds.ts'
import type { BatchTestStore } from '#main/store/batch-tests.ts'

const question = (key: string): TestQuestion => ({
  key,
  question: `${key}?`,
  says: [],
  neverSays: [],
  sources: [],
  leastConfidence: null,
  answered: true,
})
const answer = (answered: boolean): BotAnswer => ({
  text: 'So it is.',
  sources: [],
  sourcing: 'listed',
  confidence: null,
  answered,
  conversationId: null,
  messageId: null,
  actions: [],
  model: null,
  latencyMs: 1,
  requestId: null,
  warnings: [],
})

/** What rounds keep, in memory, each write a moment later. */
function memory() {
  const rounds = new Map<string, TestRound>()
  const results = new Map<string, TestResult[]>()
  const moment = () => new Promise<void>((resolve) => void setImmediate(resolve))
  const none = { passed: 0, failed: 0, answered: 0, couldNotAsk: 0, worse: 0, better: 0, trouble: null, endedAt: null }
  const store: Pick<
    BatchTestStore,
    'questions' | 'questionsOf' | 'addRound' | 'round' | 'results' | 'putState' | 'putResult'
  > = {
    questions: async () => [question('one')],
    questionsOf: async () => [question('one')],
    addRound: async (round, questions) => {
      await moment()
      const before = [...rounds.values()].findLast(({ setId, state }) => setId === round.setId && state === 'done')
      const made = { ...none, ...round, state: 'waiting' as const, total: questions.length }
      rounds.set(round.id, { ...made, comparedWith: before?.id ?? null })
    },
    round: async (id) => {
      const found = rounds.get(id)
      if (found === undefined) throw new AppError('not_found', 'There is no such round.')
      return found
    },
    results: async (id) => results.get(id) ?? [],
    putState: async (id, state, trouble, endedAt) => {
      const found = rounds.get(id)
      if (found !== undefined) rounds.set(id, { ...found, state, trouble, endedAt })
    },
    putResult: async (result) => void results.set(result.roundId, [...(results.get(result.roundId) ?? []), result]),
  }
  return { rounds, results, store: store as BatchTestStore }
}

function rig(query: BotClient['query']) {
  const kept = memory()
  const rounds = createBatchRounds({
    store: kept.store,
    bot: () => ({ query }) as BotClient,
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
    changed: () => undefined,
  })
  const ended = async (id: string): Promise<TestRound> => {
    for await (const _ of rounds.watch(id, new AbortController().signal)) continue
    return kept.store.round(id)
  }
  return { ...kept, kept: kept.rounds, rounds, ended }
}

const never: BotClient['query'] = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })

test('one set is asked once, however often it is started at the same moment', async () => {
  const { rounds, kept } = rig(never)
  const started = await Promise.allSettled([rounds.start('set', 'person'), rounds.start('set', 'schedule')])
  expect(started.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(kept.size).toBe(1)
  await rounds.stop()
})

test('a round that waits is cancelled at once, and the one before it goes on', async () => {
  const { rounds, store } = rig(never)
  const first = await rounds.start('first', 'person')
  const second = await rounds.start('second', 'person')
  await expect(rounds.cancel(second.id)).resolves.toMatchObject({ state: 'cancelled' })
  const third = await rounds.start('third', 'person')
  expect((await store.round(first.id)).state).toBe('running')
  expect((await store.round(third.id)).state).toBe('waiting')
  await rounds.stop()
})

test('a round that begins while the desk stops asks nothing', async () => {
  let asked = 0
  const { rounds, results } = rig(async () => {
    asked += 1
    return answer(true)
  })
  const starting = rounds.start('set', 'person')
  await Promise.resolve()
  await Promise.resolve()
  await rounds.stop()
  await expect(starting).resolves.toMatchObject({ state: 'interrupted' })
  await new Promise((resolve) => void setTimeout(resolve, 20))
  expect(asked).toBe(0)
  expect(results.size).toBe(0)
})

test('a question that could not be asked in between is still compared with its last answer', async () => {
  const says = [
    async () => answer(true),
    () => Promise.reject(new AppError('timed_out', 'Late.')),
    async () => answer(false),
  ]
  const { rounds, ended, results } = rig(() => (says.shift() ?? says[0] ?? (async () => answer(true)))())
  for (let round = 0; round < 2; round += 1) await ended((await rounds.start('set', 'person')).id)
  const last = await rounds.start('set', 'person')
  await ended(last.id)
  expect(results.get(last.id)?.[0]).toMatchObject({ verdict: 'failed', change: 'worse' })
  await rounds.stop()
})
