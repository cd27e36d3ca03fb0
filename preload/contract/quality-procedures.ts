import { z } from 'zod'
import { command, query } from '#contract/procedure.ts'
import {
  CalibrationSchema,
  MarksSchema,
  QueuePlanSchema,
  ReviewItemSchema,
  ReviewQueueSchema,
  RevisionSchema,
  ScorecardBodySchema,
  ScorecardSchema,
  ScoreSchema,
  SheetSchema,
  SubjectSchema,
} from '#contract/quality.ts'
import { QueryProblemSchema } from '#contract/query.ts'

const Nothing = z.object({})
const Id = z.object({ id: z.string().max(100) })
/** One of the people of this desk, by name; who it is said to be is not proved. */
const Reviewer = z.object({ reviewer: z.string().trim().min(1).max(100) })
const Words = z.string().trim().min(1).max(4000)

/** Scorecards, scores, queues and calibrations. Nothing here goes to a customer or to an agent. */
export const quality = {
  /** Who may review: the operator first, then the people of this desk. */
  reviewers: query(Nothing, z.object({ names: z.array(z.string()) })),
  scorecards: query(Nothing, z.object({ scorecards: z.array(ScorecardSchema) })),
  versions: query(Id, z.object({ versions: z.array(ScorecardSchema) })),
  /** `seen`: the version that was edited; anything newer is refused with `changed`. Null: a new scorecard. */
  saveScorecard: command(
    z.object({
      seen: z.object({ id: z.string().max(100), version: z.number().int() }).nullable(),
      body: ScorecardBodySchema,
    }),
    ScorecardSchema,
  ),
  archiveScorecard: command(Id.extend({ archived: z.boolean() }), ScorecardSchema),

  /** `scorecardId` null: the one used last for such a subject. `queue`: the review it is part of. */
  sheet: query(
    Reviewer.extend({
      subject: SubjectSchema,
      scorecardId: z.string().max(100).nullable(),
      queue: z.object({ id: z.string().max(100), position: z.number().int() }).nullable(),
    }),
    SheetSchema,
  ),
  /** Keeps what was said so far. `stamp`: of the score that was seen; null: there was none. */
  draft: command(
    Reviewer.extend({
      subject: SubjectSchema,
      scorecardId: z.string().max(100),
      version: z.number().int(),
      calibration: z.string().max(100).nullable(),
      stamp: z.number().int().nullable(),
      marks: MarksSchema,
    }),
    ScoreSchema,
  ),
  /** What is kept as a draft counts from now on; nothing may be missing. */
  submit: command(Id.extend({ stamp: z.number().int() }), ScoreSchema),
  /** Takes a begun change back; a score that was never submitted is gone then. */
  discard: command(Id, z.object({ score: ScoreSchema.nullable() })),
  history: query(Id, z.object({ revisions: z.array(RevisionSchema) })),

  giveFeedback: command(Id.extend({ to: z.string().trim().min(1).max(100), text: Words }), ScoreSchema),
  answerFeedback: command(
    Id.merge(Reviewer).extend({ kind: z.enum(['acknowledged', 'disputed']), text: z.string().trim().max(4000) }),
    ScoreSchema,
  ),
  settleFeedback: command(Id.merge(Reviewer).extend({ text: Words }), ScoreSchema),
  /** About somebody's work, and what they gave others; what still needs an answer first. */
  feedback: query(
    Reviewer,
    z.object({
      items: z.array(z.object({ score: ScoreSchema, customer: z.string(), title: z.string(), scorecard: z.string() })),
    }),
  ),

  /** How many would be in it; makes nothing. */
  preview: query(
    QueuePlanSchema.pick({ text: true, scorecardId: true, sampling: true, seed: true }),
    z.object({
      conversations: z.number().int(),
      /** There are more conversations than are looked through. */
      more: z.boolean(),
      candidates: z.number().int(),
      sampled: z.number().int(),
      problems: z.array(QueryProblemSchema),
    }),
  ),
  makeQueue: command(QueuePlanSchema, ReviewQueueSchema),
  queues: query(Nothing, z.object({ queues: z.array(ReviewQueueSchema) })),
  items: query(Id.merge(Reviewer), z.object({ queue: ReviewQueueSchema, items: z.array(ReviewItemSchema) })),
  skip: command(
    Id.merge(Reviewer).extend({ position: z.number().int(), reason: z.string().trim().max(500) }),
    ReviewItemSchema,
  ),
  closeQueue: command(Id.extend({ closed: z.boolean() }), ReviewQueueSchema),
  calibration: query(Id.merge(Reviewer), CalibrationSchema),
  discuss: command(Id.merge(Reviewer).extend({ text: Words }), Nothing),
  /** Submitted scores, newest first, as they count now. */
  scores: query(
    z.object({ queue: z.string().max(100).nullable(), limit: z.number().int().min(1).max(10_000) }),
    z.object({ scores: z.array(ScoreSchema) }),
  ),
} as const
