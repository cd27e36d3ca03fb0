import { createHash } from 'node:crypto'
import type { HelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import type { Reply } from '#main/sandbox/service-exchange.ts'

/** What every route of the helpdesk stands on, and its one error envelope. */
export type HelpdeskContext = {
  readonly state: () => HelpdeskState
  readonly save: () => void
  /** Milliseconds. */
  readonly now: () => number
  readonly token: string
  /** Requests per ten seconds. */
  readonly rateLimit: number
}

const codes: Readonly<Record<number, readonly [string, string]>> = {
  400: ['bad_request', 'Bad request'],
  401: ['unauthorized', 'Access Token Invalid'],
  403: ['forbidden', 'You do not have permission'],
  404: ['not_found', 'Resource Not Found'],
  409: ['conflict', 'Conflict'],
  422: ['data_invalid', 'The data is not valid'],
  429: ['rate_limit_exceeded', 'Exceeded rate limit of 167 in 10_seconds'],
}

const requestId = (seed: string): string => {
  const hex = createHash('sha256').update(seed).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function helpdeskError(status: number, code?: string, message?: string): Record<string, unknown> {
  const [usualCode, usualMessage] = codes[status] ?? ['server_error', 'Something went wrong']
  const error = { code: code ?? usualCode, message: message ?? usualMessage }
  return { type: 'error.list', request_id: requestId(`${status}${error.code}`), errors: [error] }
}

export const refuse = (status: number, code?: string, message?: string): Reply => ({
  status,
  body: helpdeskError(status, code, message),
})
