import type { Proposal } from '#contract/proposal.ts'
import type { PolicyLine } from '#contract/verdict.ts'
import { uncovered } from '#main/domain/output-checks.ts'
import type { ProposalEvent, SignedFinding } from '#main/domain/proposal-event.ts'
import { seenAs } from '#main/domain/reply/rendering.ts'
import type { Desk } from '#main/services/desk.ts'
import { findInWords } from '#main/services/replies/output-gate.ts'
import { heldByRehearsal } from '#main/services/policies/rehearsing.ts'

/**
 * Whether the signatures a proposal has are still enough: the rules and the checks of outgoing words are asked again, as
 * they are now. What became stricter since stops it; what became milder changes nothing.
 */
type Signing = Extract<ProposalEvent, { type: 'approved' | 'signed' }>

/** Why it may not go out, in words; null: it may. `second`: a second person is about to sign, having seen `found`. */
export async function stopsSigned(
  desk: Desk,
  proposal: Proposal,
  second: { readonly found: readonly SignedFinding[] } | null = null,
): Promise<string | null> {
  const held = await heldByRehearsal(desk, proposal)
  if (held !== null) return held
  const signings = await signingsOf(desk, proposal)
  const byRule = second === null && signings.at(-1)?.signer.by === 'rule'
  const two = second !== null || signings.some((one) => one.type === 'approved' && one.second !== undefined)
  const rules = await desk.policies.verdictNow(proposal)
  if (byRule && rules?.verdict !== 'allow' && !isLookup(desk, proposal, rules, signings.at(-1))) {
    return `${rules?.rule ?? 'The rule'}: it is not for a rule to sign any more.`
  }
  if (rules?.verdict === 'deny') return `${rules.rule}: a rule refuses it since it was signed.`
  if (rules?.verdict === 'ask_two' && !two) return `${rules.rule}: a rule asks two people since it was signed.`
  const { rendering } = seenAs(proposal.kind, proposal.arguments)
  if (signings.some((one) => one.rendering !== rendering))
    return 'Its words look different since this desk was updated.'
  const found = second?.found ?? (await findInWords(desk, proposal, proposal.arguments))
  const open = byRule
    ? found[0]
    : uncovered(
        found,
        signings.flatMap(({ findings = [] }) => findings),
        two,
      )
  return open === undefined || open === null ? null : `${open.label}: the signature does not cover it.`
}

/** Signed because reads of its call need no signature, and they still do not. */
const isLookup = (
  desk: Desk,
  { conversationId, tool }: Proposal,
  rules: PolicyLine | null,
  signing: Signing | undefined,
): boolean =>
  rules?.verdict === 'ask' &&
  desk.connections().tools.find(tool)?.access === 'read' &&
  signing?.signer.name === desk.lookups.rule(conversationId)

/** What stands under the present arguments, since it was last given back or taken back. */
async function signingsOf(desk: Desk, { id, argsHash }: Proposal): Promise<readonly Signing[]> {
  const events = (await desk.store.ledger.history(id)).map(({ event }) => event)
  const from = events.findLastIndex(({ type }) => type === 'returned' || type === 'withdrawn')
  return events
    .slice(from + 1)
    .filter((event) => event.type === 'approved' || event.type === 'signed')
    .filter((event) => event.argsHash === argsHash)
}
