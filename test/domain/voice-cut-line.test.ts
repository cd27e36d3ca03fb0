import { expect, test } from 'vitest'
import type { CallLine } from '#contract/call.ts'
import { cutLine } from '#main/domain/voice/cut-line.ts'

const text = 'On the base, or  on the card.'
const words = text
  .split(/\s+/)
  .map((word, index) => ({ text: word, startMs: 1000 + index * 100, endMs: 1100 + index * 100 }))
const line: CallLine = {
  seq: 1,
  itemId: 'i',
  lane: 'agent',
  kind: 'speech',
  state: 'final',
  heard: text,
  unheard: '',
  at: 0,
  startMs: 1000,
  endMs: 1700,
  words,
  timing: 'estimated',
}

test('what had not been spoken when the call ended is unheard, to the letter', () => {
  const cut = cutLine(line, 1350)
  expect(cut).toMatchObject({ state: 'interrupted', heard: 'On the base,', unheard: ' or  on the card.', endMs: 1350 })
  expect(cut.heard + cut.unheard).toBe(text)
  expect(cut.words).toHaveLength(3)
})

test('before its first word nothing of it was heard; after its last one all of it', () => {
  expect(cutLine(line, 900)).toMatchObject({ heard: '', unheard: text, endMs: 1000 })
  expect(cutLine(line, 1700)).toBe(line)
})

test('a caller, a line that was cut before, and one without times are left alone', () => {
  for (const other of [{ lane: 'caller' }, { state: 'interrupted' }, { state: 'partial' }, { words: [] }] as const) {
    const kept = { ...line, ...other, words: 'words' in other ? [] : words }
    expect(cutLine(kept, 1350)).toBe(kept)
  }
})
