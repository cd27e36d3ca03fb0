import type { Feedback, Score } from '#contract/quality.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { QualityPorts } from '#main/services/quality/sheets.ts'

/** What an operator is told about a score, what they answer, and what the reviewer says to that. */

export async function giveFeedback(
  { store, clock }: QualityPorts,
  { id, to, text }: { readonly id: string; readonly to: string; readonly text: string },
): Promise<Score> {
  const { marks, feedback } = await store.quality.score(id)
  if (marks === null) throw new AppError('conflict', 'Submit the score first.')
  if (feedback !== null && feedback.answer !== null)
    throw new AppError('conflict', `${feedback.answer.by} has answered already.`)
  const at = clock.now()
  return store.quality.setFeedback(id, { to, text, at, answer: null, settled: null }, at)
}

const required = (feedback: Feedback | null): Feedback => {
  if (feedback === null) throw new AppError('not_found', 'There is no feedback on this score.')
  return feedback
}

export async function answerFeedback(
  { store, clock, reviewers }: QualityPorts,
  input: {
    readonly id: string
    readonly reviewer: string
    readonly kind: 'acknowledged' | 'disputed'
    readonly text: string
  },
): Promise<Score> {
  const by = await reviewers.known(input.reviewer)
  const feedback = required((await store.quality.score(input.id)).feedback)
  if (nameKey(by) !== nameKey(feedback.to)) throw new AppError('forbidden', `This is for ${feedback.to} to answer.`)
  if (feedback.answer !== null) throw new AppError('conflict', 'It was answered already.')
  if (input.kind === 'disputed' && input.text === '') throw new AppError('invalid_input', 'Say what is not right.')
  const at = clock.now()
  return store.quality.setFeedback(
    input.id,
    { ...feedback, answer: { kind: input.kind, text: input.text, by, at } },
    at,
  )
}

export async function settleFeedback(
  { store, clock, reviewers }: QualityPorts,
  { id, reviewer, text }: { readonly id: string; readonly reviewer: string; readonly text: string },
): Promise<Score> {
  const by = await reviewers.known(reviewer)
  const score = await store.quality.score(id)
  const feedback = required(score.feedback)
  if (nameKey(by) !== nameKey(score.reviewer))
    throw new AppError('forbidden', `This is for ${score.reviewer} to settle.`)
  if (feedback.answer?.kind !== 'disputed' || feedback.settled !== null)
    throw new AppError('conflict', 'Nothing is disputed here.')
  const at = clock.now()
  return store.quality.setFeedback(id, { ...feedback, settled: { text, by, at } }, at)
}
