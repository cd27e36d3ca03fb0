import { asAppError, type AppError } from '#main/kernel/errors.ts'
import type { ToolOutcome } from '#main/tools/tool.ts'

/**
 * What a thrown error says about the effect. A write that may have left is unknown unless the peer refused it for certain;
 * a read has no effect to be unsure about.
 */
export function outcomeOfError(thrown: unknown, access: 'read' | 'write', sent: boolean): ToolOutcome {
  const app = asAppError(thrown)
  const error = { code: app.code, message: app.message }
  const certain = access === 'read' || !sent || app.data?.['sent'] === false || refusedUntouched(app)
  if (!certain) return { kind: 'unknown', error }
  return { kind: 'failed', error, retryable: !isFinal(app) }
}

/** A 4xx did nothing, except where somebody gave up waiting (408, 499). */
function refusedUntouched(error: AppError): boolean {
  const status = error.data?.['status']
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 499
}

/** The peer understood and said no: the same request would meet the same answer, and the agent should hear it. */
function isFinal(error: AppError): boolean {
  switch (error.code) {
    case 'invalid_input':
    case 'not_found':
    case 'conflict':
    case 'remote_invalid':
    case 'too_large':
      return true
    case 'forbidden':
      return error.data?.['status'] === 403
    default:
      return false
  }
}

/** A probe found that it did not happen. */
export const didNotHappen = (message: string): Extract<ToolOutcome, { kind: 'failed' }> => ({
  kind: 'failed',
  error: { code: 'not_run', message },
  retryable: true,
})

/** A probe could not find out. */
export function stillUnknown(thrown: unknown): ToolOutcome {
  const { code, message } = asAppError(thrown)
  return { kind: 'unknown', error: { code, message } }
}
