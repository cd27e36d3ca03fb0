import type { AppContract } from '#contract/index.ts'
import type { SpeechFiles } from '#main/kernel/speech-files.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Joining } from '#main/services/joining.ts'
import { createCollectionsOfDesk, type CollectionsOfDesk } from '#main/services/collections/collection-handlers.ts'
import { createCatalogue } from '#main/services/models/catalogue.ts'
import { createKeyHealth } from '#main/services/models/key-health.ts'
import { modelHandlers } from '#main/services/models/model-handlers.ts'
import { createDeferredAnswers } from '#main/services/playground/deferred.ts'
import { createEngineOf } from '#main/services/playground/engines.ts'
import { playgroundHandlers } from '#main/services/playground/playground-handlers.ts'
import { createRuns } from '#main/services/playground/runs.ts'
import { speechHandlers } from '#main/services/speech/speech-handlers.ts'
import { createSpeaking } from '#main/services/speech/speaking.ts'
import { createScenariosOfDesk } from '#main/services/scenarios/scenarios.ts'
import type { Handlers } from '#rpc/serve.ts'

/** What a desk knows of models and keys, and what it asks of them outside of any conversation: words, and speech. */
export type ModelsOfDesk = {
  readonly handlers: Handlers<Pick<AppContract, 'models' | 'playground' | 'speech' | 'scenarios'>>
  readonly collections: CollectionsOfDesk
  /** Takes up what the last stop left. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export function createModelsOfDesk(parts: {
  readonly desk: Desk
  readonly joining: Joining
  readonly keysChanged: () => Promise<void>
  /** Null: nothing that was spoken is kept. */
  readonly speechFiles: SpeechFiles | null
  readonly sample: boolean
  /** What happened at the desk. */
  readonly recorded: ConversationTopic
}): ModelsOfDesk {
  const { desk, keysChanged, speechFiles } = parts
  const { vault, http, keyUse } = parts.joining
  const { store, clock, log, random } = desk
  const stopping = new AbortController()
  const catalogue = createCatalogue({ catalog: () => desk.connections().catalog, settings: store.settings, clock, log })
  const keys = createKeyHealth({ desk, vault, http, clock, log, use: keyUse, keysChanged, bot: parts.joining.bot })
  const engines = () => desk.connections().text
  const { list } = catalogue
  const runs = createRuns({ engineOf: createEngineOf(desk), list, clock, random, stopping: stopping.signal })
  const unsubscribe = parts.recorded.subscribe(({ value: { type } }) => {
    if (type === 'taken_out' || type === 'gone') runs.drop()
  })
  const deferred = createDeferredAnswers({ store: store.deferred, engines, list, clock, random, log })
  const scenarios = createScenariosOfDesk({ desk, list, sample: parts.sample })
  const collections = createCollectionsOfDesk(desk, stopping.signal)
  return {
    collections,
    handlers: {
      ...scenarios.handlers,
      models: modelHandlers({ catalogue, keys }),
      speech: speechHandlers(
        createSpeaking({
          connections: () => desk.connections().saying,
          files: speechFiles,
          usual: () => desk.configuration().voice.readAloud,
          log,
        }),
      ),
      playground: playgroundHandlers({ runs, deferred, engines, agents: () => desk.connections().voiceAgents, list }),
    },
    start: async () => {
      await Promise.all([collections.uploads.takeUp(), deferred.run()])
    },
    stop: async () => {
      stopping.abort()
      unsubscribe()
      await scenarios.stop()
      await deferred.stop()
      await keyUse.keep()
    },
  }
}
