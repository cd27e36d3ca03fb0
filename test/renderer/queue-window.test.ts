import { expect, it } from 'vitest'
import {
  anchored,
  entryAt,
  keyOf,
  labelHeight,
  layOut,
  scrollFor,
  sectionAt,
} from '#renderer/app/Inbox/queue-window.ts'
import type { QueueRow } from '#renderer/state/queue.ts'
import { makeConversation, makeItem, makeProposal } from '#test/support/fake-data.ts'

const conversation = makeConversation(
  { id: 1, customer: 'Ana', channel: 'chat', subject: '', waited: 1, words: [] },
  1e9,
)
const rows = (count: number): QueueRow[] =>
  Array.from({ length: count }, (_, index) => ({
    item: makeItem(
      conversation,
      makeProposal(conversation, 1, { id: `p${index}`, tool: 't', kind: 'tool', risk: 2, sentence: [], arguments: {} }),
    ),
    section: index < count / 2 ? 'now' : 'soon',
  }))

it('adds up rows and one label per further section', () => {
  const { entries, places } = layOut(rows(4), 64)
  expect(entries.map((entry) => entry.kind)).toEqual(['row', 'row', 'label', 'row', 'row'])
  expect(entries.map((entry) => entry.top)).toEqual([0, 64, 128, 128 + labelHeight, 192 + labelHeight])
  expect(entries.map(keyOf)).toEqual(['p0', 'p1', 'soon', 'p2', 'p3'])
  expect(entries.map(sectionAt)).toEqual(['now', 'now', 'soon', 'soon', 'soon'])
  expect(['p0', 'p2', 'p9'].map((id) => places.get(id))).toEqual([0, 3, undefined])
  expect(layOut([], 64).entries).toEqual([])
})

it('finds the entry at an offset', () => {
  const layout = layOut(rows(4), 64)
  expect([0, 63, 64, 130, 156, 9999, -5].map((offset) => entryAt(layout, offset))).toEqual([0, 0, 1, 2, 3, 4, 0])
})

it('counts positions over all sections', () => {
  const positions = layOut(rows(6), 48).entries.flatMap((entry) => (entry.kind === 'row' ? [entry.position] : []))
  expect(positions).toEqual([1, 2, 3, 4, 5, 6])
})

it('scrolls only as far as it must', () => {
  const layout = layOut(rows(40), 64)
  expect(scrollFor(layout, 'p2', 0, 600)).toBeNull()
  expect(scrollFor(layout, 'p10', 0, 600)).toBe(11 * 64 - 600)
  expect(scrollFor(layout, 'p2', 300, 600)).toBe(128)
  expect(scrollFor(layout, 'gone', 300, 600)).toBeNull()
})

it('what is in sight stays where it is, whatever comes or goes above', () => {
  const all = rows(10)
  const without = (...ids: readonly string[]) =>
    layOut(
      all.filter((row) => !ids.includes(row.item.id)),
      64,
    )
  const before = layOut(all, 64)
  const at = 2 * 64 + 10
  expect(anchored(before, before, at)).toBe(at)
  expect(anchored(before, without('p0'), at)).toBe(at - 64)
  expect(anchored(without('p0'), before, at)).toBe(at + 64)
  // Below, nothing has to give way; the row in sight itself gone, the next one stays.
  expect(anchored(before, without('p9'), at)).toBe(at)
  expect(anchored(before, without('p2'), at)).toBe(at - 64)
  // A label is no row: the first row after it counts.
  expect(anchored(before, without('p1'), 5 * 64 + 5)).toBe(4 * 64 + 5)
  expect(anchored(before, layOut([], 64), at)).toBeNull()
})
