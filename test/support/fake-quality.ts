import type { AppContract } from '#contract/index.ts'
import type { Answer, Scorecard, Score, Sheet } from '#contract/quality.ts'
import { resultOf } from '#main/domain/quality/score.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

const at = Date.UTC(2026, 10, 12, 9, 40)

const category = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  guidance: `Look at ${name.toLowerCase()}.`,
  scale: 'five' as const,
  weight: 1,
  critical: false,
  mayNotApply: true,
  causes: ['wrong amount', 'not looked up'],
  signal: null,
  ...more,
})

const card: Scorecard = {
  id: 'conversations',
  version: 4,
  by: 'Jo Lindqvist',
  at,
  archived: false,
  body: {
    name: 'Refund calls',
    appliesTo: 'conversation',
    criticalCap: 50,
    categories: [
      category('understood', 'Understood', { signal: 'arguments' }),
      category('amount', 'Right amount', { scale: 'binary', critical: true, weight: 2, signal: 'edited' }),
      category('policy', 'Followed policy', { signal: 'sources', weight: 2 }),
      category('tone', 'Tone', { signal: 'tone' }),
    ],
  },
}

/** One scorecard; scores live as long as the desk. */
export function fakeQuality(): Handlers<AppContract['quality']> {
  const scores = new Map<string, Score>()
  const refuse = async () => {
    throw new AppError('not_found', 'There is nothing of that here.')
  }
  const change = (id: string, more: Partial<Score>): Score => {
    const before = scores.get(id)
    if (before === undefined) throw new AppError('not_found', 'There is no such score.')
    const next = { ...before, ...more, stamp: before.stamp + 1 }
    scores.set(id, next)
    return next
  }
  return {
    reviewers: async () => ({ names: ['Jo Lindqvist', 'Sam Okafor'] }),
    scorecards: async () => ({ scorecards: [card] }),
    versions: async () => ({ versions: [card] }),
    saveScorecard: async ({ body }) => ({ ...card, body, version: card.version + 1 }),
    archiveScorecard: async ({ archived }) => ({ ...card, archived }),
    sheet: async ({ subject, reviewer }): Promise<Sheet> => ({
      scorecard: card,
      choices: [{ id: card.id, name: card.body.name, appliesTo: 'conversation' }],
      subject,
      subjects: [{ subject, label: 'A conversation', at, entryId: null }],
      score: scores.get(`${subject.conversationId} ${reviewer}`) ?? null,
      signals: [
        {
          id: 'arguments',
          label: 'Executed as signed',
          value: 'match',
          tone: 'good',
          detail: 'All 1.',
          evidence: null,
        },
        {
          id: 'edited',
          label: 'Changed before signing',
          value: 'edited',
          tone: 'neutral',
          detail: 'One.',
          evidence: null,
        },
        { id: 'tone', label: 'Tone', value: 'calm', tone: 'good', detail: 'No sharp words.', evidence: null },
      ],
      blind: false,
      others: [],
      hidden: 0,
      operators: ['Jo Lindqvist'],
    }),
    draft: async ({ subject, reviewer, marks, calibration, scorecardId, version }) => {
      const id = `${subject.conversationId} ${reviewer}`
      const before = scores.get(id)
      const of: Score = before ?? {
        id,
        subject,
        scorecardId,
        version,
        reviewer,
        calibration,
        marks: null,
        draft: null,
        result: resultOf(card.body, marks),
        revision: 0,
        stamp: 0,
        startedAt: at,
        updatedAt: at,
        submittedAt: null,
        feedback: null,
      }
      scores.set(id, of)
      const answers: Answer[] = marks.answers
      return change(id, { draft: { ...marks, answers }, result: resultOf(card.body, of.marks ?? marks) })
    },
    submit: async ({ id }) => {
      const marks = scores.get(id)?.draft ?? null
      if (marks === null) throw new AppError('invalid_input', 'Nothing was changed since it was submitted.')
      return change(id, { marks, draft: null, result: resultOf(card.body, marks), revision: 1, submittedAt: at })
    },
    discard: async () => ({ score: null }),
    history: async () => ({ revisions: [] }),
    giveFeedback: refuse,
    answerFeedback: refuse,
    settleFeedback: refuse,
    feedback: async () => ({ items: [] }),
    preview: async () => ({ conversations: 0, more: false, candidates: 0, sampled: 0, problems: [] }),
    makeQueue: refuse,
    queues: async () => ({ queues: [] }),
    items: refuse,
    skip: refuse,
    closeQueue: refuse,
    calibration: refuse,
    discuss: async () => ({}),
    scores: async () => ({ scores: [] }),
  }
}
