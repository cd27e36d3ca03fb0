import type { Proposal } from '#contract/proposal.ts'
import { botName, isOfBot } from '#main/domain/answering.ts'
import type { Desk } from '#main/services/desk.ts'

/** What is proposed now is only rehearsed, whoever proposes it: the whole desk is, or this tool. */
export function isRehearsed(desk: Pick<Desk, 'configuration'>, tool: string): boolean {
  const { dryRun } = desk.configuration()
  return dryRun.desk || dryRun.tools.includes(tool)
}

/** Whether what the agent proposes is: its own words and calls, not those of a person. */
export function isAgentRehearsed(desk: Pick<Desk, 'configuration'>, isBots: boolean): boolean {
  const { dryRun, agent } = desk.configuration()
  if (isBots) return dryRun.agents.includes(botName)
  return agent !== undefined && dryRun.agents.includes(agent.id)
}

/**
 * Why what was proposed for real cannot be run now, in words; null: it can. It is not simulated either, since then its
 * customer would never hear of it: it waits until the rehearsal is over.
 */
export async function heldByRehearsal(
  desk: Pick<Desk, 'configuration' | 'store'>,
  { mode, tool, turnId }: Pick<Proposal, 'mode' | 'tool' | 'turnId'>,
): Promise<string | null> {
  if (mode !== 'live') return null
  const isHeld =
    isRehearsed(desk, tool) ||
    (desk.configuration().dryRun.agents.length > 0 && (await isOfRehearsedAgent(desk, turnId)))
  return isHeld ? 'It was proposed before the dry run began, and is not run until that is over.' : null
}

async function isOfRehearsedAgent(desk: Pick<Desk, 'configuration' | 'store'>, turnId: string): Promise<boolean> {
  const { origin, conversationId, bot } = await desk.store.conversations.turn(turnId)
  if (origin !== 'agent') return false
  const call = await desk.store.calls.ofConversation(conversationId)
  return call === null ? isAgentRehearsed(desk, isOfBot(bot ?? null)) : isVoiceAgentRehearsed(desk, call.agent.id)
}

export const isVoiceAgentRehearsed = (desk: Pick<Desk, 'configuration'>, agentId: string): boolean =>
  desk.configuration().dryRun.agents.includes(agentId)
