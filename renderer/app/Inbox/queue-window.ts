import { sectionWords, type QueueRow, type QueueSection } from '#renderer/state/queue.ts'

/**
 * Which part of a long list is drawn. Heights are known, so places are sums and the visible part is found by halving;
 * nothing is measured. The first section's label is not in the list: it stands above it and stays.
 */
export type Entry =
  | { readonly kind: 'label'; readonly section: QueueSection; readonly text: string; readonly top: number }
  | { readonly kind: 'row'; readonly row: QueueRow; readonly position: number; readonly top: number }
export type Layout = { readonly entries: readonly Entry[]; readonly height: number }

export const labelHeight = 28

export function layOut(rows: readonly QueueRow[], rowHeight: number): Layout {
  const entries: Entry[] = []
  let top = 0
  let section = rows[0]?.section
  rows.forEach((row, index) => {
    if (row.section !== section) {
      section = row.section
      entries.push({ kind: 'label', section, text: sectionWords[section], top })
      top += labelHeight
    }
    entries.push({ kind: 'row', row, position: index + 1, top })
    top += rowHeight
  })
  return { entries, height: top }
}

/** The index of the entry that covers `offset`, or the nearest. */
export function entryAt({ entries }: Layout, offset: number): number {
  let [low, high] = [0, entries.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((entries[middle]?.top ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** What to draw for a viewport, with some to spare; the row that has the focus is always among it. */
export function visibleEntries(layout: Layout, top: number, height: number, keep: string | null): readonly Entry[] {
  const from = Math.max(0, entryAt(layout, top) - 6)
  const to = Math.min(layout.entries.length, entryAt(layout, top + height) + 7)
  const shown = layout.entries.slice(from, to)
  if (keep === null) return shown
  const isKept = (entry: Entry) => entry.kind === 'row' && entry.row.item.id === keep
  const kept = shown.some(isKept) ? undefined : layout.entries.find(isKept)
  return kept === undefined ? shown : [...shown, kept]
}

/** Where to scroll so that `top`..`top + size` is in sight, or null when it is. */
export function scrollFor(
  place: { readonly top: number; readonly size: number },
  at: number,
  height: number,
): number | null {
  if (place.top < at) return place.top
  if (place.top + place.size > at + height) return place.top + place.size - height
  return null
}
