import type { ActivityEntry } from '#contract/audit.ts'
import { dayWords } from '#renderer/ui/Time.tsx'

/** The ledger as one list: entries, and above the first of each day its name. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly text: string }
  | { readonly kind: 'entry'; readonly key: string; readonly entry: ActivityEntry; readonly position: number }

export const dayHeight = 30
export const entryHeight = 58

export function rowsOf(entries: readonly ActivityEntry[], now: number): readonly Row[] {
  const rows: Row[] = []
  let day = ''
  entries.forEach((entry, index) => {
    const text = dayWords(entry.at, now)
    if (text !== day) {
      day = text
      rows.push({ kind: 'day', key: `day ${entry.seq}`, text })
    }
    rows.push({ kind: 'entry', key: String(entry.seq), entry, position: index + 1 })
  })
  return rows
}
