/**
 * Calls to a helpdesk: headers, pace, and the two manners of asking. Reads are repeated by the retry table; a write is one
 * attempt, ever. What has to be known before a write is asked first, and its failure means that nothing was done.
 */
import { z } from 'zod'
import type { Quarantined } from '#main/clients/helpdesk/helpdesk.ts'
import { createPace } from '#main/clients/helpdesk/pace.ts'
import type { HttpAnswer, HttpClient } from '#main/clients/http/http.ts'
import { isFields, nonsense } from '#main/clients/http/errors.ts'
import type { HeaderValue } from '#main/clients/http/headers.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'

export type HelpdeskRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

export type JsonAnswer = HttpAnswer & { readonly json: unknown }

export type HelpdeskCalls = {
  readonly read: <T extends z.ZodType>(request: HelpdeskRequest, schema: T, signal: AbortSignal) => Promise<z.output<T>>
  readonly write: (request: HelpdeskRequest, signal: AbortSignal) => Promise<JsonAnswer>
}

export function createHelpdeskCalls(ports: {
  readonly http: HttpClient
  readonly clock: Clock
  /** Who answers, in words. */
  readonly name: string
  readonly base: string
  readonly headers: Readonly<Record<string, HeaderValue>>
}): HelpdeskCalls {
  const { base, headers } = ports
  const pace = createPace(ports.clock)

  async function call(request: HelpdeskRequest, retry: 'read' | 'never', signal: AbortSignal): Promise<JsonAnswer> {
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
        throw nonsense(`${ports.name} answered ${request.path} in an unknown form${where}.`, answer)
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

/** Those of a list that make sense, and the others with their reasons. */
export function sortOut<T extends z.ZodType>(list: readonly unknown[], schema: T) {
  const understood: z.output<T>[] = []
  const quarantined: Quarantined[] = []
  for (const raw of list) {
    const parsed = schema.safeParse(raw)
    if (parsed.success) understood.push(parsed.data)
    else {
      const id = isFields(raw) ? z.union([z.string(), z.number()]).safeParse(raw['id']).data : undefined
      quarantined.push({ externalId: id === undefined ? null : String(id), reason: reasonOf(parsed.error), raw })
    }
  }
  return { understood, quarantined }
}

const reasonOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
