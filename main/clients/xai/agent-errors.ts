/** What the service says about agents and numbers when it refuses, in words that say what to do. The code stays. */
import { AppError, asAppError } from '#main/kernel/errors.ts'

/** `what`: "the voice agent", "the number" … */
export function inWords(thrown: unknown, what: string): AppError {
  const error = asAppError(thrown)
  const said = wordsFor(error, what)
  if (said === null) return error
  return new AppError(error.code, said, { cause: error, ...(error.data === undefined ? {} : { data: error.data }) })
}

function wordsFor(error: AppError, what: string): string | null {
  const { message } = error
  const status = error.data?.['status']
  const theirs = /^HTTP \d+$/.test(message) || message === '' ? '' : ` It says: ${message}`
  switch (error.code) {
    case 'unauthorised':
      return `The service does not know this key. Store a valid one under Settings, Connections.${theirs}`
    case 'forbidden':
      return `This key may not use voice agents. Give it that permission in the console, or store another key.${theirs}`
    case 'quota_exhausted':
      return `The team has no credit left, or reached its spending limit. Waiting does not help.${theirs}`
    case 'rate_limited':
      return `The service takes no more requests at the moment. Try again a little later.${theirs}`
    case 'not_found':
      return `The service does not have ${what} any more.${theirs}`
    case 'conflict':
      return `The service holds something that stands against it.${theirs}`
    case 'too_large':
      return `The service takes nothing so large.${theirs}`
    case 'remote_invalid':
      return status === 405
        ? `The service does not offer this.${theirs}`
        : `The service refused ${what} as not valid.${theirs}`
    case 'remote_failed':
      return typeof status === 'number' ? `The service failed (HTTP ${status}).${theirs}` : null
    default:
      return null
  }
}

const unsupported = new Set([404, 405, 501])

/** A purchase that this account cannot make. Nothing was bought: the service has no such door. */
export function purchaseInWords(thrown: unknown): AppError {
  const error = asAppError(thrown)
  const status = error.data?.['status']
  if (typeof status !== 'number' || !unsupported.has(status)) return inWords(error, 'the purchase')
  return new AppError(
    'remote_invalid',
    'Buying numbers is not available for this account. Use the console to buy one; it appears here by itself.',
    { cause: error, data: { ...error.data, sent: false } },
  )
}
