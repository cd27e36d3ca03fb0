import type { BotPart } from '#contract/answering.ts'
import type { GapSignal, GapSignalKind } from '#contract/knowledge.ts'
import type { RejectReason } from '#contract/proposal.ts'
import { contentWords } from '#main/domain/reply/words.ts'

/** Whether a reply of the agent says that something was not known: by the passages it had, and by what a person made of it. */
export type ReplyRecord = {
  readonly proposalId: string
  readonly conversationId: number
  readonly at: number
  /** The customer's newest words that it answered. */
  readonly question: string
  readonly proposed: string
  /** What went out in its place, or is to; null: nothing. */
  readonly sent: string | null
  readonly verb: 'approve' | 'edit' | 'reject' | 'answer' | 'retry' | null
  readonly decidedAt: number | null
  readonly reasons: readonly RejectReason[]
  /** Kept as a lesson about knowledge. */
  readonly isLesson: boolean
  readonly passages: readonly { readonly text: string; readonly score: number }[]
  /** Tools were asked in this conversation: what they said is a source too. */
  readonly hadTools: boolean
  readonly tokens: number | null
  /** What a person answered later, where the reply itself was rejected. */
  readonly laterAnswer: string | null
  /** What the bot made of it, where it was asked; `unanswered`: this is the hand-over to a person, not a reply. */
  readonly bot: { readonly outcome: BotPart['outcome']; readonly confidence: number | null } | null
}

/** Below this the best passage is a poor one. */
export const poorScore = 0.5
const longestEffortMs = 15 * 60_000
const fewestAdded = 4
const mostCovered = 0.5

export function signalsOf(reply: ReplyRecord): readonly GapSignal[] {
  if (contentWords(reply.question).length === 0) return []
  return kindsOf(reply).map((kind) => ({
    key: `${reply.proposalId}:${kind}`,
    kind,
    question: reply.question,
    times: 1,
    at: reply.at,
    conversationId: reply.conversationId,
    proposalId: reply.proposalId,
    botGapId: null,
    confidence: kind === 'under_line' ? (reply.bot?.confidence ?? null) : bestOf(reply),
    effortMs: effortOf(reply),
    tokens: reply.tokens,
    humanAnswer: reply.verb === 'edit' ? reply.sent : reply.laterAnswer,
  }))
}

function kindsOf(reply: ReplyRecord): readonly GapSignalKind[] {
  const best = bestOf(reply) ?? -1
  const isEdited = reply.verb === 'edit' && reply.sent !== null && addsUnsourced(reply, reply.sent)
  const outcome = reply.bot?.outcome ?? 'answered'
  if (outcome === 'unanswered') return ['under_line']
  return [
    ...(outcome === 'answered' ? [] : (['under_line'] as const)),
    ...(reply.reasons.includes('knowledge gap') || reply.isLesson ? (['rejected'] as const) : []),
    ...(isEdited ? (['edited'] as const) : []),
    ...(best >= 0 && best < poorScore ? (['low_score'] as const) : []),
    ...(best < 0 && !reply.hadTools ? (['no_source'] as const) : []),
  ]
}

const bestOf = ({ passages }: ReplyRecord): number | null =>
  passages.length === 0 ? null : Math.max(...passages.map(({ score }) => score))

/** The words a person put in are mostly in no passage. */
function addsUnsourced({ proposed, passages, hadTools }: ReplyRecord, sent: string): boolean {
  if (hadTools && passages.length === 0) return false
  const before = keysOf(proposed)
  const added = [...keysOf(sent)].filter((key) => !before.has(key))
  if (added.length < fewestAdded) return false
  const known = keysOf(passages.map(({ text }) => text).join('\n'))
  return added.filter((key) => known.has(key)).length < added.length * mostCovered
}

const keysOf = (text: string): ReadonlySet<string> => new Set(contentWords(text.slice(0, 20_000)).map(({ key }) => key))

function effortOf({ verb, decidedAt, at }: ReplyRecord): number | null {
  if (decidedAt === null || (verb !== 'edit' && verb !== 'reject')) return null
  return Math.min(longestEffortMs, Math.max(0, decidedAt - at))
}
