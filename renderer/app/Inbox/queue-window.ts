import { sectionWords, type QueueRow, type QueueSection } from '#renderer/state/queue.ts'

/**
 * The queue as one list of entries, and the sums about where they are: heights are known, so nothing is measured. The first
 * section's label is not in the list: it stands above it and stays.
 */
export type Entry =
  | { readonly kind: 'label'; readonly section: QueueSection; readonly text: string; readonly top: number }
  | { readonly kind: 'row'; readonly row: QueueRow; readonly position: number; readonly top: number }
export type Layout = {
  readonly entries: readonly Entry[]
  /** Where a row stands among the entries. */
  readonly places: ReadonlyMap<string, number>
  readonly rowHeight: number
}

export const labelHeight = 28

export function layOut(rows: readonly QueueRow[], rowHeight: number): Layout {
  const entries: Entry[] = []
  const places = new Map<string, number>()
  let top = 0
  let section = rows[0]?.section
  rows.forEach((row, index) => {
    if (row.section !== section) {
      section = row.section
      entries.push({ kind: 'label', section, text: sectionWords[section], top })
      top += labelHeight
    }
    places.set(row.item.id, entries.length)
    entries.push({ kind: 'row', row, position: index + 1, top })
    top += rowHeight
  })
  return { entries, places, rowHeight }
}

export const keyOf = (entry: Entry): string => (entry.kind === 'label' ? entry.section : entry.row.item.id)
export const sectionAt = (entry: Entry): QueueSection => (entry.kind === 'label' ? entry.section : entry.row.section)

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

/** Where to scroll so that this row is in sight; null when it is, or is not in the list. */
export function scrollFor(layout: Layout, id: string, at: number, height: number): number | null {
  const top = layout.entries[layout.places.get(id) ?? -1]?.top
  if (top === undefined) return null
  if (top < at) return top
  return top + layout.rowHeight > at + height ? top + layout.rowHeight - height : null
}

/** Where to scroll so that what was in sight at `at` does not move: the first row in sight then that still exists. */
export function anchored(before: Layout, after: Layout, at: number): number | null {
  for (const entry of before.entries.slice(entryAt(before, at))) {
    const now = entry.kind === 'row' ? after.entries[after.places.get(entry.row.item.id) ?? -1] : undefined
    if (now !== undefined) return at + now.top - entry.top
  }
  return null
}
