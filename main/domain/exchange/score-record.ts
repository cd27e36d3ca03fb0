import { z } from 'zod'
import { FeedbackSchema, MarksSchema, ScorecardBodySchema, SubjectKindSchema } from '#contract/quality.ts'
import { markWord, resultOf } from '#main/domain/quality/score.ts'

/**
 * A score as it leaves a desk: with the version of the scorecard it was given by, since a mark means nothing without it.
 * Drafts stay, and so do scores of calibrations, which nobody else is to see.
 */
export const ScoreRecordSchema = z.object({
  id: z.string().min(1).max(200),
  kind: SubjectKindSchema,
  /** Of the turn or the proposal; null: the whole conversation. */
  subject: z.string().max(200).nullable(),
  reviewer: z.string().min(1).max(200),
  scorecard: z.object({
    id: z.string().min(1).max(200),
    version: z.number().int().min(1),
    by: z.string(),
    at: z.number(),
    body: ScorecardBodySchema,
  }),
  marks: MarksSchema,
  revision: z.number().int().min(1),
  startedAt: z.number(),
  submittedAt: z.number(),
  feedback: FeedbackSchema.nullable(),
  /** What was submitted before, each as often as it was. */
  history: z
    .array(z.object({ revision: z.number().int().min(1), marks: MarksSchema, by: z.string(), at: z.number() }))
    .max(1000),
})
export type ScoreRecord = z.infer<typeof ScoreRecordSchema>

const longestNote = 4000

/** Reasons that the scorecard does not have stay as words beside the mark. */
export function withKnownCauses(score: ScoreRecord): ScoreRecord {
  const causesOf = new Map(score.scorecard.body.categories.map(({ id, causes }) => [id, new Set(causes)]))
  const answers = score.marks.answers.map((answer) => {
    const unknown = answer.causes.filter((cause) => causesOf.get(answer.category)?.has(cause) === false)
    if (unknown.length === 0) return answer
    const note = [answer.note, `Also: ${unknown.join(', ')}`]
      .filter((part) => part !== '')
      .join('\n')
      .slice(0, longestNote)
      .toWellFormed()
    return { ...answer, causes: answer.causes.filter((cause) => !unknown.includes(cause)), note }
  })
  return { ...score, marks: { ...score.marks, answers } }
}

export const percentOf = ({ scorecard, marks }: Pick<ScoreRecord, 'scorecard' | 'marks'>): number | null =>
  resultOf(scorecard.body, marks).percent

/** What was said of each category, one to a line. */
export function markLines({ scorecard, marks }: ScoreRecord): readonly string[] {
  const said = new Map(marks.answers.map((answer) => [answer.category, answer]))
  return scorecard.body.categories.flatMap(({ id, name, scale }) => {
    const answer = said.get(id)
    if (answer === undefined || answer.mark === null) return []
    const causes = answer.causes.length === 0 ? '' : ` (${answer.causes.join(', ')})`
    return [`${name}: ${markWord(scale, answer.mark)}${causes}${answer.note === '' ? '' : `, ${answer.note}`}`]
  })
}
