import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { said, saidSentence, t } from '#renderer/ui/language.ts'

/** What is marked over the sound of a call: where something was read, proposed, decided, cut short or bookmarked. */
export type PlayerMark = {
  readonly id: string
  readonly atMs: number
  readonly kind: 'retrieval' | 'proposal' | 'decision' | 'barge_in' | 'bookmark' | 'problem'
  readonly words: string
}

function markOf(entry: TimelineEntry): Omit<PlayerMark, 'id' | 'atMs'> | null {
  switch (entry.kind) {
    case 'retrieval':
      return { kind: 'retrieval', words: t('Read {{count}} from the knowledge', { count: entry.chunks.length }) }
    case 'proposal':
      return { kind: 'proposal', words: t('Proposed: {{sentence}}', { sentence: saidSentence(entry.sentence) }) }
    case 'decision':
      return { kind: 'decision', words: `${entry.signer.name}: ${saidSentence(entry.sentence)}` }
    case 'device':
      if (entry.mark.kind === 'barge_in' || entry.mark.kind === 'bookmark' || entry.mark.kind === 'problem')
        return { kind: entry.mark.kind, words: said(entry.mark.text) }
      return null
    default:
      return null
  }
}

/** `fromMs`: where in the call its sound begins. */
export function playerMarks({ entries }: Transcript, fromMs: number, durationMs: number): readonly PlayerMark[] {
  return entries.flatMap((entry) => {
    const mark = entry.atMs === null || entry.atMs < fromMs || entry.atMs > fromMs + durationMs ? null : markOf(entry)
    return mark === null || entry.atMs === null ? [] : [{ ...mark, id: entry.id, atMs: entry.atMs }]
  })
}

/** Of marks that would lie over one another the one that tells most is drawn: what was decided, then what was proposed. */
export function drawnMarks(marks: readonly PlayerMark[], leastMs: number): readonly PlayerMark[] {
  const drawn: PlayerMark[] = []
  for (const mark of marks) {
    const before = drawn.at(-1)
    if (before === undefined || mark.atMs - before.atMs >= leastMs) drawn.push(mark)
    else if (weights[mark.kind] > weights[before.kind]) drawn.splice(-1, 1, mark)
  }
  return drawn
}
const weights: Readonly<Record<PlayerMark['kind'], number>> = {
  retrieval: 0,
  bookmark: 1,
  barge_in: 2,
  proposal: 3,
  problem: 4,
  decision: 5,
}

/** The next of them after this moment, or the one before; a second is allowed, so that one gets past the one that is heard. */
export function nextMark(marks: readonly PlayerMark[], atMs: number, by: 1 | -1): PlayerMark | null {
  const found =
    by === 1 ? marks.find((mark) => mark.atMs > atMs + 50) : marks.findLast((mark) => mark.atMs < atMs - 1000)
  return found ?? null
}
