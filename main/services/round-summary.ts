import type { Proposal } from '#contract/proposal.ts'

/** What the agent did in the rounds it used up, for the person who decides whether it may go on. */
export function summariseRounds(rounds: number, proposals: readonly Pick<Proposal, 'tool' | 'state'>[]): string {
  const stopped = `Stopped after ${rounds} ${rounds === 1 ? 'round' : 'rounds'} without an answer for the customer.`
  const byTool = Map.groupBy(proposals, (proposal) => proposal.tool)
  const parts = [...byTool].map(([tool, calls]) => `${tool} ${describe(calls)}`)
  return parts.length === 0 ? stopped : `${stopped} Asked for: ${parts.join('; ')}.`
}

function describe(calls: readonly Pick<Proposal, 'state'>[]): string {
  const done = calls.filter((call) => call.state === 'succeeded' || call.state === 'answered').length
  const times = calls.length === 1 ? 'once' : `${calls.length} times`
  return done === calls.length ? times : `${times} (${done} done)`
}
