import type { TimelineEntry } from '#contract/transcript.ts'
import { isFailure, type Row } from '#renderer/app/Transcripts/timeline-rows.ts'

/** A timeline in little: as many bars as there is room for, each as long as what is said in its rows. */
export type Bar = {
  readonly length: number
  readonly tone: 'plain' | 'action' | 'failure' | 'selected'
  readonly hit: boolean
  /** Its rows: [from, to). */
  readonly from: number
  readonly to: number
}

const actions = new Set<TimelineEntry['kind']>(['proposal', 'decision', 'receipt'])

const lengthOf = (entry: TimelineEntry): number => {
  if (entry.kind === 'caption') return entry.line.heard.length + entry.line.unheard.length
  if (entry.kind === 'message') return entry.message.text.length
  return actions.has(entry.kind) ? 80 : 30
}

export function minimapBars(
  rows: readonly Row[],
  room: number,
  selected: string | null,
  hits: ReadonlySet<string>,
): readonly Bar[] {
  const count = Math.min(rows.length, Math.max(1, room))
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * rows.length) / count)
    const to = Math.floor(((bar + 1) * rows.length) / count)
    const entries = rows.slice(from, to).map(({ entry }) => entry)
    const longest = Math.max(0, ...entries.map(lengthOf))
    const tone = entries.some(({ id }) => id === selected)
      ? 'selected'
      : entries.some(isFailure)
        ? 'failure'
        : entries.some(({ kind }) => actions.has(kind))
          ? 'action'
          : 'plain'
    return { length: Math.min(1, 0.25 + longest / 120), tone, hit: entries.some(({ id }) => hits.has(id)), from, to }
  })
}
