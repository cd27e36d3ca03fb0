import type { Configuration } from '#contract/settings.ts'
import { createGuardedHttp } from '#main/clients/egress.ts'
import type { HttpClient } from '#main/clients/http.ts'
import { createIntercom } from '#main/clients/intercom.ts'
import { createVoiceAgents, noVoiceAgents } from '#main/clients/xai-agents.ts'
import { createSpeechToText } from '#main/clients/xai-speech.ts'
import { createSupportAgent } from '#main/clients/xai-support.ts'
import type { Clock, Log, Random, Vault } from '#main/kernel/ports.ts'
import type { Connections } from '#main/services/desk.ts'
import { createRegistry } from '#main/tools/registry.ts'

export type ConnectionPorts = {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Clients for what is configured and has a key. Keys are fetched at the last moment, never kept. */
export async function connect(ports: ConnectionPorts): Promise<Connections & { readonly close: () => Promise<void> }> {
  const { configuration, vault, http, clock, random, log } = ports
  const { xai, helpdesk: desk } = configuration.connections
  const agentKey = async () => (await vault.get('support_agent')) ?? (await vault.get('xai'))
  const agent =
    xai === undefined || configuration.agent === undefined || (await agentKey()) === null
      ? null
      : createSupportAgent({ http, random, baseUrl: xai.baseUrl, key: agentKey })
  const helpdesk =
    desk === undefined || (await vault.get('helpdesk')) === null
      ? null
      : createIntercom({
          http,
          clock,
          log,
          baseUrl: desk.baseUrl,
          version: desk.version,
          token: () => vault.get('helpdesk'),
          actingAdminId: desk.actingAdminId ?? null,
        })
  const guarded = createGuardedHttp({ clock, random, log, allowedHosts: () => configuration.allowedHosts })
  const tools = createRegistry({
    catalogue: configuration.tools,
    helpdesk,
    http: guarded,
    secret: vault.get,
    clock,
    escalation: { tag: desk?.escalationTag ?? 'escalate', assignee: desk?.escalationAssignee ?? null },
  })
  const voiceAgents =
    xai === undefined ? noVoiceAgents() : createVoiceAgents({ http, baseUrl: xai.baseUrl, key: () => vault.get('xai') })
  const speech =
    xai === undefined ? null : createSpeechToText({ http, baseUrl: xai.baseUrl, key: () => vault.get('xai') })
  return { agent, helpdesk, tools, voiceAgents, speech, close: guarded.close }
}
