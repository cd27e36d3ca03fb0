import { expect, test } from 'vitest'
import type { TestRound } from '#contract/batch-test.ts'
import { canGoOn, roundWords, scheduleWords } from '#renderer/app/Knowledge/batch-test-words.ts'

const round: TestRound = {
  id: 'r',
  setId: 's',
  by: 'person',
  state: 'done',
  trouble: null,
  startedAt: 0,
  endedAt: 1,
  total: 4,
  passed: 2,
  failed: 1,
  answered: 1,
  couldNotAsk: 0,
  worse: 1,
  better: 0,
  comparedWith: null,
}

test('a round in words says what came of it, and why it ended early', () => {
  expect(roundWords(round)).toBe('2 passed, 1 failed, 1 answered, 1 worse than before.')
  expect(roundWords({ ...round, state: 'stopped', trouble: 'The quota is used up.' })).toContain(
    'Stopped before the end. The quota is used up.',
  )
  expect(roundWords({ ...round, passed: 0, failed: 0, answered: 0, worse: 0, state: 'waiting' })).toBe(
    'No answer yet. Waits for its turn.',
  )
})

test('a round goes on where something was not asked', () => {
  expect(canGoOn(round)).toBe(false)
  expect(canGoOn({ ...round, couldNotAsk: 1 })).toBe(true)
  expect(canGoOn({ ...round, state: 'interrupted' })).toBe(true)
  expect(canGoOn({ ...round, state: 'running' })).toBe(false)
})

test('a schedule in words', () => {
  expect(scheduleWords(null)).toBe('On demand')
  expect(scheduleWords({ every: 'hours', hours: 1 })).toBe('Every 1 hour')
  expect(scheduleWords({ every: 'week', weekday: 1, at: '03:30' })).toBe('Every Monday at 03:30')
})
