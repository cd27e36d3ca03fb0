import type { Proposal } from '#contract/proposal.ts'

/**
 * The rejection a proposal answers: the newest refused one of the same tool that was proposed earlier, as long as nothing
 * of that tool has come about since.
 */
export function answeredRejection(
  proposal: Pick<Proposal, 'id' | 'tool' | 'proposedAt' | 'state'>,
  here: readonly Proposal[],
): Proposal | null {
  if (proposal.state !== 'pending') return null
  const last = here
    .filter((other) => other.id !== proposal.id && other.tool === proposal.tool)
    .filter((other) => other.state !== 'pending' && other.state !== 'received' && other.state !== 'superseded')
    .filter((other) => other.proposedAt < proposal.proposedAt)
    .toSorted((one, two) => one.proposedAt - two.proposedAt)
    .at(-1)
  return last?.state === 'rejected' ? last : null
}
