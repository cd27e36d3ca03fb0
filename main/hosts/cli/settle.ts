import { setTimeout as wait } from 'node:timers/promises'
import type { Proposal } from '#contract/proposal.ts'
import type { Desk } from '#main/hosts/cli/command.ts'

const underWay: readonly Proposal['state'][] = ['received', 'scheduled', 'executing']

/** The proposal once it is no longer on its way, or as it stands when the time is up. */
export async function settled(desk: Desk, proposal: Proposal, seconds: number): Promise<Proposal> {
  const until = performance.now() + seconds * 1000
  let current = proposal
  while (underWay.includes(current.state) && performance.now() < until) {
    await wait(100)
    current = (await desk.proposals.get({ id: proposal.id })).proposal
  }
  return current
}
