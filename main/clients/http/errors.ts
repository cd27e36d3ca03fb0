/**
 * What a peer says when it refuses, in one shape. Pure. Knows the four xAI envelopes (flat pair, OpenAI object, message
 * only, plain text), Intercom's `error.list`, and an envelope that arrives under status 200.
 */
import type { ErrorCode } from '#contract/error-codes.ts'
import { AppError } from '#main/kernel/errors.ts'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** `sent: false` means the peer did nothing, for certain. `true` means: for a write, nobody knows. */
export type RemoteErrorData = {
  readonly sent: boolean
  readonly status: number | null
  readonly requestId: string | null
  readonly code: string | null
  readonly param: string | null
  readonly retryAfterMs: number | null
}

type Envelope = {
  readonly message: string | null
  readonly code: string | null
  readonly param: string | null
  readonly requestId: string | null
}

type Fields = Readonly<Record<string, unknown>>

/** The phrases of the flat pair are the standard descriptions of gRPC codes; under status 200 they are all there is. */
const statusOfPhrase: Readonly<Record<string, number>> = {
  'Client specified an invalid argument': 400,
  "The system is not in a state required for the operation's execution": 400,
  'The request does not have valid authentication credentials': 401,
  'The caller does not have permission to execute the specified operation': 403,
  'Some requested entity was not found': 404,
  'Some entity that we attempted to create already exists': 409,
  'Some resource has been exhausted': 429,
  'Internal error': 500,
  'Operation is not implemented or not supported': 501,
  'The service is currently unavailable': 503,
  'Deadline expired before operation could complete': 504,
}

const longestMessage = 500

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function header(headers: Headers, name: string): string | null {
  const value = headers[name]
  if (value === undefined) return null
  return typeof value === 'string' ? value : (value[0] ?? null)
}

export function requestIdOf(headers: Headers): string | null {
  return header(headers, 'x-request-id') ?? header(headers, 'x-trace-id') ?? header(headers, 'cf-ray')
}

export function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

const words = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : null

/** The refusal inside a parsed body, whatever its form. */
function readEnvelope(body: unknown): Envelope {
  if (!isFields(body)) return { message: words(body), code: null, param: null, requestId: null }
  const requestId = words(body['request_id'])
  const first: unknown = Array.isArray(body['errors']) ? body['errors'][0] : undefined
  if (isFields(first))
    return { message: words(first['message']), code: words(first['code']), param: words(first['field']), requestId }
  const error = body['error']
  if (isFields(error)) {
    const code = words(error['code']) ?? words(body['code']) ?? words(error['type'])
    return { message: words(error['message']) ?? code, code, param: words(error['param']), requestId }
  }
  return {
    message: words(error) ?? words(body['message']) ?? words(body['detail']) ?? words(first),
    code: words(body['code']),
    param: words(body['param']),
    requestId,
  }
}

/** An error body under a success status: an `error` or an `error.list`, and nothing an answer would have. */
export function isErrorBody(body: unknown): boolean {
  if (!isFields(body)) return false
  if (body['type'] === 'error.list') return true
  const error = body['error']
  const refuses = isFields(error) || (typeof error === 'string' && error !== '')
  const answers =
    ['id', 'output', 'outputs', 'choices'].some((key) => key in body) || typeof body['message'] === 'object'
  return refuses && !answers
}

function codeOf(status: number, text: string): ErrorCode {
  if (status === 401 || (status === 400 && /^Incorrect API key provided/i.test(text))) return 'unauthorised'
  if ((status === 403 || status === 429) && /credits|spending limit/i.test(text)) return 'quota_exhausted'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 408) return 'timed_out'
  if (status === 409) return 'conflict'
  if (status === 413) return 'too_large'
  if (status === 429) return 'rate_limited'
  if (status >= 400 && status < 500) return 'remote_invalid'
  return status >= 300 && status < 400 ? 'protocol' : 'remote_failed'
}

/** A 4xx was refused before anything happened, except where the peer or something before it gave up waiting. */
const refusedUntouched = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 499

/** The error for an answer that is a refusal: any status outside 2xx, or an error body under 2xx. */
export function refusal(answer: {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly retryAfterMs: number | null
}): AppError {
  const parsed = parseJson(answer.text)
  const envelope = readEnvelope(parsed === null ? answer.text : parsed.value)
  const succeeded = answer.status >= 200 && answer.status < 300
  const status = succeeded ? (statusOfPhrase[envelope.code ?? ''] ?? 500) : answer.status
  const redirected = answer.status >= 300 && answer.status < 400
  const message = redirected
    ? `The other side answered with a redirect (HTTP ${answer.status}), which is not followed.`
    : (envelope.message ?? `HTTP ${answer.status}`)
  const data: RemoteErrorData = {
    sent: succeeded || !refusedUntouched(answer.status),
    status: answer.status,
    requestId: envelope.requestId ?? requestIdOf(answer.headers),
    code: envelope.code,
    param: envelope.param,
    retryAfterMs: answer.retryAfterMs,
  }
  return new AppError(codeOf(status, message), message.slice(0, longestMessage), { data })
}

/** An answer that came, and made no sense. */
export function nonsense(message: string, answer: { readonly status: number; readonly headers: Headers }): AppError {
  const data: RemoteErrorData = {
    sent: true,
    status: answer.status,
    requestId: requestIdOf(answer.headers),
    code: null,
    param: null,
    retryAfterMs: null,
  }
  return new AppError('protocol', message, { data })
}
