import { z } from 'zod'
import { think } from '#main/sandbox/agent/brain.ts'
import { read, readMessages } from '#main/sandbox/agent/history.ts'
import type { Script } from '#main/sandbox/agent/script.ts'
import { scriptedTurn } from '#main/sandbox/agent/script.ts'
import { isReasoning, modelId, piecesOf, priceOf } from '#main/sandbox/text/model-catalogue.ts'
import { bearerOf, mayUse, uuidOf } from '#main/sandbox/sample-keys.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** What both text interfaces of the sandbox share: who may ask which model, what is said, and what it costs. */
export const TextShapeSchema = z.object({
  /** Whether an answer begins with thoughts: as the model does, always, or never. */
  reasoning: z.enum(['model', 'always', 'never']).default('model'),
  /** In how many pieces the arguments of a call are streamed; 0: only whole, at the end. */
  argumentPieces: z.number().int().min(0).max(50).default(1),
  /** Announces items of a stream before their pieces, or not. */
  announced: z.boolean().default(true),
  /** How the stream of a response ends: with the response, under its other name, or with nothing but `[DONE]`. */
  ending: z.enum(['completed', 'done', 'bare']).default('completed'),
  /** How often a deferred answer is asked for in vain. */
  deferredPolls: z.number().int().min(0).max(1000).default(1),
})
export type TextShape = z.infer<typeof TextShapeSchema>

export type TextContext = {
  readonly now: () => number
  readonly errorBody: (status: number, error?: string) => unknown
  readonly shape: () => TextShape & { readonly wordDelayMs: number; readonly done: boolean }
  readonly scripts: () => readonly Script[]
}

export type TextQuestion = {
  /** As chat completions have them. */
  readonly messages: readonly Readonly<Record<string, unknown>>[]
  readonly model: string
  /** Names of the functions that were offered. */
  readonly tools: readonly string[]
  readonly searches: boolean
  readonly wantsJson: boolean
  readonly mostTokens: number | null
  readonly seed: string
}

export type TextAnswer = {
  readonly id: string
  readonly text: string
  readonly thoughts: string | null
  readonly query: string | null
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly cut: boolean
  readonly tokens: {
    readonly input: number
    readonly cached: number
    readonly output: number
    readonly thought: number
  }
  readonly ticks: number
}

/** The refusal of a body that is no JSON, as the decoder words it. */
export function unreadable(request: Request, context: TextContext): Reply | null {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '') || request.text === '')
    return { status: 415, body: context.errorBody(415, 'Expected request with `Content-Type: application/json`') }
  if (request.json === undefined || request.json === null || typeof request.json !== 'object')
    return { status: 422, body: 'Failed to parse the request body as JSON: expected value at line 1 column 1' }
  return null
}

/** The model meant, or why it may not be used. */
export function admit(
  request: Request,
  name: unknown,
): { readonly id: string } | { readonly status: number; readonly why: string } {
  if (typeof name !== 'string') return { status: 422, why: 'missing field `model`' }
  const id = modelId(name)
  if (id === null) return { status: 404, why: `The model ${name} does not exist or your team has no access to it.` }
  if (!mayUse(bearerOf(request.headers) ?? '', 'chat', id))
    return { status: 403, why: `Your API key has no permission for the model ${id}.` }
  return { id }
}

const count = (text: string): number => piecesOf(text).length

const cutTo = (text: string, most: number): string => piecesOf(text).slice(0, most).join('')

export function answerTo(question: TextQuestion, context: TextContext): TextAnswer {
  const { model, seed } = question
  const messages =
    readMessages({
      messages: question.messages.map((message) => ({ content: '', ...message, role: words(message['role']) })),
    }) ?? []
  const scripted = scriptedTurn(context.scripts(), '', messages)
  const thought = scripted === null ? think(read(messages)) : null
  const wanted =
    scripted?.calls.map((call) => ({ id: call.id, name: call.name, input: call.arguments })) ??
    thought?.calls.map((call) => ({ id: undefined, name: call.name, input: call.input as unknown })) ??
    []
  const offered = wanted.filter((call) => scripted !== null || question.tools.includes(call.name))
  const [missing] = wanted
  const said =
    (scripted?.text ?? thought?.text ?? '') ||
    (offered.length === 0 && missing !== undefined
      ? `I would ask for ${missing.name} here, which I was not given.`
      : '')
  const whole = question.wantsJson ? JSON.stringify({ answer: said }) : said
  const cut = question.mostTokens !== null && count(whole) > question.mostTokens
  const { reasoning } = context.shape()
  const thinks = reasoning === 'always' || (reasoning === 'model' && isReasoning(model))
  const asked = messages.findLast((message) => message.role === 'user')?.text ?? ''
  const id = uuidOf(seed)
  const calls = offered.map((call, index) => ({
    id:
      call.id ??
      `call_${String(Number.parseInt(id.slice(0, 7), 16) + index)
        .padStart(8, '0')
        .slice(-8)}`,
    name: call.name,
    arguments: typeof call.input === 'string' ? call.input : JSON.stringify(call.input),
  }))
  const text = cut ? cutTo(whole, question.mostTokens ?? 0) : whole
  const thoughts = thinks ? `The customer asks: ${asked.replaceAll(/\s+/g, ' ').slice(0, 120)}` : null
  const input = question.messages.reduce((sum, message) => sum + count(JSON.stringify(message)), 0)
  const tokens = {
    input,
    cached: messages.some((message) => message.role === 'assistant') ? Math.floor(input / 2) : 0,
    output: count(text) + calls.reduce((sum, call) => sum + count(call.arguments), 0),
    thought: thoughts === null ? 0 : count(thoughts),
  }
  const { prompt, completion } = priceOf(model)
  const ticks =
    (tokens.input - tokens.cached) * prompt +
    tokens.cached * (prompt / 4) +
    (tokens.output + tokens.thought) * completion
  const query = question.searches ? asked.replaceAll(/\s+/g, ' ').slice(0, 80) : null
  return { id, text, thoughts, query, calls: cut ? [] : calls, cut, tokens, ticks }
}

/** One delta has one to three words. */
export function wordGroups(text: string): readonly string[] {
  const words = text.match(/\S+\s*|\s+/g) ?? []
  const groups: string[] = []
  for (let at = 0, size = 1; at < words.length; at += size, size = (size % 3) + 1)
    groups.push(words.slice(at, at + size).join(''))
  return groups
}

export async function* paced(frames: Iterable<string>, delayMs: number): AsyncGenerator<string> {
  for (const frame of frames) {
    if (delayMs > 0)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, delayMs)
      })
    yield frame
  }
}

export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

export const words = (value: unknown): string => (typeof value === 'string' ? value : '')

export const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(record) : []

export const eventStream = (frames: AsyncIterable<string>): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  stream: frames,
})
