import type { AppContract } from '#contract/index.ts'
import type { ModelList } from '#contract/model.ts'
import type { VoiceAgents } from '#main/clients/xai/agents.ts'
import { defaultModel } from '#main/services/models/catalogue.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { DeferredAnswers } from '#main/services/playground/deferred.ts'
import type { Runs } from '#main/services/playground/runs.ts'
import {
  agentRequest,
  requireEngines,
  toRequest,
  toResult,
  type TextEngines,
} from '#main/services/playground/text-requests.ts'
import type { Handlers } from '#rpc/serve.ts'

export function playgroundHandlers(parts: {
  readonly runs: Runs
  readonly deferred: DeferredAnswers
  readonly engines: () => TextEngines | null
  readonly agents: () => VoiceAgents
  readonly list: () => Promise<ModelList>
}): Handlers<AppContract['playground']> {
  const { runs, deferred } = parts
  return {
    start: (input) => runs.start(input),
    get: async ({ id }) => runs.get(id),
    watch: ({ id }, { signal }) => runs.watch(id, signal),
    cancel: ({ id }) => runs.cancel(id),
    runAgent: async ({ agentId, text, model = defaultModel }, { signal }) => {
      const { chat } = requireEngines(parts.engines())
      const { raw } = await parts.agents().get(agentId, signal)
      const request = toRequest(agentRequest(raw, { text, model }))
      return toResult(await chat.run(request, () => {}, signal), await parts.list())
    },
    retrieve: async ({ responseId }, { signal }) => {
      const read = await requireEngines(parts.engines()).responses.retrieve(responseId, signal)
      const result = { ...read, isHeld: true, resent: false, firstWordMs: null, totalMs: 0, sent: null }
      return toResult(result, await parts.list())
    },
    forget: async ({ responseId }, { signal }) => {
      await requireEngines(parts.engines()).responses.remove(responseId, signal)
      return {}
    },
    defer: async ({ waitSeconds, conversationId, ...input }, { signal }) => {
      if (input.engine === 'support')
        throw new AppError('invalid_input', 'A support agent answers while it is waited for.')
      return deferred.begin(input, { waitSeconds, conversationId }, signal)
    },
    deferred: async () => ({ items: [...(await deferred.list())] }),
    watchDeferred: (_, { signal }) => deferred.watch(signal),
    deferredResult: ({ id }) => deferred.result(id),
    cancelDeferred: ({ id }) => deferred.cancel(id),
    resumeDeferred: ({ id, waitSeconds }) => deferred.resume(id, waitSeconds),
    removeDeferred: async ({ id }) => {
      await deferred.remove(id)
      return {}
    },
  }
}
