import { z } from 'zod'
import { BotConfidenceSchema } from '#contract/bot.ts'

/**
 * Batch tests of the bot: a set of questions asked one after the other, what has to be true of each answer, and how it differs
 * from the answer before. docs/bot.md says how a set is written as a file.
 */
const Words = z.string().trim().min(1).max(2_000)

export const TestQuestionSchema = z.object({
  /** What it is recognised by from one round to the next: the id of the file, or the words of the question. Once per set. */
  key: z.string().min(1).max(200),
  question: z.string().min(1).max(4_000),
  /** All have to be found in the answer, without regard to case and spacing. */
  says: z.array(Words).max(20).default([]),
  neverSays: z.array(Words).max(20).default([]),
  /** Each has to be among the sources, by id of the document, title or address. */
  sources: z.array(Words).max(20).default([]),
  /** From 0 to 1; null: as sure as it likes. An answer that does not say how sure it is fails it. */
  leastConfidence: z.number().min(0).max(1).nullable().default(null),
  /** True: it has to know the answer; false: it has to admit that it does not; null: either. */
  answered: z.boolean().nullable().default(null),
})
export type TestQuestion = z.infer<typeof TestQuestionSchema>

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 03:30')

/** When it runs by itself, in the local time of this machine. A time that passed while the desk was off is made up for once. */
export const ScheduleSchema = z.discriminatedUnion('every', [
  z.object({ every: z.literal('hours'), hours: z.number().int().min(1).max(168) }),
  z.object({ every: z.literal('day'), at: Clock }),
  /** `weekday`: 0 is Sunday. */
  z.object({ every: z.literal('week'), weekday: z.number().int().min(0).max(6), at: Clock }),
])
export type Schedule = z.infer<typeof ScheduleSchema>

export const mostQuestions = 5_000
export const QuestionSetSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(200),
  questions: z.number().int(),
  schedule: ScheduleSchema.nullable(),
  /** Null: it has no schedule. */
  nextAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type QuestionSet = z.infer<typeof QuestionSetSchema>

/**
 * passed, failed: what was asked of the answer held, or did not · answered: nothing was asked of it ·
 * could_not_ask: the service, the key or the network stood in the way
 */
export const TestVerdictSchema = z.enum(['passed', 'failed', 'answered', 'could_not_ask'])
export type TestVerdict = z.infer<typeof TestVerdictSchema>

/** Beside the same question of the round it is compared with. worse: a regression. new: there was none to compare with. */
export const TestChangeSchema = z.enum(['new', 'same', 'better', 'worse', 'different'])
export type TestChange = z.infer<typeof TestChangeSchema>

export const TestAnswerSchema = z.object({
  text: z.string(),
  sources: z.array(z.object({ documentId: z.string().nullable(), title: z.string().nullable() })),
  confidence: BotConfidenceSchema.nullable(),
  answered: z.boolean().nullable(),
  latencyMs: z.number(),
})
export type TestAnswer = z.infer<typeof TestAnswerSchema>

export const TestResultSchema = z.object({
  roundId: z.string(),
  /** Place in the set, from 0. */
  position: z.number().int(),
  question: TestQuestionSchema,
  at: z.number(),
  verdict: TestVerdictSchema,
  /** Null where it could not be asked. */
  answer: TestAnswerSchema.nullable(),
  checks: z.array(z.object({ label: z.string(), passed: z.boolean(), detail: z.string().nullable() })),
  /** Why it could not be asked. */
  trouble: z.string().nullable(),
  change: TestChangeSchema,
  /** In words, what became better, worse or different. */
  changes: z.array(z.string()),
  before: TestAnswerSchema.nullable(),
})
export type TestResult = z.infer<typeof TestResultSchema>

export const TestRoundSchema = z.object({
  id: z.string(),
  setId: z.string(),
  by: z.enum(['person', 'schedule']),
  /** stopped: it could not go on, `trouble` says why · interrupted: the desk stopped. Both can be continued, like a cancelled one. */
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'stopped', 'interrupted']),
  trouble: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  total: z.number().int(),
  /** How the answers there are came out. */
  passed: z.number().int(),
  failed: z.number().int(),
  answered: z.number().int(),
  couldNotAsk: z.number().int(),
  worse: z.number().int(),
  better: z.number().int(),
  /** The last whole round before it; null: there is none. */
  comparedWith: z.string().nullable(),
})
export type TestRound = z.infer<typeof TestRoundSchema>

/** `result`: one has come in. The last event is the round as it ended. */
export const TestRoundEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('round'), round: TestRoundSchema }),
  z.object({ type: z.literal('result'), result: TestResultSchema }),
])
export type TestRoundEvent = z.infer<typeof TestRoundEventSchema>
