import { describe, expect, test } from 'vitest'
import type { CallLine } from '#contract/call.ts'
import {
  callText,
  captionRows,
  findRows,
  heardOf,
  markedParts,
  pieceLength,
  piecesOf,
} from '#renderer/app/Calls/caption-rows.ts'
import { formatName, formatOf, formatOptions } from '#renderer/app/Settings/Calls/format-names.ts'
import { levelWords, noiseFloor, peakSegment, segmentsOf, troubleWords } from '#renderer/app/Calls/meter-model.ts'
import { readSize } from '#renderer/state/call-preferences.ts'
import { applyCallEvent } from '#renderer/state/call.ts'
import { settledLength } from '#renderer/state/settled.ts'
import { makeViews } from '#test/support/fake-call-data.ts'

const [view] = makeViews(0, 0) as [ReturnType<typeof makeViews>[number]]
const rows = captionRows(view)
const agent = view.lines[0] as CallLine

describe('captions', () => {
  test('lines and marks stand in the order of the call; the holding line is counted', () => {
    expect(rows.map((row) => (row.kind === 'line' ? row.line.seq : row.mark.seq))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
    expect(rows.flatMap((row) => (row.kind === 'line' && row.holding > 0 ? [row.holding] : []))).toEqual([1])
  })
  test('a line that grows is replaced, not appended, and a second completion changes nothing', () => {
    const line = { ...agent, itemId: 'new', seq: 11, state: 'partial', heard: 'One' } as const
    const first = applyCallEvent({ view, settled: {} }, { type: 'line', line })
    const second = applyCallEvent(first, { type: 'line', line: { ...line, heard: 'One two three' } })
    const final = { type: 'line', line: { ...line, state: 'final', heard: 'One two three.' } } as const
    const third = applyCallEvent(applyCallEvent(second, final), final)
    expect(second.settled).toEqual({ new: 0 })
    expect(third.view?.lines.filter(({ itemId }) => itemId === 'new').map(({ heard }) => heard)).toEqual([
      'One two three.',
    ])
    expect(third.settled['new'] ?? 0).toBe(0)
  })
  test('a piece in which nothing changed is the piece of before', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ ...agent, itemId: `i${at}`, seq: at }))
    const before = piecesOf(captionRows({ lines: many, marks: [] }), [])
    const after = piecesOf(
      captionRows({ lines: many.with(90, { ...agent, itemId: 'i90', seq: 90, heard: 'Other' }), marks: [] }),
      before,
    )
    expect(before.map(({ length }) => length)).toEqual([pieceLength, pieceLength, 20])
    expect(after.map((piece, at) => piece === before[at])).toEqual([true, true, false])
  })
  test('heard, coming and not heard are the text, to the letter', () => {
    const words = ['Hello', 'there', 'Ana'].map((text, at) => ({ text, startMs: at * 500, endMs: at * 500 + 400 }))
    const line = { ...agent, heard: 'Hello there, Ana.', words }
    expect(heardOf(line, null)).toEqual({ heard: 'Hello there, Ana.', coming: '', unheard: '' })
    expect(heardOf(line, 600)).toEqual({ heard: 'Hello there', coming: ', Ana.', unheard: '' })
    expect(heardOf(line, 5000).coming).toBe('')
    expect(heardOf({ ...line, heard: 'Hello ', unheard: 'there' }, null)).toMatchObject({
      coming: 'there',
      unheard: '',
    })
    expect(heardOf({ ...line, state: 'interrupted', heard: 'Hello ', unheard: 'there' }, 0)).toEqual({
      heard: 'Hello ',
      coming: '',
      unheard: 'there',
    })
  })
  test('what two hearings agree on is settled, in whole words, and never the last one', () => {
    expect(settledLength('I am just', 'I am just checking the')).toBe('I am '.length)
    expect(settledLength('I am just checking', 'I am just checking the address')).toBe('I am just '.length)
    expect(settledLength('', 'Hello there')).toBe(0)
    expect(settledLength('Yellow there ', 'Hello there you')).toBe(0)
  })
  test('what is sought is found in lines and marks, and marked wherever it stands', () => {
    expect(findRows(rows, '  VALVE ')).toHaveLength(3)
    expect(findRows(rows, '')).toEqual([])
    expect(
      markedParts('One valve, two Valves', 'valve')
        .filter(({ hit }) => hit)
        .map(({ text }) => text),
    ).toEqual(['valve', 'Valve'])
    expect(
      markedParts('One valve', 'valve')
        .map(({ text }) => text)
        .join(''),
    ).toBe('One valve')
    // A character that is longer in small letters moves every place behind it.
    expect(markedParts('İ valve', 'valve')).toEqual([{ text: 'İ valve', hit: false }])
  })
  test('a copy names who spoke and says what was not heard', () => {
    const text = callText(rows, { caller: 'Ifeoma', agent: 'Shop Line', operator: 'Jo, you' })
    expect(text).toContain('5:56 Shop Line: That sounds like')
    expect(text).toContain('[not heard: or on the little card that came in the box?]')
    expect(text).toContain('(Ifeoma spoke, playback stopped in 92 ms)')
  })
  test('a size that is none is the usual one', () => {
    expect([readSize('24'), readSize('900'), readSize(null)]).toEqual([24, 17, 17])
  })
})

describe('meters', () => {
  test('three decibels for each of twenty segments', () => {
    expect([-120, -60, -59, -30, -3, 0, 6].map(segmentsOf)).toEqual([0, 0, 1, 10, 19, 20, 20])
    const level = { rms: -30, peak: -20, heldPeak: -20, clipping: false, hint: null }
    const said = [
      level,
      { ...level, hint: 'zeros' },
      { ...level, hint: 'quiet' },
      { ...level, clipping: true },
    ] as const
    expect(said.map(troubleWords)).toEqual([null, 'Muted or unplugged', 'Very quiet', 'Too loud, clipping'])
    expect([levelWords(level, 'You'), levelWords(null, 'You')]).toEqual(['-30 decibels', 'You: no sound'])
    expect([peakSegment(-80), peakSegment(-1)]).toEqual([null, 19])
  })
  test('the floor falls with every quieter moment, rises slowly, and silence by machine is none', () => {
    expect(noiseFloor(null, -120, 40)).toBeNull()
    expect(noiseFloor(-50, -60, 40)).toBe(-60)
    expect(noiseFloor(-60, -20, 1000)).toBe(-59.5)
  })
})

test('every format of sound has a name and comes back from it', () => {
  expect(formatOptions.map(({ value }) => formatName(formatOf(value)))).toEqual(formatOptions.map(({ value }) => value))
  expect(formatOf('nothing')).toEqual({ type: 'audio/pcm', rate: 24_000 })
})
