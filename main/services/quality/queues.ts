import type { QueuePlan, ReviewQueue } from '#contract/quality.ts'
import type { QueryProblem } from '#contract/query.ts'
import { nameKey } from '#main/domain/person.ts'
import { sample, type Candidate } from '#main/domain/quality/sampling.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { QualityPorts } from '#main/services/quality/sheets.ts'

/** Conversations of which a query of the transcripts holds, newest first. */
export type FindConversations = (
  text: string,
  most: number,
) => Promise<{ readonly ids: readonly number[]; readonly more: boolean; readonly problems: readonly QueryProblem[] }>

/** As many conversations are looked through, and as many items one queue may have. */
const mostConversations = 10_000
const mostItems = 2000

export type Drawn = {
  readonly conversations: number
  readonly more: boolean
  readonly problems: readonly QueryProblem[]
  readonly candidates: number
  readonly items: readonly Candidate[]
}

/** What a plan would take at this moment. */
export async function draw(
  { store }: QualityPorts,
  find: FindConversations,
  { text, scorecardId, sampling, seed }: Pick<QueuePlan, 'text' | 'scorecardId' | 'sampling' | 'seed'>,
): Promise<Drawn> {
  const { body } = await store.quality.scorecard(scorecardId, null)
  const { ids, more, problems } = await find(text, mostConversations)
  const candidates = ids.length === 0 ? [] : await store.quality.candidates(ids, body.appliesTo)
  const items = sample(candidates, sampling, seed)
  return { conversations: ids.length, more, problems, candidates: candidates.length, items }
}

export async function makeQueue(
  ports: QualityPorts,
  find: FindConversations,
  plan: QueuePlan,
  by: string,
): Promise<ReviewQueue> {
  const { store, clock, random, reviewers } = ports
  const calibrators = await Promise.all(plan.calibrators.map(reviewers.known))
  if (new Set(calibrators.map(nameKey)).size !== calibrators.length || calibrators.length === 1) {
    throw new AppError('invalid_input', 'A calibration takes two people or more, each once.')
  }
  const { problems, items } = await draw(ports, find, plan)
  const [problem] = problems
  if (problem !== undefined) throw new AppError('invalid_input', problem.message, { data: { ...problem } })
  if (items.length === 0) throw new AppError('invalid_input', 'Nothing was found that could be scored.')
  if (items.length > mostItems) {
    throw new AppError(
      'too_large',
      `A queue has at most ${mostItems} items; this would be ${items.length}. Draw fewer.`,
    )
  }
  const { version, archived } = await store.quality.scorecard(plan.scorecardId, null)
  if (archived) throw new AppError('conflict', 'This scorecard is archived.')
  return store.quality.makeQueue({
    id: random.id('rq'),
    plan: { ...plan, calibrators },
    version,
    by,
    at: clock.now(),
    subjects: items.map(({ subject }) => subject),
  })
}
