/**
 * Calls to Intercom: headers, pace, and the two manners of asking. Reads are repeated by the retry table; a write is one
 * attempt, ever. What has to be known before a write is asked first, and its failure means that nothing was done.
 */
import type { z } from 'zod'
import type { HttpAnswer, HttpClient } from '#main/clients/http.ts'
import { nonsense } from '#main/clients/http-errors.ts'
import { bearer } from '#main/clients/http-headers.ts'
import { createPace } from '#main/clients/intercom-pace.ts'
import type { IntercomRequest } from '#main/clients/intercom-send.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type IntercomPorts = {
  readonly http: HttpClient
  readonly clock: Clock
  readonly baseUrl: string
  readonly version: string
  readonly token: () => Promise<Secret | null>
}

export type JsonAnswer = HttpAnswer & { readonly json: unknown }

export type IntercomCalls = {
  readonly read: <T extends z.ZodType>(request: IntercomRequest, schema: T, signal: AbortSignal) => Promise<z.output<T>>
  readonly write: (request: IntercomRequest, signal: AbortSignal) => Promise<JsonAnswer>
}

export function createIntercomCalls(ports: IntercomPorts): IntercomCalls {
  const base = ports.baseUrl.replace(/\/+$/, '')
  const pace = createPace(ports.clock)
  const headers = {
    authorization: bearer(ports.token, 'the helpdesk'),
    accept: 'application/json',
    'intercom-version': ports.version,
  }

  async function call(request: IntercomRequest, retry: 'read' | 'never', signal: AbortSignal): Promise<JsonAnswer> {
    await beforehand(() => pace.wait(signal))
    try {
      const answer = await ports.http.json({
        method: request.method,
        url: `${base}${request.path}`,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        retry,
        timeoutMs: retry === 'never' ? 60_000 : 30_000,
        signal,
      })
      pace.observe(answer.headers)
      return answer
    } catch (thrown) {
      const wait = asAppError(thrown).data?.['retryAfterMs']
      if (typeof wait === 'number') pace.refused(wait)
      throw thrown
    }
  }

  return {
    read: async (request, schema, signal) => {
      const answer = await call(request, 'read', signal)
      const parsed = schema.safeParse(answer.json)
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`
        throw nonsense(`Intercom answered ${request.path} in an unknown form${where}.`, answer)
      }
      return parsed.data
    },
    write: (request, signal) => call(request, 'never', signal),
  }
}

/** Runs what must come before a write. However it fails, the write was not sent. */
export async function beforehand<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const error = asAppError(thrown)
    throw new AppError(error.code, error.message, { cause: error, data: { ...error.data, sent: false } })
  }
}
