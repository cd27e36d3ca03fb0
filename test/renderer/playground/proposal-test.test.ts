import { describe, expect, test } from 'vitest'
import type { TimelineEntry } from '#contract/transcript.ts'
import { firstChoice, newSuite } from '#renderer/app/Playground/use-suite-choice.ts'
import { lessonAt, lessonOf } from '#renderer/state/proposal-test.ts'
import { approved, history, newProposal, rejected } from '#test/support/proposals.ts'

const made = newProposal()
const refused = rejected(made, 'Too much', { error: 'rejected' })
const edited = history(made, [{ type: 'asked' }, approved(made, { order_id: '10433', amount: 20 })])

describe('a decision as a test', () => {
  test('can be made of what was rejected or edited, and of nothing else', () => {
    expect(lessonOf(refused)).toBe('rejected')
    expect(lessonOf(edited)).toBe('edited')
    expect(lessonOf(history(made, [{ type: 'asked' }, approved(made)]))).toBeNull()
    expect(lessonOf(history(made, []))).toBeNull()
    expect(lessonOf({ ...edited, state: 'awaiting_second' })).toBeNull()
  })

  test('is found by the row one stands on; history of another desk is left alone', () => {
    const row = (change: object): TimelineEntry => ({
      kind: 'receipt',
      id: 'r1',
      at: 1,
      atMs: null,
      proposalId: 'p1',
      result: 'attempted',
      text: '',
      status: null,
      remoteId: null,
      tookMs: null,
      attempt: 1,
      attempts: 1,
      ...change,
    })
    expect(lessonAt(row({}), [refused])?.id).toBe('p1')
    expect(lessonAt(row({ imported: true }), [refused])).toBeNull()
    expect(lessonAt(row({ proposalId: 'p2' }), [refused])).toBeNull()
    expect(lessonAt(undefined, [refused])).toBeNull()
  })

  test('goes into the suite of the usual name, or else a new one', () => {
    const suites = [
      { id: 's1', name: 'Orders' },
      { id: 's2', name: 'lessons' },
    ]
    expect(firstChoice(suites, { name: 'Lessons', byName: true })).toBe('s2')
    expect(firstChoice(suites.slice(0, 1), { name: 'Lessons', byName: true })).toBe(newSuite)
    expect(firstChoice(suites, { name: 'Playground', byName: false })).toBe('s1')
    expect(firstChoice([], { name: 'Playground', byName: false })).toBe(newSuite)
  })
})
