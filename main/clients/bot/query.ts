/**
 * A question to the bot and its answer: whole, or as it is said where that was asked for and the service offers it. A token of
 * the customer that ran out is fetched once more, and the question asked once more with it.
 */
import type { BotAnswer, BotTurn, BotUser } from '#contract/bot.ts'
import { isExpiredToken } from '#main/clients/bot/errors.ts'
import { readAnswer, readWarnings } from '#main/clients/bot/read.ts'
import { readOr, type BotCall, type BotReply, type BotSend } from '#main/clients/bot/send.ts'
import type { UserTokens } from '#main/clients/bot/user-tokens.ts'
import type { HttpClient, HttpStream } from '#main/clients/http/http.ts'
import { isErrorBody, isFields, nonsense, parseJson, refusal } from '#main/clients/http/errors.ts'
import { createSseDecoder } from '#main/clients/http/sse.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Random } from '#main/kernel/ports.ts'

export type BotQuestion = {
  readonly message: string
  /** Absent or null: a conversation of its own. */
  readonly conversationId?: string | null
  /** For the bot that does not know the conversation. */
  readonly history?: readonly BotTurn[]
  readonly context?: Readonly<Record<string, string>>
  readonly user?: BotUser | null
}

export type BotQuestionCall = BotCall & {
  /** Hears all words so far, as they come. */
  readonly onWords?: (text: string) => void
  /** The same question with the same key has the same answer, and counts once. */
  readonly idempotencyKey?: string
}

export const longestQuestion = 4_000
const queryMs = 60_000
const mostBytes = 8 * 1024 * 1024

export function createBotQuery(ports: {
  readonly send: BotSend
  readonly http: Pick<HttpClient, 'stream'>
  readonly tokens: UserTokens
  readonly clock: Clock
  readonly random: Random
  readonly streaming: boolean
}): (question: BotQuestion, call: BotQuestionCall) => Promise<BotAnswer> {
  const { send, tokens, clock, random } = ports

  const once = async (question: BotQuestion, call: BotQuestionCall, renew: boolean): Promise<BotAnswer> => {
    const userToken = await tokens.of(question.user ?? null, renew, call.signal)
    const isStreamed = ports.streaming && call.onWords !== undefined
    const request = {
      route: 'query',
      body: bodyOf(question, userToken, isStreamed),
      call: { ...call, idempotencyKey: (renew ? undefined : call.idempotencyKey) ?? random.id('q_') },
      repeatable: true,
      timeoutMs: queryMs,
    } as const
    if (!isStreamed) {
      const reply = await send.json(request)
      return complete(reply, clock.now())
    }
    let isCommitted = false
    const streamed = await send.through(
      request,
      async (asked) => {
        const { value, latencyMs } = await ports.http.stream(asked, async (stream, commit) => {
          const json = await readStream(stream, (words) => {
            isCommitted = true
            commit()
            call.onWords?.(words)
          })
          return { json, status: stream.status, headers: stream.headers, requestId: stream.requestId }
        })
        return { ...value, latencyMs }
      },
      () => isCommitted,
    )
    return complete(streamed, clock.now())
  }

  return async (question, call) => {
    if (question.message.length > longestQuestion)
      throw new AppError(
        'too_large',
        `A question to the bot may be ${longestQuestion} characters long. This one has ${question.message.length}.`,
        { data: { sent: false } },
      )
    try {
      return await once(question, call, false)
    } catch (thrown) {
      const error = asAppError(thrown)
      if (!isExpiredToken(error) || !tokens.canRenew(question.user ?? null)) throw error
      return once(question, call, true)
    }
  }
}

function bodyOf(question: BotQuestion, userToken: string | null, stream: boolean) {
  const { message, conversationId = null, history = [], context = {} } = question
  return {
    message,
    ...(conversationId === null ? {} : { conversation_id: conversationId }),
    ...(userToken === null ? {} : { user_token: userToken }),
    ...(history.length === 0 ? {} : { history }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(stream ? { stream: true } : {}),
  }
}

type Whole = Pick<BotReply, 'json' | 'status' | 'headers' | 'requestId' | 'latencyMs'>

function complete(reply: Whole, now: number): BotAnswer {
  return {
    ...readOr(reply, readAnswer, 'words'),
    latencyMs: Math.round(reply.latencyMs),
    requestId: reply.requestId,
    warnings: [...readWarnings(reply.headers, now)],
  }
}

/** The answer as one document, whatever it came as: events, a bare document, or pieces without a last one. */
async function readStream(stream: HttpStream, onWords: (text: string) => void): Promise<unknown> {
  if (!/event-stream|ndjson/i.test(stream.contentType)) return readWhole(stream)
  let words = ''
  let done: unknown
  const decoder = createSseDecoder(({ data }) => {
    if (data === '[DONE]') return
    const event = parseJson(data)?.value
    if (!isFields(event)) throw nonsense('A piece of the answer of the bot cannot be read.', stream)
    if (isErrorBody(event)) throw refusal({ ...stream, text: data, retryAfterMs: null })
    if (typeof event['delta'] === 'string') {
      words += event['delta']
      onWords(words)
    } else if (readAnswer(event) !== null) done = event
  })
  let bytes = 0
  for await (const chunk of stream.chunks) {
    bytes += chunk.byteLength
    if (bytes > mostBytes)
      throw new AppError('too_large', 'The answer of the bot is too large.', { data: { sent: true } })
    decoder.push(chunk)
  }
  decoder.end()
  if (done !== undefined) return done
  throw new AppError('remote_failed', 'The answer of the bot broke off.', {
    data: { sent: true, status: stream.status },
  })
}

async function readWhole(stream: HttpStream): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream.chunks) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > mostBytes)
      throw new AppError('too_large', 'The answer of the bot is too large.', { data: { sent: true } })
  }
  const text = Buffer.concat(chunks).toString('utf8')
  const parsed = parseJson(text)
  if (parsed === null) throw nonsense('The answer is not JSON.', stream)
  if (isErrorBody(parsed.value)) throw refusal({ ...stream, text, retryAfterMs: null })
  return parsed.value
}
