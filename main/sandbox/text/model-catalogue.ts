import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** `/v1/models`, `/v1/language-models` and `/v1/tokenize-text` as documented, with the prices of January 2026. */
type LanguageModel = {
  readonly id: string
  readonly created: number
  readonly aliases: readonly string[]
  readonly prompt: number
  readonly completion: number
  readonly vision: boolean
  readonly context: number
}

const language = (
  id: string,
  created: string,
  dollars: readonly [number, number],
  context: number,
  more: Partial<LanguageModel> = {},
): LanguageModel => ({
  id,
  created: Date.parse(created) / 1000,
  aliases: [],
  prompt: Math.round(dollars[0] * 10_000),
  completion: Math.round(dollars[1] * 10_000),
  vision: false,
  context,
  ...more,
})

const languageModels: readonly LanguageModel[] = [
  language('grok-4-1-fast-non-reasoning', '2025-11-21', [0.2, 0.5], 2_000_000, {
    aliases: ['grok-4-1-fast-non-reasoning-latest'],
    vision: true,
  }),
  language('grok-4-1-fast-reasoning', '2025-11-21', [0.2, 0.5], 2_000_000, {
    aliases: ['grok-4-1-fast', 'grok-4-1-fast-reasoning-latest'],
    vision: true,
  }),
  language('grok-4-fast-non-reasoning', '2025-09-19', [0.2, 0.5], 2_000_000),
  language('grok-3-mini', '2025-04-03', [0.3, 0.5], 131_072, { aliases: ['grok-3-mini-latest', 'grok-3-mini-beta'] }),
  language('grok-code-fast-1', '2025-08-25', [0.2, 1.5], 256_000),
  language('grok-2-vision-1212', '2024-12-12', [2, 10], 32_768, { aliases: ['grok-2-vision'], vision: true }),
  language('grok-4-0709', '2025-07-09', [3, 15], 256_000, { aliases: ['grok-4', 'grok-4-latest'] }),
]
const otherModels = [{ id: 'grok-2-image-1212', created: Date.parse('2025-01-13') / 1000, aliases: ['grok-2-image'] }]

/** The id somebody means by an id or an alias. */
export const modelId = (name: string): string | null =>
  [...languageModels, ...otherModels].find((model) => model.id === name || model.aliases.includes(name))?.id ?? null

/** Models that think before they answer. */
export const isReasoning = (id: string): boolean =>
  id === 'grok-4-0709' || id === 'grok-3-mini' || id === 'grok-code-fast-1' || /(?<!non)-reasoning$/.test(id)

export const priceOf = (id: string): { readonly prompt: number; readonly completion: number } =>
  languageModels.find((model) => model.id === id) ?? { prompt: 2000, completion: 5000 }

const whole = (model: LanguageModel): Readonly<Record<string, unknown>> => ({
  id: model.id,
  fingerprint: `fp_${model.created.toString(16)}`,
  created: model.created,
  object: 'model',
  owned_by: 'xai',
  version: '1.0.0',
  input_modalities: model.vision ? ['text', 'image'] : ['text'],
  output_modalities: ['text'],
  prompt_text_token_price: model.prompt,
  cached_prompt_text_token_price: model.prompt / 4,
  prompt_image_token_price: 0,
  completion_text_token_price: model.completion,
  search_price: 250_000_000,
  aliases: model.aliases,
})

const short = (model: { readonly id: string; readonly created: number; readonly context?: number }) => ({
  id: model.id,
  object: 'model',
  created: model.created,
  owned_by: 'xai',
  ...(model.context === undefined ? {} : { context_length: model.context }),
})

/** Words with the blank before them, long ones in pieces: not the service's own tokens, but bytes that join to the text. */
export const piecesOf = (text: string): readonly string[] =>
  (text.match(/\s*[\p{L}\p{N}]+|\s*[^\s\p{L}\p{N}]+|\s+/gu) ?? []).flatMap((word) => word.match(/.{1,6}/gsu) ?? [word])

const tokenOf = (piece: string) => {
  const bytes = [...Buffer.from(piece)]
  return {
    token_id: bytes.reduce((sum, byte) => (sum * 31 + byte) % 131_072, 7),
    string_token: piece,
    token_bytes: bytes,
  }
}

type Refuse = (status: number, error: string) => Reply

function tokenize(request: Request, refuse: Refuse): Reply {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '') || request.text === '')
    return refuse(415, 'Expected request with `Content-Type: application/json`')
  const { text, model } = (request.json ?? {}) as { readonly text?: unknown; readonly model?: unknown }
  if (typeof text !== 'string' || typeof model !== 'string')
    return { status: 422, body: 'Failed to deserialize the JSON body into the target type: missing field `text`' }
  if (modelId(model) === null) return refuse(404, `The model ${model} does not exist or your team has no access to it.`)
  return { status: 200, body: { token_ids: piecesOf(text).map(tokenOf) } }
}

export function createCatalogueRoutes(context: {
  readonly errorBody: (status: number, error?: string) => unknown
}): (request: Request) => Reply | null {
  const refuse: Refuse = (status, error) => ({ status, body: context.errorBody(status, error) })
  return (request) => {
    const { method, path } = request
    if (path === '/v1/tokenize-text')
      return method === 'POST' ? tokenize(request, refuse) : refuse(405, 'Method not allowed')
    const found = /^\/v1\/(models|language-models)(?:\/([^/]+))?$/.exec(path)
    if (found === null) return null
    if (method !== 'GET') return refuse(405, 'Method not allowed')
    const all = found[1] === 'models' ? [...languageModels, ...otherModels].map(short) : languageModels.map(whole)
    if (found[2] === undefined)
      return { status: 200, body: found[1] === 'models' ? { object: 'list', data: all } : { models: all } }
    const name = decodeURIComponent(found[2])
    const one = all.find((model) => model['id'] === modelId(name))
    return one === undefined ? refuse(404, `The model ${name} does not exist.`) : { status: 200, body: one }
  }
}
