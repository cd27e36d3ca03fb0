/**
 * What xAI has to offer: language models with their prices, every other model, and the tokens of a text. Lists come in several
 * envelopes and prices in units nobody would read; both are put right here. All of it only reads.
 */
import type { Model, Price, Token } from '#contract/model.ts'
import type { HttpAnswer, HttpClient } from '#main/clients/http/http.ts'
import { isFields, nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import type { Fields } from '#main/clients/wire-values.ts'
import { momentOf, numberOf, textsIn, withoutSlash, wordsOf, wordsOrNull } from '#main/clients/wire-values.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type ModelCatalog = {
  /** Language models first, each kind by name. */
  readonly list: (signal: AbortSignal) => Promise<readonly Model[]>
  /** By id or alias. Throws `not_found`. */
  readonly get: (id: string, signal: AbortSignal) => Promise<Model>
  /** The first `tokensTold` of them, and how many there are. */
  readonly tokenize: (
    input: { readonly text: string; readonly model: string },
    signal: AbortSignal,
  ) => Promise<{ readonly count: number; readonly tokens: readonly Token[] }>
}

const timeoutMs = 20_000
export const tokensTold = 2000

/** What fits, where the service does not say: as it was published in January 2026. */
const knownContexts: Readonly<Record<string, number>> = {
  'grok-4-1-fast-non-reasoning': 2_000_000,
  'grok-4-1-fast-reasoning': 2_000_000,
  'grok-4-fast-non-reasoning': 2_000_000,
  'grok-3-mini': 131_072,
  'grok-code-fast-1': 256_000,
  'grok-2-vision-1212': 32_768,
}

export function createModelCatalog(ports: {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): ModelCatalog {
  const base = withoutSlash(ports.baseUrl)
  const headers = { authorization: bearer(ports.key, 'xAI'), accept: 'application/json' }
  const ask = (path: string, signal: AbortSignal) =>
    ports.http.json({ method: 'GET', url: `${base}${path}`, headers, retry: 'read', timeoutMs, signal })
  /** An endpoint that this server does not have says nothing about the models it has. */
  const askIfThere = (path: string, signal: AbortSignal): Promise<(HttpAnswer & { json: unknown }) | null> =>
    ask(path, signal).catch((thrown: unknown) => {
      if (thrown instanceof AppError && (thrown.code === 'not_found' || thrown.code === 'forbidden')) return null
      throw thrown
    })

  return {
    list: async (signal) => {
      const [language, every] = await Promise.all([ask('/language-models', signal), askIfThere('/models', signal)])
      const listed = modelsIn(language.json)
      if (listed === null) throw nonsense('The list of models has an unknown form.', language)
      return merge(listed, every === null ? [] : (modelsIn(every.json) ?? []))
    },
    get: async (id, signal) => {
      const name = encodeURIComponent(id)
      const language = await askIfThere(`/language-models/${name}`, signal)
      const found = language ?? (await ask(`/models/${name}`, signal))
      const read = readModel(found.json, language === null ? 'other' : 'language')
      if (read === null) throw nonsense('The model has an unknown form.', found)
      return read
    },
    tokenize: async (input, signal) => {
      const answer = await ports.http.json({
        method: 'POST',
        url: `${base}/tokenize-text`,
        headers,
        body: { text: input.text, model: input.model },
        retry: 'read',
        timeoutMs,
        signal,
      })
      const body = isFields(answer.json) ? answer.json : {}
      const tokens = [body['token_ids'], body['tokens'], body['tokenIds']].find((one) => Array.isArray(one))
      if (!Array.isArray(tokens)) throw nonsense('The tokens have an unknown form.', answer)
      return { count: tokens.length, tokens: tokens.slice(0, tokensTold).map(readToken) }
    },
  }
}

function modelsIn(answer: unknown): readonly unknown[] | null {
  if (Array.isArray(answer)) return answer
  if (!isFields(answer)) return null
  const held = [answer['models'], answer['data'], answer['items']].find((one) => Array.isArray(one))
  return Array.isArray(held) ? held : null
}

/** Prices come as cents per 100 million tokens, and per 100 million searches. Nought as the price of an image is "none". */
function priceOf(fields: Fields): Price {
  const perMillion = (name: string): number | null => {
    const price = numberOf(fields[name])
    return price === null || price < 0 ? null : price / 10_000
  }
  const search = numberOf(fields['search_price'])
  return {
    promptPerMillion: perMillion('prompt_text_token_price'),
    cachedPromptPerMillion: perMillion('cached_prompt_text_token_price'),
    imagePromptPerMillion: perMillion('prompt_image_token_price') || null,
    completionPerMillion: perMillion('completion_text_token_price'),
    perSearch: search === null || search < 0 ? null : search / 1e10,
  }
}

/** Null where it has no id. */
export function readModel(value: unknown, kind: Model['kind']): Model | null {
  const fields = isFields(value) && isFields(value['model']) ? value['model'] : value
  if (!isFields(fields)) return null
  const id = wordsOf(fields['id']) || wordsOf(fields['name'])
  if (id === '') return null
  const said = numberOf(fields['context_length'] ?? fields['max_prompt_length'])
  const known = knownContexts[id]
  const context =
    said !== null && said > 0
      ? { tokens: Math.floor(said), source: 'service' as const }
      : known === undefined
        ? null
        : { tokens: known, source: 'known' as const }
  return {
    id,
    aliases: [...textsIn(fields['aliases'])],
    kind,
    version: wordsOrNull(fields['version']),
    fingerprint: wordsOrNull(fields['fingerprint'] ?? fields['system_fingerprint']),
    ownedBy: wordsOrNull(fields['owned_by']),
    createdAt: momentOf(fields['created']),
    inputs: [...textsIn(fields['input_modalities'])],
    outputs: [...textsIn(fields['output_modalities'])],
    context,
    price: priceOf(fields),
  }
}

/** The language models, with what the other list knows better, and what only that has. */
function merge(language: readonly unknown[], every: readonly unknown[]): readonly Model[] {
  const others = every.flatMap((one) => readModel(one, 'other') ?? [])
  const models = language.flatMap((one) => readModel(one, 'language') ?? [])
  const ids = new Set(models.map((model) => model.id))
  const better = models.map((model) => {
    const same = others.find((other) => other.id === model.id)
    if (same === undefined) return model
    const aliases = [...new Set([...model.aliases, ...same.aliases])]
    const price = Object.fromEntries(
      Object.entries(model.price).map(([name, value]) => [name, value ?? same.price[name as keyof Price]]),
    ) as Price
    return { ...model, aliases, price, context: same.context?.source === 'service' ? same.context : model.context }
  })
  const byName = (one: Model, other: Model): number => (one.id < other.id ? -1 : 1)
  return [...better.toSorted(byName), ...others.filter((model) => !ids.has(model.id)).toSorted(byName)]
}

function readToken(value: unknown): Token {
  if (!isFields(value)) return { id: numberOf(value), text: '', bytes: [] }
  const bytes = value['token_bytes']
  const text = wordsOf(value['string_token'])
  const given = typeof bytes === 'string' ? [...Buffer.from(bytes, 'base64')] : numbersIn(bytes)
  return {
    id: numberOf(value['token_id'] ?? value['id']),
    text,
    bytes: given.length > 0 ? given : [...Buffer.from(text)],
  }
}

const numbersIn = (bytes: unknown): number[] =>
  Array.isArray(bytes) ? bytes.filter((byte): byte is number => Number.isInteger(byte)) : []

/** Where nothing is connected: every question says so. */
export const noModelCatalog = (): ModelCatalog => {
  const missing = async (): Promise<never> => {
    throw new AppError('missing_secret', 'xAI is not connected. Add it under Settings.', { data: { secret: 'xai' } })
  }
  return { list: missing, get: missing, tokenize: missing }
}

/** Of several models in a row, the one somebody means by an id or an alias. */
export const modelNamed = (models: readonly Model[], name: string): Model | null =>
  models.find((model) => model.id === name) ?? models.find((model) => model.aliases.includes(name)) ?? null
