import { describe, expect, test } from 'vitest'
import { TestQuestionSchema, type TestAnswer, type TestResult } from '#contract/batch-test.ts'
import { byConcern, compareAnswers } from '#main/domain/bot/comparing.ts'
import { judgeAnswer } from '#main/domain/bot/judging.ts'
import { writeRound } from '#main/domain/bot/round-file.ts'
import { readCsv } from '#main/domain/exchange/csv-reading.ts'

const question = (expects: Record<string, unknown> = {}) =>
  TestQuestionSchema.parse({ key: 'open', question: 'When do you open?', ...expects })
const answer = (change: Partial<TestAnswer> = {}): TestAnswer => ({
  text: 'We open at nine.',
  sources: [{ documentId: 'doc_1', title: 'Hours' }],
  confidence: { value: 0.9, label: 'high' },
  answered: true,
  latencyMs: 100,
  ...change,
})

describe('an answer is judged by what its question asks', () => {
  test.each<[Record<string, unknown>, Partial<TestAnswer>, string]>([
    [{}, {}, 'answered'],
    [{ says: ['OPEN  at nine'] }, {}, 'passed'],
    [{ says: ['ten'] }, {}, 'failed'],
    [{ neverSays: ['nine'] }, {}, 'failed'],
    [{ sources: ['doc_1', 'hours'] }, {}, 'passed'],
    [{ sources: ['doc_1'] }, { sources: [] }, 'failed'],
    [{ leastConfidence: 0.9 }, {}, 'passed'],
    [{ leastConfidence: 0.1 }, { confidence: null }, 'failed'],
    [{ answered: false }, { answered: false }, 'passed'],
    [{ answered: true }, { answered: null }, 'failed'],
  ])('%j of %j: %s', (expects, change, verdict) => {
    expect(judgeAnswer(question(expects), answer(change)).verdict).toBe(verdict)
  })
})

describe('an answer beside the one before', () => {
  test.each<[string, Partial<TestAnswer>, string, string | null]>([
    ['the same', {}, 'same', null],
    ['other words', { text: 'From nine on.' }, 'different', 'Other words.'],
    ['it does not know any more', { answered: false }, 'worse', 'It does not know any more.'],
    ['less sure', { confidence: { value: 0.5, label: 'medium' } }, 'worse', '90 % → 50 % sure.'],
    ['hardly less sure', { confidence: { value: 0.85, label: 'high' } }, 'same', null],
    ['without a source', { sources: [] }, 'worse', 'Without a source; it had Hours.'],
    ['another source', { sources: [{ documentId: 'doc_2', title: null }] }, 'different', 'Other sources'],
  ])('%s', (_, change, verdict, words) => {
    const compared = compareAnswers(question(), answer(change), answer())
    expect(compared.change).toBe(verdict)
    if (words !== null) expect(compared.changes.join(' ')).toContain(words)
    const back = compareAnswers(question(), answer(), answer(change))
    expect(back.change).toBe(verdict === 'worse' ? 'better' : verdict)
  })

  test('a first answer is new; one that fails what was asked is worse, whatever became better', () => {
    expect(compareAnswers(question(), answer(), null).change).toBe('new')
    const now = answer({ text: 'At ten.', confidence: { value: 1, label: 'high' } })
    const before = answer({ confidence: { value: 0.5, label: 'medium' } })
    expect(compareAnswers(question({ says: ['nine'] }), now, before).change).toBe('worse')
  })

  test('an expectation that is new is no change of the bot', () => {
    expect(compareAnswers(question({ says: ['ten'] }), answer(), answer()).change).toBe('same')
  })
})

test('regressions stand first, then failures; a table of them opens in a spreadsheet', () => {
  const result = (position: number, change: TestResult['change'], verdict: TestResult['verdict']): TestResult => ({
    roundId: 'r',
    position,
    question: { ...question(), question: position === 0 ? '=1+1' : 'When?' },
    at: 0,
    verdict,
    answer: answer(),
    checks: [],
    trouble: null,
    change,
    changes: [],
    before: null,
  })
  const results = [result(0, 'same', 'passed'), result(1, 'same', 'failed'), result(2, 'worse', 'answered')]
  expect(byConcern(results).map(({ position }) => position)).toEqual([2, 1, 0])
  const [head, first] = readCsv(writeRound(results, 'csv'))
  expect(head?.cells.slice(0, 4)).toEqual(['id', 'question', 'verdict', 'change'])
  expect(first?.cells[1]).toBe("'=1+1")
  expect(writeRound(results, 'jsonl').trim().split('\n')).toHaveLength(3)
})
