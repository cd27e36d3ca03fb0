/**
 * The Responses API as a text engine. Nothing is kept at the service unless the request says so. A stream is asked for again
 * only while nothing of the answer has come; an earlier answer that the service no longer has is replaced by the whole
 * conversation, once.
 */
import type { HttpAnswer, HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { readFrames, withPartialText } from '#main/clients/http/streamed-answer.ts'
import type { TextEngine, TextEvent, TextRequest, TextResult } from '#main/clients/text-engine.ts'
import { withoutSlash } from '#main/clients/wire-values.ts'
import { responsesBody } from '#main/clients/xai/responses-send.ts'
import type { ReadResponse } from '#main/clients/xai/responses-read.ts'
import { readResponse } from '#main/clients/xai/responses-read.ts'
import { createResponseAssembly } from '#main/clients/xai/responses-stream.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type ResponsesEngine = TextEngine & {
  /** An answer the service keeps. Throws `not_found` where it does not. */
  readonly retrieve: (id: string, signal: AbortSignal) => Promise<ReadResponse>
  /** It is not there afterwards, whether or not it was before. */
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

const shortMs = 30_000

/** `firstAt` is when the first word, thought or call came. */
type Come = { readonly read: ReadResponse; readonly firstAt: number | null }

export function createResponsesEngine(ports: {
  readonly http: HttpClient
  readonly clock: Clock
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): ResponsesEngine {
  const { http, clock } = ports
  const base = `${withoutSlash(ports.baseUrl)}/responses`
  const authorization = bearer(ports.key, 'xAI')

  const prepare = (request: TextRequest, signal: AbortSignal): HttpRequest => ({
    method: 'POST',
    url: base,
    headers: {
      authorization,
      accept: request.streaming ? 'text/event-stream, application/json' : 'application/json',
    },
    body: responsesBody(request),
    // A whole answer that got lost has been paid for, and asking again would be another one.
    retry: request.streaming ? 'read' : 'never',
    timeoutMs: request.timeoutMs,
    budgetMs: request.timeoutMs,
    signal,
  })
  const stored = (method: 'GET' | 'DELETE', id: string, signal: AbortSignal): Promise<HttpAnswer & { json: unknown }> =>
    http.json({
      method,
      url: `${base}/${encodeURIComponent(id)}`,
      headers: { authorization, accept: 'application/json' },
      retry: 'read',
      timeoutMs: shortMs,
      signal,
    })

  const whole = async (
    request: TextRequest,
    onEvent: (event: TextEvent) => void,
    signal: AbortSignal,
  ): Promise<Come> => {
    const answer = await http.json(prepare(request, signal))
    const assembly = createResponseAssembly({ onBegin: () => {}, onEvent })
    if (readResponse(answer.json) === null) throw nonsense('The answer has an unknown form.', answer)
    if (isFailed(answer.json)) throw failure(answer.json, answer)
    assembly.frame({ type: 'response.completed', response: answer.json })
    return { read: assembly.finish(), firstAt: clock.now() }
  }
  const streamed = async (
    request: TextRequest,
    onEvent: (event: TextEvent) => void,
    signal: AbortSignal,
  ): Promise<Come> => {
    let partialText = (): string => ''
    let firstAt: number | null = null
    try {
      const { value } = await http.stream(prepare(request, signal), async (stream, commit) => {
        const onBegin = (): void => {
          firstAt = clock.now()
          commit()
        }
        const assembly = createResponseAssembly({ onBegin, onEvent })
        partialText = assembly.partialText
        await readFrames(stream, assembly)
        return assembly.finish()
      })
      return { read: value, firstAt }
    } catch (thrown) {
      throw withPartialText(thrown, partialText())
    }
  }

  return {
    body: responsesBody,
    run: async (request, onEvent, signal) => {
      const began = clock.now()
      const once = request.streaming ? streamed : whole
      const finish = ({ read, firstAt }: Come, sent: TextRequest): TextResult => ({
        ...read,
        isHeld: request.store && read.id !== '',
        resent: sent !== request,
        firstWordMs: firstAt === null ? null : firstAt - began,
        totalMs: clock.now() - began,
        sent: responsesBody(sent),
      })
      try {
        return finish(await once(request, onEvent, signal), request)
      } catch (thrown) {
        if (request.held === null || asAppError(thrown).code !== 'not_found') throw thrown
        const again = { ...request, held: null }
        return finish(await once(again, onEvent, signal), again)
      }
    },
    retrieve: async (id, signal) => {
      const answer = await stored('GET', id, signal)
      const read = readResponse(answer.json)
      if (read === null) throw nonsense('The stored answer has an unknown form.', answer)
      return read
    },
    remove: async (id, signal) => {
      await stored('DELETE', id, signal).catch((thrown: unknown) => {
        if (asAppError(thrown).code !== 'not_found') throw thrown
      })
    },
  }
}

const isFailed = (value: unknown): value is { readonly status: 'failed'; readonly error?: unknown } =>
  typeof value === 'object' && value !== null && 'status' in value && value.status === 'failed'

function failure(value: { readonly error?: unknown }, answer: HttpAnswer): AppError {
  const { error } = value
  const said =
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
      ? error.message
      : 'The service could not answer.'
  return new AppError('remote_failed', said, {
    data: { sent: true, status: 200, requestId: answer.requestId, code: null, param: null, retryAfterMs: null },
  })
}
