import { z } from 'zod'
import { EntryIdSchema } from '#contract/transcript.ts'

/** What conversations are judged by, what was found, and who was asked to look. Arithmetic: main/domain/quality. */

export const SubjectKindSchema = z.enum(['conversation', 'turn', 'action'])
export type SubjectKind = z.infer<typeof SubjectKindSchema>

/** What a score is about. `id`: of the turn or the proposal; null: the whole conversation. */
export const SubjectSchema = z.object({
  conversationId: z.number().int(),
  kind: SubjectKindSchema,
  id: z.string().max(200).nullable(),
})
export type Subject = z.infer<typeof SubjectSchema>

/** binary: no or yes. Values are counted from 1, the worst. */
export const ScaleSchema = z.enum(['binary', 'three', 'five'])
export type Scale = z.infer<typeof ScaleSchema>

/** What is computed from what is stored. It stands beside what a person says and never fills it in. */
export const SignalIdSchema = z.enum([
  'arguments',
  'edited',
  'rejected',
  'failed',
  'answer_time',
  'disclosure',
  'unsupported',
  'promises',
  'guardrail',
  'sources',
  'tone',
  'reopened',
])
export type SignalId = z.infer<typeof SignalIdSchema>

export const SignalSchema = z.object({
  id: SignalIdSchema,
  label: z.string(),
  /** A word or a figure: "match", "2 edited", "0:03". */
  value: z.string(),
  /** What it speaks for; neutral: it only says. */
  tone: z.enum(['good', 'neutral', 'poor']),
  detail: z.string(),
  /** The row of the timeline that shows it best; null: none does. */
  evidence: EntryIdSchema.nullable(),
})
export type Signal = z.infer<typeof SignalSchema>

const Short = z.string().trim().min(1).max(80)
const Text = z.string().max(4000)

export const CategorySchema = z.object({
  id: z.string().min(1).max(40),
  name: Short,
  /** What a reviewer should look for. */
  guidance: z.string().max(2000),
  scale: ScaleSchema,
  /** Against those of the other categories; 0: it is noted and counts nothing. */
  weight: z.number().min(0).max(100),
  /** Who fails it fails the whole, as the scorecard says. */
  critical: z.boolean(),
  mayNotApply: z.boolean(),
  /** What a reviewer can name for a low score. */
  causes: z.array(Short).max(20),
  /** The signal that stands beside it. */
  signal: SignalIdSchema.nullable(),
})
export type Category = z.infer<typeof CategorySchema>

export const ScorecardBodySchema = z
  .object({
    name: Short,
    appliesTo: SubjectKindSchema,
    /** The most a score can be when a critical category failed; 0: it is nought. */
    criticalCap: z.number().min(0).max(100),
    categories: z.array(CategorySchema).min(1).max(30),
  })
  .refine(({ categories }) => new Set(categories.map(({ id }) => id)).size === categories.length, 'Each id once.')
  .refine(({ categories }) => categories.some(({ weight }) => weight > 0), 'One category at least has to count.')
export type ScorecardBody = z.infer<typeof ScorecardBodySchema>

/** One version; an edit makes another one, and scores keep theirs. */
export const ScorecardSchema = z.object({
  id: z.string(),
  version: z.number().int().min(1),
  body: ScorecardBodySchema,
  by: z.string(),
  at: z.number(),
  archived: z.boolean(),
})
export type Scorecard = z.infer<typeof ScorecardSchema>

/** A value from 1 on, `na`: it does not apply, null: not said yet. */
export const MarkSchema = z.union([z.number().int().min(1).max(5), z.literal('na'), z.null()])
export type Mark = z.infer<typeof MarkSchema>

export const AnswerSchema = z.object({
  category: z.string().max(40),
  mark: MarkSchema,
  causes: z.array(Short).max(20),
  note: Text,
})
export type Answer = z.infer<typeof AnswerSchema>

export const MarksSchema = z.object({ answers: z.array(AnswerSchema).max(30), note: Text })
export type Marks = z.infer<typeof MarksSchema>

/** `percent` is null where nothing that counts applies or nothing was said yet. */
export const ResultSchema = z.object({
  percent: z.number().nullable(),
  /** What it would be without the critical failure; equal where there is none. */
  weighted: z.number().nullable(),
  /** Names of critical categories that failed. */
  failed: z.array(z.string()),
  /** Names of categories that nothing was said about yet. */
  missing: z.array(z.string()),
})
export type Result = z.infer<typeof ResultSchema>

/** What the operator is told about a score, and what they say to it. */
export const FeedbackSchema = z.object({
  to: z.string(),
  text: Text,
  at: z.number(),
  answer: z
    .object({ kind: z.enum(['acknowledged', 'disputed']), text: Text, by: z.string(), at: z.number() })
    .nullable(),
  /** What the reviewer said to a dispute. */
  settled: z.object({ text: Text, by: z.string(), at: z.number() }).nullable(),
})
export type Feedback = z.infer<typeof FeedbackSchema>

/** Of one person about one subject. */
export const ScoreSchema = z.object({
  id: z.string(),
  subject: SubjectSchema,
  scorecardId: z.string(),
  version: z.number().int(),
  reviewer: z.string(),
  /** The calibration it belongs to; null: an ordinary score. */
  calibration: z.string().nullable(),
  /** What counts; null: never submitted. */
  marks: MarksSchema.nullable(),
  /** Begun and not submitted; null: nothing. */
  draft: MarksSchema.nullable(),
  result: ResultSchema,
  /** How often it was submitted. */
  revision: z.number().int(),
  /** Changes with every write: what a writer has to have seen. */
  stamp: z.number().int(),
  startedAt: z.number(),
  updatedAt: z.number(),
  submittedAt: z.number().nullable(),
  feedback: FeedbackSchema.nullable(),
})
export type Score = z.infer<typeof ScoreSchema>

export const RevisionSchema = z.object({
  revision: z.number().int(),
  at: z.number(),
  by: z.string(),
  marks: MarksSchema,
  percent: z.number().nullable(),
})
export type Revision = z.infer<typeof RevisionSchema>

/** Something in a conversation that can be scored. */
export const ScorableSchema = z.object({
  subject: SubjectSchema,
  label: z.string(),
  at: z.number(),
  entryId: EntryIdSchema.nullable(),
})
export type Scorable = z.infer<typeof ScorableSchema>

/** Everything that is needed to score one subject. */
export const SheetSchema = z.object({
  scorecard: ScorecardSchema,
  /** What else it could be scored by. */
  choices: z.array(z.object({ id: z.string(), name: z.string(), appliesTo: SubjectKindSchema })),
  subject: SubjectSchema,
  subjects: z.array(ScorableSchema),
  score: ScoreSchema.nullable(),
  signals: z.array(SignalSchema),
  /** Names are to be hidden: no score of this reviewer is in. */
  blind: z.boolean(),
  /** Those of others, once one's own is in. */
  others: z.array(ScoreSchema),
  hidden: z.number().int(),
  /** Who signed in it: whom feedback may go to. */
  operators: z.array(z.string()),
})
export type Sheet = z.infer<typeof SheetSchema>

/** `amount` of each stratum where there are strata, otherwise of all. */
export const SamplingSchema = z.object({
  by: z.enum(['all', 'random', 'risk', 'operator', 'rule']),
  amount: z.discriminatedUnion('unit', [
    z.object({ unit: z.literal('count'), value: z.number().int().min(1).max(10_000) }),
    z.object({ unit: z.literal('percent'), value: z.number().gt(0).max(100) }),
  ]),
})
export type Sampling = z.infer<typeof SamplingSchema>

export const QueuePlanSchema = z.object({
  name: Short,
  /** A query of the transcripts. */
  text: z.string().max(2000),
  scorecardId: z.string(),
  sampling: SamplingSchema,
  /** What the draw is made with: the same seed over the same conversations gives the same items. */
  seed: z.string().min(1).max(40),
  blind: z.boolean(),
  /** Empty: an ordinary queue, each item once by anybody. Otherwise a calibration: each item by each of them. */
  calibrators: z.array(z.string().trim().min(1).max(100)).max(20),
  dueAt: z.number().nullable(),
})
export type QueuePlan = z.infer<typeof QueuePlanSchema>

export const ReviewQueueSchema = z.object({
  id: z.string(),
  plan: QueuePlanSchema,
  version: z.number().int(),
  by: z.string(),
  at: z.number(),
  items: z.number().int(),
  /** Items that need nobody any more. */
  done: z.number().int(),
  progress: z.array(z.object({ reviewer: z.string(), scored: z.number().int(), skipped: z.number().int() })),
  closedAt: z.number().nullable(),
})
export type ReviewQueue = z.infer<typeof ReviewQueueSchema>

export const QueueItemStateSchema = z.enum(['open', 'draft', 'scored', 'skipped', 'by_other'])
export const ReviewItemSchema = z.object({
  position: z.number().int().min(1),
  subject: SubjectSchema,
  customer: z.string(),
  title: z.string(),
  /** For the person who asks. */
  state: QueueItemStateSchema,
  skipReason: z.string().nullable(),
})
export type ReviewItem = z.infer<typeof ReviewItemSchema>

/** How far reviewers agree. `alpha` is Krippendorff's; null where nothing varies or nothing can be compared. */
export const AgreementSchema = z.object({
  /** Pairs of judgements of the same item that are equal, of all pairs, in percent; null: no pair. */
  percent: z.number().nullable(),
  alpha: z.number().nullable(),
  pairs: z.number().int(),
})
export type Agreement = z.infer<typeof AgreementSchema>

export const CalibrationSchema = z.object({
  scorecard: ScorecardSchema,
  /** Items all calibrators have scored; only these are shown, and to those who scored all of theirs. */
  complete: z.number().int(),
  items: z.number().int(),
  waitingFor: z.array(z.object({ reviewer: z.string(), left: z.number().int() })),
  /** False: one's own scores come first. */
  revealed: z.boolean(),
  overall: AgreementSchema,
  categories: z.array(AgreementSchema.extend({ category: z.string(), name: z.string() })),
  reviewers: z.array(z.object({ reviewer: z.string(), mean: z.number().nullable(), outliers: z.number().int() })),
  rows: z.array(
    z.object({
      position: z.number().int(),
      subject: SubjectSchema,
      title: z.string(),
      /** In the order of `reviewers`. */
      percents: z.array(z.number().nullable()),
      spread: z.number().nullable(),
    }),
  ),
  /** Marks far from what the others gave. */
  outliers: z.array(
    z.object({
      position: z.number().int(),
      category: z.string(),
      reviewer: z.string(),
      mark: z.string(),
      others: z.string(),
    }),
  ),
  notes: z.array(z.object({ text: z.string(), by: z.string(), at: z.number() })),
})
export type Calibration = z.infer<typeof CalibrationSchema>
