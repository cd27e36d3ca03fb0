import { z } from 'zod'
import {
  ScheduleSchema,
  TestQuestionSchema,
  TestResultSchema,
  type QuestionSet,
  type TestQuestion,
  type TestResult,
  type TestRound,
} from '#contract/batch-test.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** Sets of questions for the bot and what it answered. Whatever is written is on disk when the promise resolves. */
export type BatchTestStore = {
  /** By name. */
  readonly sets: () => Promise<readonly QuestionSet[]>
  readonly set: (id: string) => Promise<QuestionSet>
  readonly questions: (id: string) => Promise<readonly TestQuestion[]>
  /** `questions` null: those it has. Throws `conflict` where another has the name. */
  readonly putSet: (set: Omit<QuestionSet, 'questions'>, questions: readonly TestQuestion[] | null) => Promise<void>
  readonly setNext: (id: string, nextAt: number | null) => Promise<void>
  readonly removeSet: (id: string) => Promise<void>
  /** With the questions of its set as they are at this moment. */
  readonly addRound: (
    round: Pick<TestRound, 'id' | 'setId' | 'by' | 'startedAt'>,
    questions: readonly TestQuestion[],
  ) => Promise<void>
  readonly putState: (
    id: string,
    state: TestRound['state'],
    trouble: string | null,
    endedAt: number | null,
  ) => Promise<void>
  readonly round: (id: string) => Promise<TestRound>
  readonly questionsOf: (roundId: string) => Promise<readonly TestQuestion[]>
  /** Newest first. */
  readonly rounds: (setId: string, limit: number) => Promise<readonly TestRound[]>
  readonly putResult: (result: TestResult) => Promise<void>
  /** In the order of the set. */
  readonly results: (roundId: string) => Promise<readonly TestResult[]>
  /** What the last stop cut short. */
  readonly interrupt: (at: number) => Promise<void>
}

type SetRow = Omit<QuestionSet, 'schedule'> & { readonly schedule: string | null }

const setColumns = `id, name, question_count as questions, schedule, next_at as nextAt, created_at as createdAt,
  updated_at as updatedAt`
const counted = (where: string) => `(select count(*) from test_results t where t.round_id = r.id and ${where})`
const roundColumns = `r.id, r.set_id as setId, r.started_by as "by", r.state, r.trouble, r.total, r.started_at as startedAt,
  r.ended_at as endedAt, r.compared_with as comparedWith, ${counted("verdict = 'passed'")} as passed,
  ${counted("verdict = 'failed'")} as failed, ${counted("verdict = 'answered'")} as answered,
  ${counted("verdict = 'could_not_ask'")} as couldNotAsk, ${counted("change = 'worse'")} as worse,
  ${counted("change = 'better'")} as better`

export function createBatchTests(db: Connection, write: Write): BatchTestStore {
  const sets = db.prepare<[], SetRow>(`select ${setColumns} from question_sets order by name`)
  const set = db.prepare<[string], SetRow>(`select ${setColumns} from question_sets where id = ?`)
  const questions = db.prepare<[string], string>('select questions from question_sets where id = ?').pluck()
  const named = db.prepare<[string, string], number>('select 1 from question_sets where name = ? and id <> ?').pluck()
  const putSet = db.prepare<unknown[]>(`
    insert into question_sets(id, name, questions, question_count, schedule, next_at, created_at, updated_at)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict(id) do update set name = excluded.name, questions = excluded.questions, schedule = excluded.schedule,
      question_count = excluded.question_count, next_at = excluded.next_at, updated_at = excluded.updated_at`)
  const setNext = db.prepare<[number | null, string]>('update question_sets set next_at = ? where id = ?')
  const removeSet = db.prepare<[string]>('delete from question_sets where id = ?')
  const newestWhole = db
    .prepare<[string], string>(
      `select id from test_rounds where set_id = ? and state = 'done' order by seq desc limit 1`,
    )
    .pluck()
  const addRound = db.prepare<unknown[]>(`
    insert into test_rounds(id, set_id, started_by, state, questions, total, compared_with, started_at)
    values (?, ?, ?, 'waiting', ?, ?, ?, ?)`)
  const putState = db.prepare<[string, string | null, number | null, string]>(
    'update test_rounds set state = ?, trouble = ?, ended_at = ? where id = ?',
  )
  const round = db.prepare<[string], TestRound>(`select ${roundColumns} from test_rounds r where r.id = ?`)
  const asked = db.prepare<[string], string>('select questions from test_rounds where id = ?').pluck()
  const rounds = db.prepare<[string, number], TestRound>(
    `select ${roundColumns} from test_rounds r where r.set_id = ? order by r.seq desc limit ?`,
  )
  const putResult = db.prepare<[string, number, string, string, string]>(
    'insert or replace into test_results(round_id, position, verdict, change, body) values (?, ?, ?, ?, ?)',
  )
  const results = db
    .prepare<[string], string>('select body from test_results where round_id = ? order by position')
    .pluck()
  const interrupt = db.prepare<[number]>(
    `update test_rounds set state = 'interrupted', ended_at = ? where state in ('waiting', 'running')`,
  )

  return {
    sets: async () => guarded(() => sets.all().map(toSet)),
    set: async (id) => guarded(() => toSet(found(set.get(id)))),
    questions: async (id) => guarded(() => toQuestions(found(questions.get(id)))),
    putSet: ({ id, name, schedule, nextAt, createdAt, updatedAt }, given) =>
      write(() => {
        if (named.get(name, id) !== undefined)
          throw new AppError('conflict', `There is a set of questions named “${name}” already.`)
        const kept = given ?? toQuestions(found(questions.get(id)))
        const when = schedule === null ? null : JSON.stringify(schedule)
        putSet.run(id, name, JSON.stringify(kept), kept.length, when, nextAt, createdAt, updatedAt)
      }),
    setNext: (id, nextAt) => write(() => void setNext.run(nextAt, id)),
    removeSet: (id) => write(() => void found(removeSet.run(id).changes || undefined)),
    addRound: ({ id, setId, by, startedAt }, given) =>
      write(() => {
        const before = newestWhole.get(setId) ?? null
        addRound.run(id, setId, by, JSON.stringify(given), given.length, before, startedAt)
      }),
    putState: (id, state, trouble, endedAt) => write(() => void putState.run(state, trouble, endedAt, id)),
    round: async (id) => guarded(() => found(round.get(id), 'round')),
    questionsOf: async (id) => guarded(() => toQuestions(found(asked.get(id), 'round'))),
    rounds: async (setId, limit) => guarded(() => rounds.all(setId, limit)),
    putResult: (result) =>
      write(() => {
        const { roundId, position, verdict, change } = result
        // Removed while it ran: nobody asks for it any more.
        if (asked.get(roundId) !== undefined) putResult.run(roundId, position, verdict, change, JSON.stringify(result))
      }),
    results: async (roundId) =>
      guarded(() => results.all(roundId).map((body) => TestResultSchema.parse(JSON.parse(body)))),
    interrupt: (at) => write(() => void interrupt.run(at)),
  }
}

const toSet = (row: SetRow): QuestionSet => ({
  ...row,
  schedule: row.schedule === null ? null : ScheduleSchema.parse(JSON.parse(row.schedule)),
})

const QuestionsSchema = z.array(TestQuestionSchema)
const toQuestions = (text: string): readonly TestQuestion[] => QuestionsSchema.parse(JSON.parse(text))

function found<T>(row: T | undefined, what = 'set of questions'): T {
  if (row === undefined) throw new AppError('not_found', `There is no such ${what}.`)
  return row
}
