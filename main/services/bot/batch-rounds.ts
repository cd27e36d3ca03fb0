import type { TestAnswer, TestQuestion, TestResult, TestRound, TestRoundEvent } from '#contract/batch-test.ts'
import type { BotAnswer } from '#contract/bot.ts'
import type { ErrorCode } from '#contract/error-codes.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { compareAnswers } from '#main/domain/bot/comparing.ts'
import { judgeAnswer } from '#main/domain/bot/judging.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createFeed, followToEnd, type Topic } from '#main/kernel/feed.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import type { BatchTestStore } from '#main/store/batch-tests.ts'

/**
 * Rounds of questions: one runs at a time, several questions at once, behind whatever people ask of the bot. Each answer is kept as it
 * comes in, so that a round that was cut short goes on where it was. What would refuse every question ends the round at once.
 */
export type BatchRounds = {
  readonly start: (setId: string, by: TestRound['by']) => Promise<TestRound>
  /** A time of the schedule at which nothing could be asked, as a round that stopped; one, however often it is so. */
  readonly miss: (setId: string, trouble: string) => Promise<void>
  readonly resume: (id: string) => Promise<TestRound>
  /** Resolves when nothing of it is under way any more. */
  readonly cancel: (id: string) => Promise<TestRound>
  /** Ends with the round as it ended. */
  readonly watch: (id: string, signal: AbortSignal) => AsyncIterable<TestRoundEvent>
  /** Resolves when all have ended. */
  readonly stop: () => Promise<void>
}

type Live = {
  readonly id: string
  readonly setId: string
  readonly ending: AbortController
  readonly changed: Topic<TestRoundEvent | null>
  readonly over: PromiseWithResolvers<void>
  trouble: string | null
  /** Questions in a row that nobody answered. */
  unanswered: number
}

const questionsAtOnce = 8
const mostUnanswered = 10
/** What would refuse the next question too. */
const hopeless: readonly ErrorCode[] = ['missing_secret', 'unauthorised', 'forbidden', 'quota_exhausted']

export function createBatchRounds(ports: {
  readonly store: BatchTestStore
  /** Throws `missing_secret` where there is none. */
  readonly bot: () => BotClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** A round began or ended. */
  readonly changed: () => void
}): BatchRounds {
  const { store, clock, random, log } = ports
  const live = new Map<string, Live>()
  let isStopping = false
  let turn: Promise<unknown> = Promise.resolve()
  /** Sets whose round is being written down. */
  const starting = new Set<string>()

  const now = async (id: string): Promise<TestRoundEvent> => ({ type: 'round', round: await store.round(id) })
  const set = async (one: Live, state: TestRound['state']): Promise<void> => {
    const isOver = state !== 'waiting' && state !== 'running'
    await store.putState(one.id, state, one.trouble, isOver ? clock.now() : null)
    one.changed.publish(await now(one.id))
    ports.changed()
  }
  const keep = async (one: Live, result: TestResult): Promise<void> => {
    await store.putResult(result)
    one.changed.publish({ type: 'result', result })
  }
  const giveUp = (one: Live, message: string): void => {
    one.trouble = message
    one.ending.abort(new AppError('cancelled', message))
  }

  const askOne = async (one: Live, { question, position, before }: Asked): Promise<void> => {
    const { signal } = one.ending
    const about = { roundId: one.id, position, question, before }
    try {
      const answer = toAnswer(await ports.bot().query({ message: question.question }, { signal, as: 'background' }))
      one.unanswered = 0
      const judged = judgeAnswer(question, answer)
      const { change, changes } = compareAnswers(question, answer, before)
      await keep(one, {
        ...about,
        at: clock.now(),
        answer,
        trouble: null,
        ...judged,
        change,
        changes: [...changes],
      })
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      if (signal.aborted) return
      if (hopeless.includes(code)) return giveUp(one, message)
      const nothing = { answer: null, checks: [], change: 'same' as const, changes: [] }
      await keep(one, { ...about, ...nothing, at: clock.now(), verdict: 'could_not_ask', trouble: message })
      one.unanswered += 1
      if (one.unanswered >= mostUnanswered) giveUp(one, `${mostUnanswered} questions in a row failed. ${message}`)
    }
  }

  const perform = async (one: Live): Promise<void> => {
    const { signal } = one.ending
    try {
      if (signal.aborted) return
      await set(one, 'running')
      const left = await leftToAsk(store, one.id)
      const worker = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined && !signal.aborted; next = left.shift())
          await askOne(one, next).catch((thrown: unknown) => giveUp(one, asAppError(thrown).message))
      }
      await Promise.all(Array.from({ length: questionsAtOnce }, worker))
    } catch (error) {
      log('warn', 'batch_tests.round_ended', { error })
      one.trouble = asAppError(error).message
      one.ending.abort(error)
    } finally {
      await set(one, endOf(one, isStopping)).catch((error: unknown) => log('warn', 'batch_tests.not_kept', { error }))
      live.delete(one.id)
      ports.changed()
      one.changed.publish(null)
      one.over.resolve()
    }
  }

  const enter = (id: string, setId: string): void => {
    const one: Live = {
      id,
      setId,
      ending: new AbortController(),
      changed: createFeed(),
      over: Promise.withResolvers(),
      trouble: null,
      unanswered: 0,
    }
    live.set(id, one)
    // Whoever is cancelled while waiting ends now, and not in its turn.
    const cancelled = new Promise<void>((resolve) => {
      one.ending.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    const performed = Promise.race([turn, cancelled]).then(() => perform(one))
    turn = Promise.all([turn, performed])
    ports.changed()
  }
  const refuseSecond = (setId: string): void => {
    if (isStopping) throw new AppError('cancelled', 'The desk is stopping.')
    if (starting.has(setId) || [...live.values()].some((one) => one.setId === setId))
      throw new AppError('conflict', 'This set of questions is being asked already.')
  }
  const end = (one: Live): Promise<void> => {
    one.ending.abort(new AppError('cancelled', 'The round was cancelled.'))
    return one.over.promise
  }

  return {
    start: async (setId, by) => {
      refuseSecond(setId)
      ports.bot()
      starting.add(setId)
      try {
        const id = random.id('round_')
        await store.addRound({ id, setId, by, startedAt: clock.now() }, await store.questions(setId))
        if (isStopping) await store.putState(id, 'interrupted', null, clock.now())
        else enter(id, setId)
        return await store.round(id)
      } finally {
        starting.delete(setId)
      }
    },
    miss: async (setId, trouble) => {
      const [last] = await store.rounds(setId, 1)
      const isKnown = last?.by === 'schedule' && last.state === 'stopped' && last.trouble === trouble
      if (isKnown && last.passed + last.failed + last.answered + last.couldNotAsk === 0) return
      const id = random.id('round_')
      await store.addRound({ id, setId, by: 'schedule', startedAt: clock.now() }, await store.questions(setId))
      await store.putState(id, 'stopped', trouble, clock.now())
      ports.changed()
    },
    resume: async (id) => {
      const { setId, state, couldNotAsk } = await store.round(id)
      refuseSecond(setId)
      if (state === 'done' && couldNotAsk === 0) throw new AppError('conflict', 'This round is whole.')
      ports.bot()
      enter(id, setId)
      return store.round(id)
    },
    cancel: async (id) => {
      const one = live.get(id)
      if (one !== undefined) await end(one)
      return store.round(id)
    },
    watch: async function* (id, signal) {
      const one = live.get(id)
      if (one === undefined) yield await now(id)
      else
        yield* followToEnd(
          signal,
          () => now(id),
          one.changed,
          () => !live.has(id),
        )
    },
    stop: async () => {
      isStopping = true
      await Promise.all([...live.values()].map(end))
    },
  }
}

type Asked = { readonly question: TestQuestion; readonly position: number; readonly before: TestAnswer | null }

/** What has no answer in this round yet, each with the answer of the round it is compared with. */
async function leftToAsk(store: BatchTestStore, id: string): Promise<Asked[]> {
  const { comparedWith } = await store.round(id)
  const done = new Set((await store.results(id)).flatMap(({ position, answer }) => (answer === null ? [] : [position])))
  const earlier = comparedWith === null ? [] : await store.results(comparedWith).catch(() => [])
  // What could not be asked then is compared with what it was compared with.
  const before = new Map(earlier.map(({ question, answer, before: older }) => [question.key, answer ?? older]))
  return (await store.questionsOf(id)).flatMap((question, position) =>
    done.has(position) ? [] : [{ question, position, before: before.get(question.key) ?? null }],
  )
}

function endOf({ ending, trouble }: Live, isStopping: boolean): TestRound['state'] {
  if (trouble !== null) return 'stopped'
  if (!ending.signal.aborted) return 'done'
  return isStopping ? 'interrupted' : 'cancelled'
}

const toAnswer = ({ text, sources, confidence, answered, latencyMs }: BotAnswer): TestAnswer => ({
  text,
  sources: sources.map(({ documentId, title }) => ({ documentId, title })),
  confidence,
  answered,
  latencyMs,
})
