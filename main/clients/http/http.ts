/**
 * HTTP to the outside world: one pooled agent, keep-alive, one request per connection at a time. Every failure is an
 * AppError whose `data.sent` says whether the request may have been carried out. Reads are repeated by the retry table;
 * a request with `retry: 'never'` leaves at most once. Credentials are fetched at the last moment and are not kept.
 */
import type { buildConnector, Dispatcher, FormData } from 'undici'
import { Agent } from 'undici'
import { isSuccess, type Attempt } from '#main/clients/http/attempt.ts'
import { collect } from '#main/clients/http/collect.ts'
import { webAddress } from '#main/clients/http/egress-address.ts'
import { open } from '#main/clients/http/open.ts'
import { createTimeouts } from '#main/clients/http/timeouts.ts'
import type { Headers } from '#main/clients/http/errors.ts'
import { header, isErrorBody, nonsense, parseJson, refusal, requestIdOf } from '#main/clients/http/errors.ts'
import { cancelled, networkFailure, timedOut } from '#main/clients/http/failure.ts'
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

type Exchange<T> = (options: Dispatcher.RequestOptions, attempt: Attempt) => Promise<T>

/** Sets the mark of an attempt right before its first byte is written. A class, because composing puts a proxy in between. */
class MarkingAgent extends Agent {
  override dispatch(
    options: Agent.DispatchOptions & { readonly opaque?: Attempt },
    handler: Dispatcher.DispatchHandler,
  ) {
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

  /** What one attempt sends, and the same attempt with its time, its caller's signal and its secrets looked after. */
  async function once<T>(request: HttpRequest, timeoutMs: number, exchange: Exchange<T>): Promise<T> {
    const { url, headers: given = {}, method, form, body, signal } = request
    const address = webAddress(url)
    const attempt: Attempt = { started: false, status: null, isLate: false, giveUp: () => undefined }
    const { headers, secrets } = await resolveHeaders(given, body !== undefined)
    if (signal.aborted) throw cancelled(attempt)
    const stop = (): void => attempt.giveUp()
    signal.addEventListener('abort', stop, { once: true })
    const inTime = timeouts.add(timeoutMs, () => {
      attempt.isLate = true
      attempt.giveUp()
    })
    try {
      const options = {
        origin: address.origin,
        path: `${address.pathname}${address.search}`,
        method,
        headers,
        body: form ?? (body === undefined ? null : JSON.stringify(body)),
        headersTimeout: 0,
        bodyTimeout: 0,
      }
      return await exchange(options, attempt)
    } catch (thrown) {
      if (attempt.isLate) throw timedOut(timeoutMs, attempt, attempt.status)
      if (signal.aborted) throw cancelled(attempt)
      throw hideSecrets(networkFailure(thrown, address.host, attempt), secrets)
    } finally {
      inTime()
      signal.removeEventListener('abort', stop)
    }
  }

  /** Attempts until one succeeds, or the table, the budget or `isFinal` says that is enough. */
  async function repeat<T>(
    request: HttpRequest,
    exchange: Exchange<T>,
    isFinal: () => boolean,
  ): Promise<T & { readonly latencyMs: number }> {
    const began = clock.now()
    const budget = request.budgetMs ?? request.timeoutMs + 60_000
    for (let attempt = 1; ; attempt += 1) {
      const started = clock.now()
      try {
        const value = await once(request, Math.min(request.timeoutMs, budget - (started - began)), exchange)
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

  const refuse =
    (request: HttpRequest) =>
    (answer: { readonly status: number; readonly headers: Headers; readonly text: string }): AppError =>
      (request.refused ?? refusal)({
        ...answer,
        retryAfterMs: retryAfter(answer.headers, answer.status, clock.now()),
      })

  const whole = async (request: HttpRequest, options: Dispatcher.RequestOptions, attempt: Attempt) => {
    const answer = await collect(agent, options, attempt, request.maxBytes ?? defaultMaxBytes)
    const { status, headers, bytes } = answer
    if (!isSuccess(status)) throw refuse(request)({ status, headers, text: bytes.toString('utf8') })
    return answer
  }

  const text = async (request: HttpRequest, options: Dispatcher.RequestOptions, attempt: Attempt) => {
    const { status, headers, bytes } = await whole(request, options, attempt)
    return { status, headers, requestId: requestIdOf(headers), text: bytes.toString('utf8') }
  }

  return {
    text: (request) => repeat(request, (options, attempt) => text(request, options, attempt), never),
    json: (request) =>
      repeat(
        request,
        async (options, attempt) => {
          const answer = await text(request, options, attempt)
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
        async (options, attempt) => {
          const { status, headers, bytes } = await whole(request, options, attempt)
          const contentType = header(headers, 'content-type') ?? ''
          return { status, headers, requestId: requestIdOf(headers), contentType, bytes }
        },
        never,
      ),
    stream: (request, read) => {
      let committed = false
      return repeat(
        request,
        (options, attempt) =>
          open(agent, options, attempt, refuse(request), async (opened) => {
            const requestId = requestIdOf(opened.headers)
            const contentType = header(opened.headers, 'content-type') ?? ''
            const value = await read({ ...opened, requestId, contentType }, () => {
              committed = true
            })
            return { value, requestId }
          }),
        () => committed,
      )
    },
    close: () => {
      timeouts.close()
      return agent.destroy()
    },
  }
}
