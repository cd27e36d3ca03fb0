import type { Transcript, TimelineEntry } from '#contract/transcript.ts'
import type { Group } from '#renderer/state/timeline-groups.ts'
import { t } from '#renderer/ui/language.ts'

/** Rows of a timeline as they are shown: which ones, how many of each kind, and which of them something caused. */
export const groupWords = (group: Group, isCall: boolean): string =>
  ({
    said: isCall ? t('Captions') : t('Messages'),
    retrieval: t('Retrieval'),
    decisions: t('Decisions'),
    receipts: t('Receipts'),
    rules: t('Rules'),
    device: t('Device'),
    notes: t('Notes'),
  })[group]

const groupOfKind: Readonly<Record<TimelineEntry['kind'], Group>> = {
  message: 'said',
  caption: 'said',
  retrieval: 'retrieval',
  proposal: 'decisions',
  decision: 'decisions',
  receipt: 'receipts',
  rule: 'rules',
  guardrail: 'decisions',
  device: 'device',
  note: 'notes',
  redaction: 'notes',
  unreadable: 'said',
}

/** What was decided by a rule, and that a person wants something undone; what else rules and the desk did is beside the point at first. */
const decidedByRules = new Set(['approved', 'signed', 'simulated', 'blocked', 'expired', 'undo_requested'])

/** What decides is a decision, whoever decided; where an answer was cut short is told with what was said. */
export function groupOf(entry: TimelineEntry): Group {
  if (entry.kind === 'rule' && decidedByRules.has(entry.event)) return 'decisions'
  if (entry.kind === 'device' && entry.mark.kind === 'barge_in') return 'said'
  return groupOfKind[entry.kind]
}

/** What a toggle says it has: decisions are counted as decisions, what was proposed for them goes with them. */
export function countGroups(entries: readonly TimelineEntry[]): Readonly<Record<Group, number>> {
  const counts = { said: 0, retrieval: 0, decisions: 0, receipts: 0, rules: 0, device: 0, notes: 0 }
  let proposals = 0
  for (const entry of entries) {
    if (entry.kind === 'proposal') proposals += 1
    else if (entry.kind !== 'device' || groupOf(entry) === 'device') counts[groupOf(entry)] += 1
  }
  return { ...counts, decisions: counts.decisions === 0 ? proposals : counts.decisions }
}

/** effect: something caused it, and the spine is thick at it. cause: what the first effect after it follows from. */
export type Row = {
  readonly entry: TimelineEntry
  readonly spine: 'plain' | 'cause' | 'effect'
  /** Where it begins another day than the row before; null elsewhere, and in calls. */
  readonly dayAt: number | null
  /** What was read for it was read for the turn before, too. */
  readonly again: boolean
}

const caused = new Set<TimelineEntry['kind']>(['retrieval', 'guardrail', 'proposal', 'decision', 'rule', 'receipt'])

export function timelineRows(entries: readonly TimelineEntry[], hidden: ReadonlySet<Group>): readonly Row[] {
  const shown = hidden.size === 0 ? entries : entries.filter((entry) => !hidden.has(groupOf(entry)))
  const repeated = repeatedRetrievals(entries)
  let day = ''
  return shown.map((entry, at) => {
    const next = shown[at + 1]
    const leads = next !== undefined && caused.has(next.kind) && (entry.kind === 'caption' || entry.kind === 'message')
    const today = entry.atMs === null ? new Date(entry.at).toDateString() : day
    const isNewDay = today !== day && entry.kind !== 'note'
    if (isNewDay) day = today
    return {
      entry,
      spine: caused.has(entry.kind) ? 'effect' : leads ? 'cause' : 'plain',
      dayAt: isNewDay && entry.atMs === null ? entry.at : null,
      again: repeated.has(entry.id),
    }
  })
}

/** Retrievals that found what the one before them had found. */
function repeatedRetrievals(entries: readonly TimelineEntry[]): ReadonlySet<string> {
  const repeated = new Set<string>()
  let before = ''
  for (const entry of entries) {
    if (entry.kind !== 'retrieval') continue
    const found = JSON.stringify(entry.chunks)
    if (found === before) repeated.add(entry.id)
    before = found
  }
  return repeated
}

/** Which row is meant by a name; an entry of the ledger that has no row of its own is part of the one before it. */
export function findEntry(entries: readonly TimelineEntry[], id: string): TimelineEntry | null {
  const exact = entries.find((entry) => entry.id === id)
  if (exact !== undefined) return exact
  const seq = /^e(\d+)$/.exec(id)?.[1]
  if (seq === undefined) return null
  const seqOf = (entry: TimelineEntry): number => Number(/^e(\d+)$/.exec(entry.id)?.[1] ?? Number.NaN)
  return (
    entries.find((entry) => entry.kind === 'receipt' && seqOf(entry) > Number(seq)) ??
    entries.findLast((entry) => seqOf(entry) < Number(seq)) ??
    null
  )
}

/** Rows that were found, as they stand below one another. */
export function hitsInOrder(entries: readonly TimelineEntry[], hits: readonly string[]): readonly string[] {
  if (hits.length === 0) return []
  const known = new Set(entries.map(({ id }) => id))
  const found = new Set(hits.flatMap((id) => (known.has(id) ? id : (findEntry(entries, id)?.id ?? []))))
  return entries.flatMap(({ id }) => (found.has(id) ? [id] : []))
}

/** The next of them from where one stands, found or not, and around at the end; null: there is none. */
export function nextHit(
  entries: readonly TimelineEntry[],
  found: readonly string[],
  here: string | null,
  by: 1 | -1,
): string | null {
  const place = new Map(entries.map(({ id }, at) => [id, at]))
  const from = here === null ? (by === 1 ? -1 : entries.length) : (place.get(here) ?? -1)
  const isBeyond = (id: string): boolean => ((place.get(id) ?? 0) - from) * by > 0
  return (by === 1 ? found.find(isBeyond) : found.findLast(isBeyond)) ?? (by === 1 ? found[0] : found.at(-1)) ?? null
}

export const isFailure = (entry: TimelineEntry): boolean =>
  entry.kind === 'guardrail' ||
  (entry.kind === 'receipt' && ['failed', 'unknown', 'undo_failed'].includes(entry.result)) ||
  (entry.kind === 'device' && entry.mark.kind === 'problem') ||
  (entry.kind === 'rule' && entry.event === 'blocked')

/** The row in which a moment of the call lies: the last caption that had begun; null: before the first. */
export function rowAt(rows: readonly Row[], atMs: number): number | null {
  const found = rows.findLastIndex(({ entry }) => entry.kind === 'caption' && entry.line.startMs <= atMs)
  return found === -1 ? null : found
}

/** Who speaks at a moment of a call; null: nobody. */
export function speakerAt(transcript: Transcript, atMs: number): string | null {
  const line = transcript.entries.findLast(
    (entry) => entry.kind === 'caption' && entry.line.startMs <= atMs && entry.line.endMs >= atMs,
  )
  if (line?.kind !== 'caption') return null
  return {
    caller: transcript.call?.caller ?? t('Caller'),
    agent: transcript.call?.agent.name ?? t('Agent'),
    operator: t('Operator'),
  }[line.line.lane]
}
