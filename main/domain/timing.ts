import type { Channel } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Risk } from '#contract/tool.ts'
import { riskKey } from '#main/domain/risk.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** How long a proposal may wait, how long a signature can be taken back, and when something happens by itself. All in ms. */
export type Timing = Configuration['timing']

const second = 1000
const minute = 60 * second

/** The moment from which nobody can say yes any more, or null. As its rule says, else as its tier has it. */
export function expiryOf(timing: Timing, risk: Risk, at: number, policy?: Proposal['policy']): number | null {
  if (policy?.expiresAt !== undefined) return policy.expiresAt
  const minutes = timing.expiryMinutes[riskKey(risk)]
  return minutes === null ? null : at + minutes * minute
}

/** How long something signed waits before it leaves: as its rule says, else words to a customer as the channel has it. */
export function undoWindow(timing: Timing, proposal: Pick<Proposal, 'kind' | 'policy'>, channel: Channel): number {
  if (proposal.policy.undoSeconds !== undefined) return proposal.policy.undoSeconds * second
  switch (proposal.kind) {
    case 'reply':
      return timing.undoSeconds[channel] * second
    case 'note':
    case 'tool':
    case 'escalate':
    case 'close':
      return 0
    default:
      return assertNever(proposal.kind)
  }
}

/** When the next thing happens to it by itself: it comes back into the queue, or expires. Null: never. */
export function wakesAt(proposal: Proposal): number | null {
  if (proposal.state !== 'pending' && proposal.state !== 'awaiting_second') return null
  const moments = [proposal.expiresAt, proposal.snoozed?.until ?? null].filter((moment) => moment !== null)
  return moments.length === 0 ? null : Math.min(...moments)
}
