import type { Proposal } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'

const words = (text: unknown): string =>
  typeof text === 'string' ? text.trim().replace(/\s+/g, ' ').toLowerCase() : ''

const sameWords = (proposal: Proposal, args: Arguments): boolean =>
  words(args['text']) !== '' && words(proposal.proposedArguments['text']) === words(args['text'])

/** The newest rejection in this conversation of the same call, or of the same words. */
export function rejectedBefore(
  earlier: readonly Proposal[],
  tool: string,
  argsHash: string,
  args: Arguments,
): Proposal['rejectedBefore'] {
  const found = earlier.findLast(
    (proposal) =>
      proposal.state === 'rejected' &&
      proposal.tool === tool &&
      (proposal.argsHash === argsHash || sameWords(proposal, args)),
  )
  if (found === undefined) return null
  const reasons = found.decision?.reasons.join(', ') ?? ''
  return { proposalId: found.id, reason: found.decision?.reason || reasons || 'no reason given' }
}

/** The newest call of this conversation with the same tool and arguments that ran or may have run. */
export function duplicateOf(earlier: readonly Proposal[], tool: string, argsHash: string): Proposal | null {
  return (
    earlier.findLast(
      (proposal) =>
        proposal.tool === tool &&
        proposal.argsHash === argsHash &&
        ['succeeded', 'unknown', 'executing', 'scheduled'].includes(proposal.state),
    ) ?? null
  )
}
