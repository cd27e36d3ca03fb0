import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { isSaid } from '#main/domain/reply/rendering.ts'

/**
 * Which parts of a conversation this desk wrote. The admin it acts as may be a person too, so the name proves nothing: a
 * part is ours by the id of a receipt, or because it has the words of something we sent and whose part nobody has seen yet.
 * Everything else by that admin is a colleague's.
 */
export type Sent = {
  readonly proposalId: string
  readonly kind: 'comment' | 'note'
  readonly words: string
  /** When the attempt left, by this machine's clock. */
  readonly sentAt: number
  /** See `answeredAt`. */
  readonly after?: number | null
}

type Part = Pick<Message, 'kind' | 'text' | 'at'> & { readonly externalId: string }

/** The helpdesk counts in whole seconds on its own clock. */
export const clockSkewMs = 120_000

/** A proposal whose words are, or may be, at the helpdesk without an id we know; null where there is nothing to look for. */
export function sentWithoutId(
  proposal: Pick<Proposal, 'id' | 'state' | 'attempts' | 'outcome'>,
  kind: Sent['kind'],
  words: string,
  after: number | null = null,
): Sent | null {
  const sentAt = proposal.attempts.at(-1)?.sentAt ?? null
  const isOut = ['executing', 'unknown', 'succeeded'].includes(proposal.state)
  const isIdentified = (proposal.outcome?.receipt?.remoteId ?? null) !== null
  return sentAt === null || !isOut || isIdentified
    ? null
    : { proposalId: proposal.id, kind, words, sentAt, ...(after === null ? {} : { after }) }
}

/**
 * External ids of the parts that are ours, of `parts` by the admin this desk acts as, oldest first. `known`: the messages
 * stored already; one that was taken for an attempt before is its part, and no later one can be.
 */
export function matchOwnParts(
  sent: readonly Sent[],
  known: readonly Message[],
  parts: readonly Part[],
): ReadonlySet<string> {
  const open = [...sent].toSorted((a, b) => a.sentAt - b.sentAt)
  const claim = (fits: (one: Sent) => boolean): boolean => {
    const index = open.findIndex(fits)
    if (index !== -1) open.splice(index, 1)
    return index !== -1
  }
  for (const message of known) {
    if (message.externalId === null || message.author !== 'agent') continue
    claim((one) => (message.proposalId === null ? isPartOf(one, message) : one.proposalId === message.proposalId))
  }
  const seen = new Set(known.map((message) => message.externalId))
  const found = parts.filter((part) => !seen.has(part.externalId) && claim((one) => isPartOf(one, part)))
  return new Set(found.map((part) => part.externalId))
}

/**
 * When, by the helpdesk's clock, the newest words were written that a proposal was made for: what left because of it came
 * later, however wrong this machine's clock is. Null: they are not known here.
 */
export function answeredAt({ context }: Pick<Proposal, 'context'>, known: readonly Message[]): number | null {
  if (context === undefined) return null
  const read = [context.lastCustomerPart, context.lastHumanPart].filter((id) => id !== null)
  const times = read.map((id) => known.find((message) => message.externalId === id)?.at ?? null)
  return times.length === 0 || times.includes(null) ? null : Math.max(...times.map(Number))
}

/** The words as they were sent, not before they were: by the helpdesk's clock where that is known, else by this machine's. */
const isPartOf = (sent: Omit<Sent, 'proposalId'>, part: Pick<Message, 'kind' | 'text' | 'at'>): boolean =>
  hasWordsOf(sent, part) && part.at >= (sent.after ?? sent.sentAt - clockSkewMs)

export const hasWordsOf = (sent: Pick<Sent, 'kind' | 'words'>, part: Pick<Message, 'kind' | 'text'>): boolean =>
  part.kind === sent.kind && isSaid(part.text, sent.words)

/** Parts that cannot be this proposal's: they belong to another one, or a colleague wrote them. */
export const partsOfOthers = (proposalId: string, known: readonly Message[]): ReadonlySet<string> =>
  new Set(
    known
      .filter((message) => (message.proposalId ?? proposalId) !== proposalId || message.author === 'operator')
      .flatMap((message) => message.externalId ?? []),
  )
