/** What the service says about collections and files when it refuses, in words that say what to do. The code stays. */
import { AppError, asAppError } from '#main/kernel/errors.ts'

const hosts = {
  management: {
    name: 'The management host',
    unauthorised:
      'The management host does not know this key. It wants a management key, which is another than the key of the API.',
    forbidden: 'The management key may not do this. Give it permission for collections in the console.',
  },
  api: {
    name: 'The service',
    unauthorised: 'The service does not know the xAI key. Store a valid one under Settings, Keys.',
    forbidden: 'The xAI key may not store or search files. Give it that permission in the console.',
  },
} as const

export function collectionInWords(thrown: unknown, host: keyof typeof hosts): AppError {
  const error = asAppError(thrown)
  const theirs = /^HTTP \d+$/.test(error.message) || error.message === '' ? '' : ` It says: ${error.message}`
  const words = wordsFor(error, hosts[host])
  if (words === null) return error
  const data = error.data === undefined ? {} : { data: error.data }
  return new AppError(error.code, `${words}${theirs}`, { cause: error, ...data })
}

function wordsFor({ code, data }: AppError, host: (typeof hosts)[keyof typeof hosts]): string | null {
  const status = data?.['status']
  switch (code) {
    case 'unauthorised':
      return host.unauthorised
    case 'forbidden':
      return host.forbidden
    case 'quota_exhausted':
      return 'The team has no credit left, or reached its spending limit. Waiting does not help.'
    case 'not_found':
      return 'The service does not have this any more.'
    case 'rate_limited':
      return `${host.name} takes no more requests at the moment. Try again a little later.`
    case 'too_large':
      return 'The service takes nothing so large.'
    case 'conflict':
      return 'The service holds something that stands against it.'
    case 'remote_invalid':
      return 'The service refused it as not valid.'
    case 'remote_failed':
      return typeof status === 'number' ? `${host.name} failed (HTTP ${status}).` : null
    default:
      return null
  }
}
