import { describe, expect, test } from 'vitest'
import type { CallLine, Word } from '#contract/call.ts'
import { withExactTimes } from '#main/domain/voice/exact-times.ts'

const line = (heard: string, more: Partial<CallLine> = {}): CallLine => ({
  seq: 1,
  itemId: 'i1',
  lane: 'caller',
  kind: 'speech',
  state: 'final',
  heard,
  unheard: '',
  at: 0,
  startMs: 1000,
  endMs: 3000,
  words: [],
  timing: 'estimated',
  ...more,
})
const spoken = (text: string, from = 1100): Word[] =>
  text.split(' ').map((word, index) => ({ text: word, startMs: from + index * 200, endMs: from + index * 200 + 150 }))

describe('exact times', () => {
  test('the words of the line get the times of the recording, whatever their case and signs', () => {
    const exact = withExactTimes(line('On the base. Four, one!'), spoken('on the base four one'))
    expect(exact.timing).toBe('exact')
    expect(exact.words.map(({ text }) => text)).toEqual(['On', 'the', 'base.', 'Four,', 'one!'])
    expect(exact.words.map(({ startMs }) => startMs)).toEqual([1100, 1300, 1500, 1700, 1900])
    expect([exact.startMs, exact.endMs]).toEqual([1100, 2050])
  })

  test('a word that was not found stands between its neighbours', () => {
    const exact = withExactTimes(line('on the old base'), [...spoken('on the'), ...spoken('base', 2000)])
    expect(exact.words[2]).toEqual({ text: 'old', startMs: 1450, endMs: 2000 })
  })

  test('words elsewhere in the call do not count, and too few leave the line as it was', () => {
    const far = line('on the base')
    expect(withExactTimes(far, spoken('on the base', 20_000))).toBe(far)
    const other = line('my order never came at all')
    expect(withExactTimes(other, spoken('my cat is fine'))).toBe(other)
  })

  test('a line that still grows, or of which nothing was heard, is left alone', () => {
    const growing = line('on the base', { state: 'partial' })
    expect(withExactTimes(growing, spoken('on the base'))).toBe(growing)
    const silent = line('', { state: 'interrupted', unheard: 'on the base' })
    expect(withExactTimes(silent, spoken('on the base'))).toBe(silent)
  })

  test('words said twice are taken in order', () => {
    const exact = withExactTimes(line('no no yes no'), spoken('no no yes no'))
    expect(exact.words.map(({ startMs }) => startMs)).toEqual([1100, 1300, 1500, 1700])
  })
})
