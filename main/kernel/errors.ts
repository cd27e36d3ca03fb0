import { errorCodes, type ErrorCode } from '#contract/error-codes.ts'
import type { WireError } from '#contract/errors.ts'

export type ErrorData = Readonly<Record<string, unknown>>

/** The only error this program throws on purpose. `code` is contract, `message` is for people, `data` is safe to show. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly data: ErrorData | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; data?: ErrorData } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.data = options.data
  }
}

/** Any thrown value as an AppError; what nobody foresaw becomes `internal` with the original as cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new AppError('cancelled', 'Cancelled.', { cause: thrown })
  return new AppError('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
}

/** What may cross a wire. An `internal` message is kept back: it may quote data nobody has looked at. */
export function toWireError(thrown: unknown): WireError {
  const error = asAppError(thrown)
  if (error.code === 'internal') return { code: 'internal', message: errorCodes.internal.meaning }
  return error.data === undefined
    ? { code: error.code, message: error.message }
    : { code: error.code, message: error.message, data: error.data }
}

export function assertNever(value: never): never {
  throw new AppError('internal', `Unexpected value: ${JSON.stringify(value)}`)
}
