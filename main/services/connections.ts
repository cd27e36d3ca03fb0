import type { KeyName } from '#contract/model.ts'
import type { Configuration } from '#contract/settings.ts'
import { ownDoor } from '#main/clients/http/egress-address.ts'
import { createGuardedHttp } from '#main/clients/http/egress.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { createVoiceAgents, noVoiceAgents } from '#main/clients/xai/agents.ts'
import { createModelCatalog, noModelCatalog } from '#main/clients/xai/catalog.ts'
import { createCollections, managementUrlOf } from '#main/clients/xai/collections.ts'
import { createStoredFiles } from '#main/clients/xai/files.ts'
import { createChatEngine } from '#main/clients/xai/chat.ts'
import { createResponsesEngine } from '#main/clients/xai/responses.ts'
import { createPhoneNumbers, noPhoneNumbers } from '#main/clients/xai/numbers.ts'
import { createSpeechToText } from '#main/clients/xai/speech.ts'
import { sayByCall } from '#main/clients/xai/realtime-speech.ts'
import { createSupportAgent } from '#main/clients/xai/support.ts'
import { createTextToSpeech } from '#main/clients/xai/tts.ts'
import type { Clock, Log, Random, Vault } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'
import type { createKeeping } from '#main/services/agents/keeping.ts'
import type { Connections } from '#main/services/desk.ts'
import type { BotLink } from '#main/services/bot/bot-link.ts'
import { createHelpdesk } from '#main/services/helpdesk/helpdesks.ts'
import type { FolderSync } from '#main/services/knowledge/folder-sync.ts'
import type { KeyUseBook } from '#main/services/models/key-use.ts'
import { heldAs, keyFor } from '#main/services/models/keys.ts'
import type { SpeechConnections } from '#main/services/speech/speaking.ts'
import { createRegistry } from '#main/tools/registry.ts'

export type ConnectionPorts = {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly keyUse: KeyUseBook
  readonly bot: Pick<BotLink, 'connect' | 'tasks'>
  readonly folderSync: FolderSync
  readonly keeping: ReturnType<typeof createKeeping>
}

/** Clients for what is configured and has a key. Keys are fetched at the last moment, never kept. */
export async function connect(ports: ConnectionPorts): Promise<Connections & { readonly close: () => Promise<void> }> {
  const { configuration, vault, http, clock, random, log, keyUse } = ports
  const { isInCall, keep, toolSecrets } = ports.keeping
  await toolSecrets.sweep().catch((error: unknown) => log('warn', 'agents.secrets_not_swept', { error }))
  const { xai, helpdesk: desk } = configuration.connections
  const keyOf = (name: KeyName) => () => keyFor(vault, name)
  /** What is asked with a key is counted under the name it is kept by. */
  const metered = async (name: KeyName) => keyUse.meter(http, await heldAs(vault, name).catch(() => name))
  const agentKey = keyOf('support_agent')
  const agent =
    xai === undefined || configuration.agent === undefined || (await agentKey()) === null
      ? null
      : createSupportAgent({ http: await metered('support_agent'), random, baseUrl: xai.baseUrl, key: agentKey })
  const helpdesk =
    desk === undefined || (await vault.get('helpdesk')) === null
      ? null
      : createHelpdesk(
          { http: await metered('helpdesk'), clock, random, log, token: () => vault.get('helpdesk') },
          desk,
        )
  const guarded = createGuardedHttp({ clock, random, log, allowedHosts: () => configuration.allowedHosts })
  const voice = xai === undefined ? null : { http: await metered('voice'), baseUrl: xai.baseUrl, key: keyOf('voice') }
  const text = xai === undefined ? null : { http: await metered('xai'), clock, baseUrl: xai.baseUrl, key: keyOf('xai') }
  const voiceAgents = voice === null ? noVoiceAgents() : createVoiceAgents({ ...voice, toolSecret: toolSecrets.find })
  const phoneNumbers = voice === null ? noPhoneNumbers() : createPhoneNumbers(voice)
  const collections = createCollections({
    http: await metered('management'),
    baseUrl: xai === undefined ? null : managementUrlOf(xai),
    key: keyOf('management'),
  })
  const bot = await ports.bot.connect(configuration)
  const tools = createRegistry({
    knowledge: { bot: () => bot, sync: ports.folderSync, queued: ports.bot.tasks.add },
    actions: { bot: () => bot, clock },
    administration: { voiceAgents, phoneNumbers, collections, isInCall, keep },
    catalogue: configuration.tools,
    helpdesk,
    http: guarded,
    secret: vault.get,
    clock,
    escalation: { tag: desk?.escalationTag ?? 'escalate', assignee: desk?.escalationAssignee ?? null },
  })
  return {
    agent,
    bot,
    helpdesk,
    tools,
    voiceAgents,
    toolSecrets,
    phoneNumbers,
    collections,
    files: text === null ? null : createStoredFiles(text),
    speech: voice === null ? null : createSpeechToText(voice),
    saying: voice === null ? null : createSaying(ports, voice),
    text: text === null ? null : { responses: createResponsesEngine(text), chat: createChatEngine(text) },
    catalog: text === null ? noModelCatalog() : createModelCatalog(text),
    close: guarded.close,
  }
}

type VoiceConnection = Pick<ConnectionPorts, 'http'> & {
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}

/** Speech by its own interface, and by the line of calls. */
function createSaying(ports: ConnectionPorts, voice: VoiceConnection): SpeechConnections {
  const { configuration, clock, random, log } = ports
  const { authentication } = configuration.voice
  const allowedHosts = () => [...configuration.allowedHosts, ownDoor(voice.baseUrl)]
  const line = { ...voice, clock, random, log, authentication, allowedHosts }
  return {
    speaking: createTextToSpeech(voice),
    hearing: createSpeechToText(voice),
    byCall: (input, signal) => sayByCall(line, input, signal),
  }
}
