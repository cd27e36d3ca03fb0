/**
 * HTTP to the outside world: one pooled agent, keep-alive, one request per connection at a time. Every failure is an
 * AppError whose `data.sent` says whether the request may have been carried out. Reads are repeated by the retry table;
 * a request with `retry: 'never'` leaves at most once. Credentials are fetched at the last moment and are not kept.
 */
import { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import type { buildConnector, Dispatcher, FormData } from 'undici'
import { Agent } from 'undici'
import { webAddress } from '#main/clients/http/egress-address.ts'
import { createTimeouts } from '#main/clients/http/timeouts.ts'
import { readAll, readBytes, readStart } from '#main/clients/http/body.ts'
import type { Headers } from '#main/clients/http/errors.ts'
import { header, isErrorBody, nonsense, parseJson, refusal, requestIdOf } from '#main/clients/http/errors.ts'
import type { Mark } from '#main/clients/http/failure.ts'
import { cancelled, networkFailure, timedOut, tooLarge } from '#main/clients/http/failure.ts'
import type { HeaderValue } from '#main/clients/http/headers.ts'
import { hideSecrets, resolveHeaders } from '#main/clients/http/headers.ts'
import { attemptLimit, backoff, isWorthRepeating, retryAfter } from '#main/clients/http/retry.ts'
import { asAppError, type AppError } from '#main/kernel/errors.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, HeaderValue>>
  /** Sent as JSON; absent: no body. */
  readonly body?: unknown
  /** Sent as a multipart form, in place of `body`. */
  readonly form?: FormData
  readonly retry: 'read' | 'never'
  /** For one attempt, connection to last byte. */
  readonly timeoutMs: number
  /** For all attempts and the waits between them. Absent: the time of one attempt and a minute. */
  readonly budgetMs?: number
  readonly maxBytes?: number
  /** Reads a refusal where this peer says more than the usual reading takes from it; absent: that one. */
  readonly refused?: typeof refusal
  /** Hears of each attempt that failed, those that are repeated too. */
  readonly onFailure?: (error: AppError) => void
  readonly signal: AbortSignal
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly requestId: string | null
  readonly latencyMs: number
  readonly text: string
}

export type HttpStream = {
  readonly status: number
  readonly headers: Headers
  readonly requestId: string | null
  readonly contentType: string
  readonly chunks: AsyncIterable<Uint8Array>
}

export type HttpClient = {
  /** The body as text; whatever it is. A status outside 2xx throws. */
  readonly text: (request: HttpRequest) => Promise<HttpAnswer>
  /** The body as JSON; an error body under 2xx throws too, and so does anything that is not JSON. Empty: null. */
  readonly json: (request: HttpRequest) => Promise<HttpAnswer & { readonly json: unknown }>
  /** The body byte for byte, whatever its content type says it is. */
  readonly bytes: (
    request: HttpRequest,
  ) => Promise<Omit<HttpAnswer, 'text'> & { readonly contentType: string; readonly bytes: Buffer }>
  /** `read` consumes the chunks; once it has called `commit`, a failure is final. */
  readonly stream: <T>(
    request: HttpRequest,
    read: (stream: HttpStream, commit: () => void) => Promise<T>,
  ) => Promise<{ readonly value: T; readonly latencyMs: number; readonly requestId: string | null }>
  readonly close: () => Promise<void>
}

export type HttpPorts = {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** How connections are made; absent: the system's way. */
  readonly connect?: buildConnector.connector
}

const defaultMaxBytes = 32 * 1024 * 1024
const refusalBytes = 64 * 1024

/** Sets the mark of a request right before its first byte is written. A class, because composing puts a proxy in between. */
class MarkingAgent extends Agent {
  override dispatch(options: Agent.DispatchOptions & { readonly opaque?: Mark }, handler: Dispatcher.DispatchHandler) {
    const mark = options.opaque
    const begin = handler.onRequestStart?.bind(handler)
    if (mark !== undefined)
      handler.onRequestStart = (controller, context) => {
        begin?.(controller, context)
        if (!controller.aborted) mark.started = true
      }
    return super.dispatch(options, handler)
  }
}

export function createHttpClient({ clock, random, log, connect }: HttpPorts): HttpClient {
  const agent = new MarkingAgent({
    pipelining: 1,
    connections: 64,
    allowH2: false,
    // Short: a connection the peer has just given up makes the outcome of a write unknown.
    keepAliveTimeout: 4_000,
    connect: connect ?? { timeout: 10_000 },
  })
  const timeouts = createTimeouts(clock)

  async function once<T>(
    request: HttpRequest,
    timeoutMs: number,
    read: (response: Dispatcher.ResponseData<Mark>) => Promise<T>,
  ): Promise<T> {
    const url = webAddress(request.url)
    const mark: Mark = { started: false }
    const { headers, secrets } = await resolveHeaders(request.headers ?? {}, request.body !== undefined)
    // An emitter serves undici as a signal too, at a tenth of the cost of an AbortController.
    const stop = new EventEmitter()
    const state = { late: false }
    const abort = (): void => void stop.emit('abort')
    if (request.signal.aborted) throw cancelled(mark)
    request.signal.addEventListener('abort', abort, { once: true })
    const inTime = timeouts.add(timeoutMs, () => {
      state.late = true
      abort()
    })
    let status: number | null = null
    let body: Readable | null = null
    try {
      const response = await agent.request<Mark>({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers,
        body: request.form ?? (request.body === undefined ? null : JSON.stringify(request.body)),
        opaque: mark,
        signal: stop,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      status = response.statusCode
      body = response.body
      if (status < 200 || status > 299)
        throw (request.refused ?? refusal)({
          status,
          headers: response.headers,
          text: await readStart(response.body, refusalBytes),
          retryAfterMs: retryAfter(response.headers, status, clock.now()),
        })
      return await read(response)
    } catch (thrown) {
      // Nobody reads on: give the connection up.
      body?.on('error', () => undefined).destroy()
      if (state.late) throw timedOut(timeoutMs, mark, status)
      if (request.signal.aborted) throw cancelled(mark)
      throw hideSecrets(networkFailure(thrown, url.host, mark), secrets)
    } finally {
      inTime()
      request.signal.removeEventListener('abort', abort)
    }
  }

  /** Attempts until one succeeds, or the table, the budget or `isFinal` says that is enough. */
  async function repeat<T>(
    request: HttpRequest,
    read: (response: Dispatcher.ResponseData<Mark>) => Promise<T>,
    isFinal: () => boolean,
  ): Promise<T & { readonly latencyMs: number }> {
    const began = clock.now()
    const budget = request.budgetMs ?? request.timeoutMs + 60_000
    for (let attempt = 1; ; attempt += 1) {
      const started = clock.now()
      try {
        const value = await once(request, Math.min(request.timeoutMs, budget - (started - began)), read)
        return { ...value, latencyMs: clock.now() - started }
      } catch (thrown) {
        const error = asAppError(thrown)
        request.onFailure?.(error)
        const hint = error.data?.['retryAfterMs']
        const fields = {
          code: error.code,
          status: error.data?.['status'],
          requestId: error.data?.['requestId'],
          attempt,
        }
        const wait = backoff(attempt + 1, typeof hint === 'number' ? hint : null, random.fraction())
        const over = clock.now() - began + wait >= budget
        if (request.retry === 'never' || isFinal() || attempt >= attemptLimit || over || !isWorthRepeating(error)) {
          log('info', 'http.failed', fields)
          throw error
        }
        log('info', 'http.repeated', { ...fields, waitMs: Math.round(wait) })
        await clock.sleep(wait, request.signal).catch(() => {
          throw cancelled({ started: error.data?.['sent'] !== false })
        })
      }
    }
  }

  const never = (): boolean => false

  const readAnswer =
    (request: HttpRequest) =>
    async (response: Dispatcher.ResponseData<Mark>): Promise<Omit<HttpAnswer, 'latencyMs'>> => {
      const limit = request.maxBytes ?? defaultMaxBytes
      const text = await readAll(response.body, limit, () => tooLarge(limit, response.statusCode))
      const { statusCode: status, headers } = response
      return { status, headers, requestId: requestIdOf(headers), text }
    }

  return {
    text: (request) => repeat(request, readAnswer(request), never),
    json: (request) =>
      repeat(
        request,
        async (response) => {
          const answer = await readAnswer(request)(response)
          if (answer.text.trim() === '') return { ...answer, json: null }
          const parsed = parseJson(answer.text)
          if (parsed === null) throw nonsense('The answer is not JSON.', answer)
          if (isErrorBody(parsed.value)) throw (request.refused ?? refusal)({ ...answer, retryAfterMs: null })
          return { ...answer, json: parsed.value }
        },
        never,
      ),
    bytes: (request) =>
      repeat(
        request,
        async ({ statusCode: status, headers, body }) => {
          const limit = request.maxBytes ?? defaultMaxBytes
          const bytes = await readBytes(body, limit, () => tooLarge(limit, status))
          return {
            status,
            headers,
            requestId: requestIdOf(headers),
            contentType: header(headers, 'content-type') ?? '',
            bytes,
          }
        },
        never,
      ),
    stream: (request, read) => {
      let committed = false
      return repeat(
        request,
        async ({ statusCode: status, headers, body }) => {
          const requestId = requestIdOf(headers)
          const contentType = header(headers, 'content-type') ?? ''
          const value = await read({ status, headers, requestId, contentType, chunks: body }, () => {
            committed = true
          })
          return { value, requestId }
        },
        () => committed,
      )
    },
    close: () => {
      timeouts.close()
      return agent.destroy()
    },
  }
}
