import { expect, test } from 'vitest'
import { ScoreRecordSchema, withKnownCauses } from '#main/domain/exchange/score-record.ts'

const category = { guidance: '', scale: 'three', weight: 1, critical: false, mayNotApply: false, signal: null }
const score = ScoreRecordSchema.parse({
  id: 's',
  kind: 'conversation',
  subject: null,
  reviewer: 'Ana',
  scorecard: {
    id: 'c',
    version: 1,
    by: 'Ana',
    at: 1,
    body: {
      name: 'Tone',
      appliesTo: 'conversation',
      criticalCap: 0,
      categories: [{ ...category, id: 'tone', name: 'Tone', causes: ['Cold'] }],
    },
  },
  marks: { answers: [{ category: 'tone', mark: 1, causes: ['Cold', 'Rude', 'Late'], note: 'See there' }], note: '' },
  revision: 1,
  startedAt: 1,
  submittedAt: 2,
  feedback: null,
  history: [],
})

test('reasons that the scorecard does not know stay as words beside the mark', () => {
  expect(withKnownCauses(score).marks.answers).toEqual([
    expect.objectContaining({ causes: ['Cold'], note: 'See there\nAlso: Rude, Late' }),
  ])
})
