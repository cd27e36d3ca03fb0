import { expect, test } from 'vitest'
import type { TimelineEntry } from '#contract/transcript.ts'
import { minimapBars } from '#renderer/app/Transcripts/minimap-model.ts'
import { drawnMarks, nextMark, playerMarks, type PlayerMark } from '#renderer/app/Transcripts/player-marks.ts'
import { countGroups, groupOf, hitsInOrder, nextHit, timelineRows } from '#renderer/app/Transcripts/timeline-rows.ts'
import { retrievalWords } from '#renderer/app/Transcripts/timeline-words.ts'
import { readHidden } from '#renderer/state/timeline-groups.ts'
import { hideoTranscript } from '#test/support/fake-timeline.ts'

/** The call of the invented desk in which every kind of row is. */
const transcript = hideoTranscript(Date.UTC(2026, 10, 12))
const { entries } = transcript
const none = new Set<never>()
const of = (kind: TimelineEntry['kind']) => entries.filter((entry) => entry.kind === kind)

test('a minimap has as many bars as there is room for, every row in one of them, and failures are never lost in it', () => {
  const rows = timelineRows(entries, none)
  const bars = minimapBars(rows, 20, null, new Set())
  expect(bars).toHaveLength(20)
  expect(bars[0]?.from).toBe(0)
  expect(bars.at(-1)?.to).toBe(rows.length)
  bars.forEach((bar, at) => expect(bar.from).toBe(bars[at - 1]?.to ?? 0))
  expect(bars.some(({ tone }) => tone === 'failure')).toBe(true)
  expect(bars.every(({ length }) => length > 0 && length <= 1)).toBe(true)
  const id = rows[3]?.entry.id ?? ''
  const [only] = minimapBars(rows, 1, id, new Set([id]))
  expect(only).toMatchObject({ tone: 'selected', hit: true, from: 0, to: rows.length })
  expect(minimapBars([], 10, null, new Set())).toEqual([])
})

test('what decided is counted and shown as a decision, also where a rule did; a cut answer stays where it was cut', () => {
  const counts = countGroups(entries)
  expect(counts.said).toBe(of('caption').length)
  const rule = (event: string): TimelineEntry => ({
    kind: 'rule',
    id: 'e1',
    at: 1,
    atMs: null,
    proposalId: 'p',
    event,
    who: 'Reads',
    text: 'Allowed by rule',
  })
  expect(['approved', 'blocked', 'expired', 'asked', 'snoozed'].map((event) => groupOf(rule(event)))).toEqual([
    'decisions',
    'decisions',
    'decisions',
    'rules',
    'rules',
  ])
  const cut = of('device').find((entry) => entry.kind === 'device' && entry.mark.kind === 'barge_in')
  expect(timelineRows(entries, new Set(['device', 'rules'])).map(({ entry }) => entry)).toContain(cut)
})

test('rules and devices are hidden at first; what was chosen is believed only where it can be', () => {
  expect([...readHidden(null)]).toEqual(['rules', 'device'])
  expect([...readHidden('["said"]')]).toEqual(['said'])
  expect([...readHidden('[]')]).toEqual([])
  for (const bad of ['{', '["said","nonsense"]', '5']) expect([...readHidden(bad)]).toEqual(['rules', 'device'])
})

test('what was read again is said to be the same, and an id is no name', () => {
  const chunk = { text: 'Half of it', score: 0.74, collectionId: 'collection_4be1f9a2-0c55-4d13-8f7e-b60d2a91c3e7' }
  type Retrieval = Extract<TimelineEntry, { kind: 'retrieval' }>
  const read = (id: string, chunks: readonly (typeof chunk)[]): Retrieval => ({
    kind: 'retrieval',
    id,
    at: 1,
    atMs: null,
    turnId: id,
    chunks: [...chunks],
  })
  const rows = timelineRows([read('t1', [chunk]), read('t2', [chunk]), read('t3', [chunk, chunk])], none)
  expect(rows.map(({ again }) => again)).toEqual([false, true, false])
  expect(retrievalWords(read('t1', [chunk]))).toEqual({
    lead: 'Read 1 chunk',
    from: ' from the knowledge base',
    top: ', top 0.74: ',
    quote: 'Half of it',
  })
  expect(retrievalWords(read('t1', [{ ...chunk, collectionId: 'Store policies' }])).from).toBe(' from Store policies')
  expect(retrievalWords(read('t2', [chunk, chunk, chunk]), true).lead).toBe('Read the same 3 chunks again')
})

test('marks over the sound are those within it, and of close ones the one that tells most', () => {
  const marks = playerMarks(transcript, 0, 580_000)
  expect(new Set(marks.map(({ kind }) => kind))).toEqual(
    new Set(['retrieval', 'proposal', 'decision', 'barge_in', 'bookmark']),
  )
  expect(playerMarks(transcript, 80_000, 5000).every(({ atMs }) => atMs >= 80_000 && atMs <= 85_000)).toBe(true)
  const mark = (atMs: number, kind: PlayerMark['kind']): PlayerMark => ({ id: `${atMs}`, atMs, kind, words: '' })
  const close = [mark(0, 'retrieval'), mark(10, 'proposal'), mark(20, 'bookmark'), mark(500, 'barge_in')]
  expect(drawnMarks(close, 100).map(({ atMs }) => atMs)).toEqual([10, 500])
  expect(nextMark(close, 20, 1)?.atMs).toBe(500)
  expect(nextMark(close, 500, 1)).toBeNull()
  expect(nextMark(close, 1400, -1)?.atMs).toBe(20)
  expect(nextMark(close, 900, -1)).toBeNull()
})

test('the places that were found are walked as they stand, from wherever one is, and around at the end', () => {
  const ids = entries.map(({ id }) => id)
  const [first = '', between = '', second = '', third = ''] = [ids[1], ids[2], ids[4], ids[6]]
  const found = hitsInOrder(entries, [third, first, second, 'm404'])
  expect(found).toEqual([first, second, third])
  expect(nextHit(entries, found, null, 1)).toBe(first)
  expect(nextHit(entries, found, null, -1)).toBe(third)
  expect(nextHit(entries, found, between, 1)).toBe(second)
  expect(nextHit(entries, found, between, -1)).toBe(first)
  expect(nextHit(entries, found, third, 1)).toBe(first)
  expect(nextHit(entries, [], third, 1)).toBeNull()
})
