import { expect, it } from 'vitest'
import { entryAt, labelHeight, layOut, scrollFor, visibleEntries } from '#renderer/app/Inbox/queue-window.ts'
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
  const layout = layOut(rows(4), 64)
  expect(layout.height).toBe(4 * 64 + labelHeight)
  expect(layout.entries.map((entry) => entry.kind)).toEqual(['row', 'row', 'label', 'row', 'row'])
  expect(layout.entries.map((entry) => entry.top)).toEqual([0, 64, 128, 156, 220])
  expect(layOut([], 64)).toEqual({ entries: [], height: 0 })
})

it('finds the entry at an offset', () => {
  const layout = layOut(rows(4), 64)
  expect([0, 63, 64, 130, 156, 9999, -5].map((offset) => entryAt(layout, offset))).toEqual([0, 0, 1, 2, 3, 4, 0])
})

it('draws a window of a long list, and always the row with the focus', () => {
  const layout = layOut(rows(5000), 64)
  const shown = visibleEntries(layout, 100_000, 700, 'p3')
  expect(shown.length).toBeLessThan(30)
  expect(shown.at(-1)).toMatchObject({ kind: 'row', position: 4 })
  const covered = shown.slice(0, -1)
  expect(covered[0]?.top).toBeLessThanOrEqual(100_000)
  expect((covered.at(-1)?.top ?? 0) + 64).toBeGreaterThanOrEqual(100_700)
})

it('counts positions over all sections', () => {
  const positions = layOut(rows(6), 48).entries.flatMap((entry) => (entry.kind === 'row' ? [entry.position] : []))
  expect(positions).toEqual([1, 2, 3, 4, 5, 6])
})

it('scrolls only as far as it must', () => {
  expect(scrollFor({ top: 100, size: 64 }, 0, 600)).toBeNull()
  expect(scrollFor({ top: 700, size: 64 }, 0, 600)).toBe(164)
  expect(scrollFor({ top: 100, size: 64 }, 300, 600)).toBe(100)
})
