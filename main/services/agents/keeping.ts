import type { Log, Vault } from '#main/kernel/ports.ts'
import { createToolSecrets, type ToolSecrets } from '#main/services/agents/tool-secrets.ts'
import type { Store } from '#main/store/store.ts'
import type { AdministrationPorts } from '#main/tools/administration.ts'

/**
 * What acts on agents need of the desk: which agents are on the line, a place for what an agent has become, and the secrets
 * somebody typed for its tools, which go with that.
 */
export const createKeeping = (
  store: Pick<Store, 'calls' | 'agents' | 'settings' | 'administration'>,
  vault: Vault,
  log: Log,
): Pick<AdministrationPorts, 'isInCall' | 'keep'> & { readonly toolSecrets: ToolSecrets } => {
  const toolSecrets = createToolSecrets(store, vault)
  return {
    toolSecrets,
    isInCall: async (agentId) => (await store.calls.open()).some(({ call }) => call.agent.id === agentId),
    keep: async ({ id, configuration, unknownFields, updatedAt }, origin, { id: proposalId, decision }) => {
      const by = decision?.signer.name ?? ''
      const own = { origin, by, proposalId }
      try {
        await toolSecrets.forget(configuration)
        await store.agents.see([{ agentId: id, configuration, unknownFields, updatedAt, own, looked: true }])
      } catch (error) {
        log('warn', 'agents.version_not_kept', { proposalId, error })
      }
    },
  }
}
