import type { ModelList } from '#contract/model.ts'
import type { RunInput, RunResult, TextItem as RunItem } from '#contract/playground.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import type { ResponsesEngine } from '#main/clients/xai/responses.ts'
import type { TextEngine, TextItem, TextRequest, TextResult } from '#main/clients/text-engine.ts'
import type { DeferredCompletions } from '#main/clients/xai/chat.ts'
import { modelNamed } from '#main/clients/xai/catalog.ts'
import { costOf } from '#main/domain/model-cost.ts'
import { AppError } from '#main/kernel/errors.ts'
import { hideInRequest } from '#main/kernel/tool-secrets.ts'

/** Between the contract and the engines: requests as they are asked for, results as they are shown. */
export type TextEngines = {
  readonly responses: ResponsesEngine
  readonly chat: TextEngine & { readonly deferred: DeferredCompletions }
}

export function requireEngines(engines: TextEngines | null): TextEngines {
  if (engines !== null) return engines
  throw new AppError('missing_secret', 'xAI is not connected. Add it under Settings.', { data: { secret: 'xai' } })
}

const itemOf = (item: RunItem): TextItem =>
  item.kind === 'message'
    ? {
        kind: 'message',
        role: item.role,
        text: item.text,
        ...(item.imageUrls === undefined ? {} : { imageUrls: item.imageUrls }),
      }
    : item

export function toRequest(input: RunInput): TextRequest {
  const { engine: _, support: __, items, timeoutSeconds, ...same } = input
  return { ...same, items: items.map(itemOf), cacheKey: null, timeoutMs: timeoutSeconds * 1000 }
}

const shown = (item: TextItem): RunItem =>
  item.kind === 'message'
    ? {
        kind: 'message',
        role: item.role,
        text: item.text,
        ...(item.imageUrls === undefined ? {} : { imageUrls: [...item.imageUrls] }),
      }
    : item

/** With what it cost, by the service's own word or by the list of models as it is kept. */
export function toResult(result: TextResult, list: ModelList): RunResult {
  const model = modelNamed(list.models, result.model)
  return {
    ...result,
    sent: hideInRequest(result.sent),
    calls: result.calls.map((call) => ({ ...call })),
    provider: result.provider.map((tool) => ({ ...tool })),
    citations: result.citations.map((citation) => ({ ...citation })),
    items: result.items.map(shown),
    cost: costOf(result.usage, model === null ? null : { price: model.price, at: list.at }),
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One completion with the instructions and the tools a stored agent has: what its text side would say first. */
export function agentRequest(
  agent: Readonly<Record<string, unknown>>,
  input: { readonly text: string; readonly model: string },
): RunInput {
  const tools = Array.isArray(agent['tools']) ? agent['tools'].map(record) : []
  const functions = tools.filter((tool) => words(tool['type'] ?? 'function') === 'function')
  return {
    engine: 'chat',
    model: input.model,
    instructions: words(agent['instructions']) || null,
    items: [{ kind: 'message', role: 'user', text: input.text }],
    held: null,
    tools: functions.flatMap((tool) => {
      const own = tool['function'] === undefined ? tool : record(tool['function'])
      const name = words(own['name'])
      const parameters: Json = JsonSchema.safeParse(own['parameters']).data ?? { type: 'object', properties: {} }
      return name === '' ? [] : [{ name, description: words(own['description']), parameters }]
    }),
    // Searches and the like belong to the voice side: this interface does not know them.
    providerTools: [],
    toolChoice: 'auto',
    store: false,
    streaming: false,
    temperature: null,
    topP: null,
    mostOutputTokens: null,
    effort: null,
    timeoutSeconds: 300,
  }
}
