import type { Proposal } from '#contract/proposal.ts'
import { assertNever } from '#main/kernel/errors.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { readsOnly } from '#main/domain/risk.ts'

/** The proposals of one turn: in which order they stand, what may run now, when the agent can be answered. */
type Placed = Pick<Proposal, 'kind' | 'risk'>

/** reads · writes · reply · end state */
function rank({ kind, risk }: Placed): number {
  switch (kind) {
    case 'tool':
      return readsOnly(risk) ? 0 : 1
    case 'note':
      return 1
    case 'reply':
      return 2
    case 'escalate':
    case 'close':
      return 3
    default:
      return assertNever(kind)
  }
}

/** The position of each item; items of the same rank stay in the order the agent gave them. */
export function orderBundle(items: readonly Placed[]): readonly number[] {
  const order = items.map((item, index) => ({ index, rank: rank(item) })).toSorted((a, b) => a.rank - b.rank)
  const positions = items.map(() => 0)
  order.forEach(({ index }, position) => {
    positions[index] = position
  })
  return positions
}

/** Words to the customer and end states wait for all that stands before them; everything else runs at once. */
export function runnable(proposal: Proposal, siblings: readonly Proposal[]): boolean {
  if (rank(proposal) < 2) return true
  return siblings.every((other) => other.id === proposal.id || other.position >= proposal.position || isSettled(other))
}

export const bundleSettled = (proposals: readonly Proposal[]): boolean => proposals.every(isSettled)
