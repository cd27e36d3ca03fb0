import type { AgentConfiguration, FieldDifference, Merge } from '#contract/agent.ts'
import type { AgentChange } from '#contract/agent-act.ts'
import type { StoredVoiceAgent } from '#main/clients/xai/agents.ts'
import { describeDifferences } from '#main/domain/agents/differences.ts'
import { changedFields, isEmptyField } from '#main/domain/agents/fields.ts'
import { mergeConfigurations } from '#main/domain/agents/merge.ts'
import type { Desk } from '#main/services/desk.ts'

/** Versions that were kept of agents: what lies between two of them, and going back to one. */
export async function readNow(desk: Desk, id: string, signal: AbortSignal) {
  const agent = await desk.connections().voiceAgents.get(id, signal)
  const [history] = await desk.store.agents.see([
    {
      agentId: id,
      configuration: agent.configuration,
      unknownFields: agent.unknownFields,
      updatedAt: agent.updatedAt,
      own: null,
      looked: false,
    },
  ])
  if (history === undefined) throw new RangeError('A version was not stored.')
  return { agent, version: history.newest }
}

export async function diffVersions(
  desk: Desk,
  { id, from, to }: { readonly id: string; readonly from: number; readonly to: number },
): Promise<readonly FieldDifference[]> {
  const [before, after] = await Promise.all([desk.store.agents.version(id, from), desk.store.agents.version(id, to)])
  return describeDifferences(before.configuration, after.configuration)
}

/** A change like any other, from what the agent is now to what it was. What it had not is cleared: that is what was asked for. */
export async function restoreVersion(
  desk: Desk,
  { id, version: wanted }: { readonly id: string; readonly version: number },
  signal: AbortSignal,
): Promise<{ readonly change: AgentChange; readonly differences: FieldDifference[] }> {
  const { configuration: draft } = await desk.store.agents.version(id, wanted)
  const { agent, version } = await readNow(desk, id, signal)
  const { configuration: now } = agent
  const clear = changedFields(now, draft).filter((field) => isEmptyField(draft, field))
  return {
    change: { id, base: version.version, draft, clear: [...clear], restores: wanted },
    differences: [...describeDifferences(now, draft)],
  }
}

export function mergeWith(
  base: AgentConfiguration,
  mine: AgentConfiguration,
  { configuration: theirs }: Pick<StoredVoiceAgent, 'configuration'>,
  version: Merge['version'],
): Merge {
  const { fields, conflicts, merged } = mergeConfigurations(base, mine, theirs)
  return { version, theirs, fields, conflicts, merged }
}
