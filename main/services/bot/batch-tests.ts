import type { QuestionSet } from '#contract/batch-test.ts'
import type { AppContract } from '#contract/index.ts'
import { byConcern } from '#main/domain/bot/comparing.ts'
import { readQuestions } from '#main/domain/bot/question-file.ts'
import { writeRound } from '#main/domain/bot/round-file.ts'
import { nextTime } from '#main/domain/bot/schedule.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createFeed, follow } from '#main/kernel/feed.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import { createBatchRounds } from '#main/services/bot/batch-rounds.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Sets of questions for the bot: kept, asked when a person wants it, and by their schedule. */
export type BatchTestsOfDesk = {
  readonly handlers: Handlers<Pick<AppContract, 'batchTests'>>
  /** Marks rounds that the last stop cut short, and minds the schedules from then on. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const shownRounds = 50
/** A clock that is set and a machine that slept are noticed within this time. */
const longestSleepMs = 60_000

export function createBatchTests(desk: Desk): BatchTestsOfDesk {
  const { clock, random, log } = desk
  const store = desk.store.batchTests
  const changed = createFeed<null>()
  const tell = () => changed.publish(null)
  const rounds = createBatchRounds({ store, bot: () => requireBot(desk), clock, random, log, changed: tell })

  const listed = async () => {
    const sets = await store.sets()
    const withRounds = sets.map(async (set) => ({ set, round: (await store.rounds(set.id, 1))[0] ?? null }))
    return { sets: await Promise.all(withRounds) }
  }

  /** Whatever came of a start, the time of a schedule is over; a set that is being asked anyway is not asked again. */
  const startDue = async ({ id, schedule }: QuestionSet): Promise<void> => {
    if (schedule === null) return
    await store.setNext(id, nextTime(schedule, clock.now()))
    try {
      await rounds.start(id, 'schedule')
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      log('warn', 'batch_tests.not_started', { setId: id, code, message })
      if (code !== 'conflict' && code !== 'cancelled') await rounds.miss(id, message)
    }
    tell()
  }
  const lookOnce = async (): Promise<number> => {
    const sets = await store.sets()
    const now = clock.now()
    for (const set of sets) if (set.nextAt !== null && set.nextAt <= now) await startDue(set)
    const next = (await store.sets()).flatMap(({ nextAt }) => nextAt ?? [])
    return Math.max(0, Math.min(longestSleepMs, ...next.map((at) => at - clock.now())))
  }

  const repeating = createRepeating(clock)
  changed.subscribe(repeating.wake)
  const lookOrNote = (): Promise<number> =>
    lookOnce().catch((error: unknown) => {
      log('warn', 'batch_tests.schedule', { error })
      return longestSleepMs
    })
  const stopping = new AbortController()
  let minding: Promise<void> | null = null

  return {
    handlers: {
      batchTests: {
        sets: listed,
        watchSets: async function* (_, { signal }) {
          const events = follow(changed, signal)
          for (let next = events.next(); !signal.aborted;) {
            yield await listed()
            if ((await next).done === true) return
            next = events.next()
          }
        },
        set: async ({ id }) => ({
          set: await store.set(id),
          questions: [...(await store.questions(id))],
          rounds: [...(await store.rounds(id, shownRounds))],
        }),
        read: async ({ text }) => ({ questions: [...readQuestions(text)] }),
        save: async ({ id, name, questions, schedule }) => {
          if (id === null && questions === undefined) throw new AppError('invalid_input', 'A new set needs questions.')
          const now = clock.now()
          const before = id === null ? null : await store.set(id)
          const kept = before !== null && JSON.stringify(before.schedule) === JSON.stringify(schedule)
          const set = {
            id: id ?? random.id('set_'),
            name,
            schedule,
            nextAt: schedule === null ? null : kept ? before.nextAt : nextTime(schedule, now),
            createdAt: before?.createdAt ?? now,
            updatedAt: now,
          }
          await store.putSet(set, questions ?? null)
          tell()
          return store.set(set.id)
        },
        remove: async ({ id }) => {
          for (const { id: round } of await store.rounds(id, shownRounds)) await rounds.cancel(round)
          await store.removeSet(id)
          tell()
          return {}
        },
        start: ({ id }) => rounds.start(id, 'person'),
        resume: ({ id }) => rounds.resume(id),
        cancel: ({ id }) => rounds.cancel(id),
        watch: ({ id }, { signal }) => rounds.watch(id, signal),
        round: async ({ id }) => ({ round: await store.round(id), results: [...byConcern(await store.results(id))] }),
        export: async ({ id, format }) => {
          const { setId, startedAt } = await store.round(id)
          const { name } = await store.set(setId)
          const file = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${new Date(startedAt).toISOString().slice(0, 10)}.${format}`
          return { name: file, text: writeRound(await store.results(id), format) }
        },
      },
    },
    start: async () => {
      // A database that takes nothing keeps no desk from starting.
      await store
        .interrupt(clock.now())
        .catch((error: unknown) => log('warn', 'batch_tests.not_interrupted', { error }))
      minding = repeating.run(stopping.signal, lookOrNote)
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([minding, rounds.stop()])
    },
  }
}
