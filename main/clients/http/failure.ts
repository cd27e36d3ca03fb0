/**
 * What went wrong underneath HTTP, in the closed list of failures. The question that matters is whether the request may
 * have left: before the first byte was written nothing can have happened, after it nobody knows.
 */
import type { RemoteErrorData } from '#main/clients/http/errors.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'

/** Shared with the dispatcher, which sets `started` right before it writes the first byte. */
export type Mark = { started: boolean }

const data = (sent: boolean, status: number | null, code: string | null): RemoteErrorData => ({
  sent,
  status,
  requestId: null,
  code,
  param: null,
  retryAfterMs: null,
})

export const timedOut = (ms: number, mark: Mark, status: number | null): AppError =>
  mark.started
    ? new AppError('timed_out', `No complete answer within ${Math.round(ms / 100) / 10} s.`, {
        data: data(true, status, null),
      })
    : new AppError('unreachable', `No connection within ${Math.round(ms / 100) / 10} s; nothing was sent.`, {
        data: data(false, status, null),
      })

export const cancelled = (mark: Mark): AppError =>
  new AppError('cancelled', 'Cancelled.', { data: data(mark.started, null, null) })

export const tooLarge = (limit: number, status: number): AppError =>
  new AppError('too_large', `The answer is larger than ${limit} bytes.`, { data: data(true, status, null) })

/** The text of a network error names an address and a system code, never a header. */
export function networkFailure(thrown: unknown, host: string, mark: Mark): AppError {
  if (thrown instanceof AppError) return thrown
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
  // Without a system code it is no failure of a network but a fault of ours.
  if (code === null) return asAppError(thrown)
  if (code === 'UND_ERR_INVALID_ARG')
    return new AppError('invalid_input', `The request to ${host} cannot be made.`, { data: data(false, null, code) })
  if (!mark.started)
    return new AppError('unreachable', `Cannot reach ${host} (${code}); nothing was sent.`, {
      data: data(false, null, code),
    })
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new AppError('timed_out', `${host} stopped answering.`, { data: data(true, null, code) })
  return new AppError('remote_failed', `The connection to ${host} broke (${code}).`, { data: data(true, null, code) })
}
