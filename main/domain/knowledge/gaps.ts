import { createHash } from 'node:crypto'
import type { GapSignal, KnowledgeGap } from '#contract/knowledge.ts'
import { clusterQuestions } from '#main/domain/knowledge/clusters.ts'

/**
 * One list of what the knowledge does not answer. Questions that ask the same are one gap; it counts how often it was met, and
 * what that cost: conversations it came up in, and the time people spent on replies that it spoiled.
 */
export type GapMark = {
  readonly state: KnowledgeGap['state']
  readonly documentId: string | null
}

/** `marks`: what was decided about single signals; `drafts`: which draft a signal is written about in. */
export function gatherGaps(
  signals: readonly GapSignal[],
  marks: ReadonlyMap<string, GapMark>,
  drafts: ReadonlyMap<string, string>,
): readonly KnowledgeGap[] {
  // Oldest first, so that a gap keeps its name while it grows.
  const ordered = signals.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  return clusterQuestions(ordered.map(({ question }) => question)).map(({ members, centre, words }) => {
    const of = members.flatMap((place) => ordered[place] ?? [])
    const decided = of.map(({ key }) => marks.get(key) ?? null)
    const open = of.filter((_, place) => (decided[place]?.state ?? 'open') === 'open')
    const state = open.length > 0 ? 'open' : decided.some((mark) => mark?.state === 'resolved') ? 'resolved' : 'ignored'
    const counted = state === 'open' ? open : of
    return {
      id: nameOf(of[0]?.key ?? ''),
      state,
      question: ordered[centre]?.question ?? '',
      words: [...words],
      ...costOf(counted),
      signals: counted.toReversed(),
      humanAnswers: of.filter(({ humanAnswer }) => humanAnswer !== null).length,
      draftId: of.map(({ key }) => drafts.get(key)).find((id) => id !== undefined) ?? null,
      documentId: decided.map((mark) => mark?.documentId ?? null).find((id) => id !== null) ?? null,
    }
  })
}

const nameOf = (key: string): string => `g_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`

function costOf(signals: readonly GapSignal[]) {
  const sum = (of: (signal: GapSignal) => number) => signals.reduce((total, signal) => total + of(signal), 0)
  const sure = signals.flatMap(({ confidence }) => confidence ?? [])
  // Several signals of one reply are one time that it was met.
  const met = new Map<string, number>()
  for (const { proposalId, key, times } of signals) met.set(proposalId ?? key, times)
  const here = new Set(signals.flatMap(({ conversationId }) => conversationId ?? []))
  const elsewhere = sum(({ conversationId, times }) => (conversationId === null ? times : 0))
  const byReply = new Map<string, GapSignal>()
  for (const signal of signals) byReply.set(signal.proposalId ?? signal.key, signal)
  const once = [...byReply.values()]
  return {
    count: [...met.values()].reduce((total, times) => total + times, 0),
    conversations: here.size + elsewhere,
    effortMs: once.reduce((total, { effortMs }) => total + (effortMs ?? 0), 0),
    tokens: once.reduce((total, { tokens }) => total + (tokens ?? 0), 0),
    lastAt: signals.reduce((last, { at }) => Math.max(last, at), 0),
    bestConfidence: sure.length === 0 ? null : Math.max(...sure),
  }
}

/** By how often, or by the time of people; what is equal goes by the other, then by the newest. */
export function rankGaps(gaps: readonly KnowledgeGap[], order: 'count' | 'cost'): readonly KnowledgeGap[] {
  const [first, second] = order === 'count' ? (['count', 'effortMs'] as const) : (['effortMs', 'count'] as const)
  return gaps.toSorted(
    (a, b) =>
      b[first] - a[first] ||
      b[second] - a[second] ||
      b.tokens - a.tokens ||
      b.lastAt - a.lastAt ||
      (a.id < b.id ? -1 : 1),
  )
}
