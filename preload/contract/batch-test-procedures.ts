import { z } from 'zod'
import {
  QuestionSetSchema,
  ScheduleSchema,
  TestQuestionSchema,
  TestResultSchema,
  TestRoundEventSchema,
  TestRoundSchema,
  mostQuestions,
} from '#contract/batch-test.ts'
import { command, feed, query } from '#contract/procedure.ts'

const Nothing = z.object({})
const Id = z.object({ id: z.string().min(1).max(200) })
const Name = z.string().trim().min(1).max(200)
const Text = z.string().max(20_000_000)

const Sets = z.object({ sets: z.array(z.object({ set: QuestionSetSchema, round: TestRoundSchema.nullable() })) })

/** Sets of questions the bot is asked, on demand or by a schedule. Questions count against its monthly quota. */
export const batchTests = {
  /** By name, each with its newest round. */
  sets: query(Nothing, Sets),
  /** The same, again whenever a round begins or ends or a set changes. */
  watchSets: feed(Nothing, Sets),
  /** With its rounds, newest first, at most 50. */
  set: query(
    Id,
    z.object({
      set: QuestionSetSchema,
      questions: z.array(TestQuestionSchema),
      rounds: z.array(TestRoundSchema),
    }),
  ),
  /** What a file would become: nothing is stored. Throws `invalid_input` with the line. */
  read: query(z.object({ text: Text }), z.object({ questions: z.array(TestQuestionSchema) })),
  /** Makes one where `id` is null. `questions` absent: those it has. Throws `conflict` where another has the name. */
  save: command(
    z.object({
      id: z.string().min(1).max(200).nullable(),
      name: Name,
      questions: z.array(TestQuestionSchema).min(1).max(mostQuestions).optional(),
      schedule: ScheduleSchema.nullable(),
    }),
    QuestionSetSchema,
  ),
  /** With its rounds. */
  remove: command(Id, Nothing),
  /** Starts a round. One runs at a time; others wait. `conflict` where this set is running. */
  start: command(Id, TestRoundSchema),
  /** Asks what a round that did not end has not asked yet, and once more what could not be asked. */
  resume: command(Id, TestRoundSchema),
  cancel: command(Id, TestRoundSchema),
  watch: feed(Id, TestRoundEventSchema),
  /** Regressions first, then what failed, then the others in their order. */
  round: query(Id, z.object({ round: TestRoundSchema, results: z.array(TestResultSchema) })),
  /** A round as a file. CSV is safe to open in a spreadsheet. */
  export: query(Id.extend({ format: z.enum(['csv', 'jsonl']) }), z.object({ name: z.string(), text: z.string() })),
} as const
