import type { Proposal } from '#contract/proposal.ts'

/**
 * Whether a proposal may be signed together with others: only what nobody has to look at twice. What only the desk knows
 * at the moment, such as a conversation that moved, is asked for beside it.
 */
export type SeenNow = {
  /** The conversation is the one it was made for. */
  readonly unchanged: boolean
  /** It is in the catalogue. */
  readonly known: boolean
  /** A person does it, by hand. */
  readonly manual: boolean
  readonly now: number
}

/** Why not, in words; null: it may. */
export function excludedFromTogether(proposal: Proposal, seen: SeenNow): string | null {
  const { state, risk, kind, policy } = proposal
  if (state !== 'pending')
    return state === 'awaiting_second' ? 'It waits for a second person' : 'It was decided already'
  if (proposal.snoozed !== null) return 'It was put off'
  if (risk >= 3) return risk === 4 ? 'It cannot be undone: decide it alone' : 'Money or account: decide it alone'
  if (proposal.expiresAt !== null && proposal.expiresAt <= seen.now) return 'It has expired'
  if (!seen.unchanged) return 'The conversation moved since'
  if (!seen.known) return 'Its tool is not in the catalogue'
  if (seen.manual) return 'It is done by hand'
  if (proposal.guardrail !== null) return 'A guardrail answered'
  if (proposal.rejectedBefore !== null) return 'It looks like one that was rejected'
  if (policy.verdict === 'ask_two') return 'It needs two people'
  if (policy.verdict === 'deny') return 'A rule forbids it'
  if (policy.requireReason === true) return 'Its rule wants a reason'
  const failed = proposal.checks.find((check) => check.result !== 'pass')
  if (failed !== undefined) return failed.detail === null ? failed.label : `${failed.label}: ${failed.detail}`
  return kind === 'escalate' || kind === 'close' ? 'It ends the agent’s work: decide it alone' : null
}
