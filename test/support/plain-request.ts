import type { TextItem, TextRequest } from '#main/clients/text-engine.ts'

/** A question to a model with nothing set. */
export const plainRequest = (model: string, items: readonly TextItem[]): TextRequest => ({
  model,
  instructions: null,
  items,
  held: null,
  tools: [],
  providerTools: [],
  toolChoice: 'auto',
  store: false,
  streaming: true,
  temperature: null,
  topP: null,
  mostOutputTokens: null,
  effort: null,
  cacheKey: null,
  timeoutMs: 300_000,
})
