import type { Conversation } from '#contract/conversation.ts'
import type { Signer } from '#contract/proposal.ts'
import { blockedResult, simulatedResult } from '#main/domain/outcome.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import type { SchemaIssue } from '#main/domain/schema.ts'
import { seenAs } from '#main/domain/reply/rendering.ts'
import { undoWindow } from '#main/domain/timing.ts'
import type { Desk } from '#main/services/desk.ts'

/** What the verdict of the policy makes of a new proposal: blocked, asked, or signed by a rule. */
export function firstEvents(
  desk: Desk,
  made: NewProposal,
  { channel }: Conversation,
  {
    issues,
    known,
    refused,
  }: { readonly issues: readonly SchemaIssue[]; readonly known: boolean; readonly refused: string | null },
): ProposalEvent[] {
  switch (made.policy.verdict) {
    case 'deny': {
      if (refused !== null) {
        return [{ type: 'blocked', code: 'blocked', message: refused, result: blockedResult('blocked', refused) }]
      }
      if (known && issues.length === 0) return [refusedBy(made.policy.rule)]
      const code = known ? 'invalid_arguments' : 'unknown_tool'
      const found = issues.map((issue) => `${issue.pointer || 'arguments'}: ${issue.message}`)
      const message = known ? found.join('; ') : `There is no tool named ${made.tool}.`
      return [{ type: 'blocked', code, message, result: blockedResult(code, message) }]
    }
    case 'allow':
    case 'dry_run':
      return [byRule(made, undoWindow(desk.configuration().timing, made, channel), desk.time.now())]
    case 'ask':
    case 'ask_two':
      return [{ type: 'asked' }]
  }
}

/** The agent hears that it may not, not how the rules are written. */
const refusedBy = (rule: string): ProposalEvent => ({
  type: 'blocked',
  code: 'blocked',
  message: `Refused by rule: ${rule}`,
  result: blockedResult('blocked', 'The policy of this desk refuses this call.'),
})

/** In a rehearsal a rule's yes leaves nothing either. `window`: how long (ms) it can still be taken back. */
function byRule(made: NewProposal, window: number, now: number): ProposalEvent {
  const signer: Signer = { by: 'rule', name: made.policy.rule }
  if (made.mode === 'dry_run') {
    const request = { tool: made.tool, arguments: made.arguments }
    return { type: 'simulated', signer, request, result: simulatedResult() }
  }
  const approval = approvedBy(signer, made)
  return window === 0 ? approval : { ...approval, dueAt: now + window }
}

/** The approval of a proposal exactly as it was made. */
export const approvedBy = (
  signer: Signer,
  made: Pick<NewProposal, 'kind' | 'arguments' | 'argsHash' | 'sentence'>,
  revision = 0,
): Extract<ProposalEvent, { type: 'approved' }> => ({
  type: 'approved',
  verb: 'approve',
  signer,
  revision,
  arguments: made.arguments,
  argsHash: made.argsHash,
  sentence: made.sentence,
  ...seenAs(made.kind, made.arguments),
})
