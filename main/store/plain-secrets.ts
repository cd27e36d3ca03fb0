import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import { hideInRequest } from '#main/kernel/tool-secrets.ts'

/**
 * Acts on agents were stored with the secrets of their tools once, before marks stood for them. What is sealed stays as it was
 * sealed; whoever reads it finds the marks.
 */
const carriesAgent = new Set<string>([actNames.create, actNames.update])

export const withMarks = (proposal: Proposal): Proposal =>
  carriesAgent.has(proposal.tool)
    ? { ...proposal, arguments: { ...proposal.arguments, ...hiddenAgent(proposal.arguments) } }
    : proposal

/** Events name no tool, except the first: any request that carries an agent is taken for one. */
export function parseEvent(payload: string): ProposalEvent {
  const event = JSON.parse(payload) as ProposalEvent
  if (!payload.includes('"agent":{') || !payload.includes('"tools":[')) return event
  return JSON.parse(JSON.stringify(event), (name, value: Json) =>
    name === 'agent' ? hideInRequest(value) : value,
  ) as ProposalEvent
}

const hiddenAgent = ({ agent }: Proposal['arguments']) => (agent === undefined ? {} : { agent: hideInRequest(agent) })
