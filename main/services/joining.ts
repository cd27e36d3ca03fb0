import type { HttpClient } from '#main/clients/http/http.ts'
import type { Clock, Log, Random, Vault } from '#main/kernel/ports.ts'
import { createKeeping } from '#main/services/agents/keeping.ts'
import { createBotLink, type BotLink } from '#main/services/bot/bot-link.ts'
import type { ConnectionPorts } from '#main/services/connections.ts'
import { createFolderSync, type FolderSync } from '#main/services/knowledge/folder-sync.ts'
import { createKeptKnowledge, type KeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'
import { createKeyUse } from '#main/services/models/key-use.ts'
import type { Store } from '#main/store/store.ts'

/** What stays when connections are made anew: how keys are used, the pace and quotas of the bot, where versions are kept. */
export type Joining = Omit<ConnectionPorts, 'configuration'> & {
  readonly bot: BotLink
  readonly knowledge: KeptKnowledge
  readonly folderSync: FolderSync
}

export async function createJoining(ports: {
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly store: Store
}): Promise<Joining> {
  const { store, vault, http, clock, random, log } = ports
  const { settings } = store
  const keyUse = await createKeyUse({ settings, clock, log })
  const bot = createBotLink({ vault, http, clock, random, log, settings, keyUse })
  const knowledge = createKeptKnowledge(settings)
  const folderSync = createFolderSync(knowledge, clock, bot.tasks)
  return {
    vault,
    http,
    clock,
    random,
    log,
    keyUse,
    bot,
    knowledge,
    folderSync,
    keeping: createKeeping(store, vault, log),
  }
}
