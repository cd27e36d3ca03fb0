import { create } from 'zustand'
import type { Proposal } from '#contract/proposal.ts'
import type { TimelineEntry } from '#contract/transcript.ts'

/** The decision that is to become a test; null: none is asked about. */
export const useProposalTest = create<{ readonly of: Proposal | null }>()(() => ({ of: null }))

export const askForTest = (of: Proposal): void => useProposalTest.setState({ of })
export const closeTest = (): void => useProposalTest.setState({ of: null })

const undecided: readonly Proposal['state'][] = ['received', 'pending', 'awaiting_second']

/** What a person's decision teaches; null: it was neither rejected nor edited, or is not decided yet. */
export function lessonOf({ state, decision, revision }: Proposal): 'rejected' | 'edited' | null {
  if (decision === null || undecided.includes(state)) return null
  if (decision.verb === 'reject') return 'rejected'
  return revision > 0 ? 'edited' : null
}

/** The decision a row of the timeline tells of, where a test can be made of it. What was imported is not this desk's. */
export function lessonAt(entry: TimelineEntry | undefined, proposals: readonly Proposal[]): Proposal | null {
  if (entry === undefined || 'imported' in entry || !('proposalId' in entry)) return null
  const proposal = proposals.find(({ id }) => id === entry.proposalId)
  return proposal === undefined || lessonOf(proposal) === null ? null : proposal
}
