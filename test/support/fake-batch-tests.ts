import type { AppContract } from '#contract/index.ts'
import { TestQuestionSchema, type QuestionSet, type TestResult, type TestRound } from '#contract/batch-test.ts'
import type { Handlers } from '#rpc/serve.ts'

/** One set of questions whose last round found a regression. */
const noon = Date.UTC(2026, 2, 4, 12)
const set: QuestionSet = {
  id: 'set_basics',
  name: 'Basics',
  questions: 3,
  schedule: { every: 'day', at: '03:30' },
  nextAt: noon + 15 * 3600_000,
  createdAt: noon - 86_400_000,
  updatedAt: noon - 86_400_000,
}
const round: TestRound = {
  id: 'round_2',
  setId: set.id,
  by: 'schedule',
  state: 'done',
  trouble: null,
  startedAt: noon - 60_000,
  endedAt: noon,
  total: 3,
  passed: 2,
  failed: 1,
  answered: 0,
  couldNotAsk: 0,
  worse: 1,
  better: 0,
  comparedWith: 'round_1',
}
const questions = ['How long does delivery take?', 'Can I return boots?', 'Do you deliver to the moon?'].map(
  (question) =>
    TestQuestionSchema.parse({ key: question.toLowerCase(), question, answered: !question.includes('moon') }),
)
const results: TestResult[] = questions.map((question, position) => {
  const isWorse = position === 0
  const answer = {
    text: isWorse ? 'I do not know.' : 'Boots that were only tried on indoors can be returned within 30 days.',
    sources: isWorse ? [] : [{ documentId: 'doc_1', title: 'Returns' }],
    confidence: isWorse ? { value: 0.2, label: 'low' as const } : { value: 0.9, label: 'high' as const },
    answered: position === 1,
    latencyMs: 420,
  }
  return {
    roundId: round.id,
    position,
    question,
    at: noon,
    verdict: isWorse ? 'failed' : 'passed',
    answer,
    checks: [{ label: 'Knows an answer', passed: !isWorse, detail: isWorse ? 'It did not know.' : null }],
    trouble: null,
    change: isWorse ? 'worse' : 'same',
    changes: isWorse ? ['It failed what it had passed.', 'Without a source; it had Delivery.'] : [],
    before: isWorse
      ? {
          ...answer,
          text: 'Two to four working days.',
          sources: [{ documentId: 'doc_2', title: 'Delivery' }],
          answered: true,
        }
      : answer,
  }
})
const sets = async () => ({ sets: [{ set, round }] })

export const fakeBatchTests: Handlers<AppContract['batchTests']> = {
  sets,
  watchSets: async function* (_, { signal }) {
    yield await sets()
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  },
  set: async () => ({ set, questions, rounds: [round] }),
  read: async () => ({ questions }),
  save: async ({ name, schedule }) => ({ ...set, name, schedule }),
  remove: async () => ({}),
  start: async () => round,
  resume: async () => round,
  cancel: async () => round,
  watch: async function* () {
    yield { type: 'round', round }
  },
  round: async () => ({ round, results }),
  export: async () => ({ name: 'Basics-2026-03-04.csv', text: 'id,question\r\n' }),
}
