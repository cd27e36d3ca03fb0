import type { Reply } from '#main/sandbox/service-exchange.ts'

const phrases: Readonly<Record<number, string>> = {
  401: 'Invalid Access Token',
  404: 'Resource could not be found',
  500: 'Internal Server Error',
}

/** Chatwoot's envelopes differ: a sentence, a list of attributes, or the plain words of the limiter before it. */
export function chatwootError(status: number, message?: string): unknown {
  if (status === 429) return 'Retry later\n'
  if (status === 422) return { message: message ?? 'Invalid', attributes: [] }
  return { error: message ?? phrases[status] ?? 'Something went wrong' }
}

export const refuseChatwoot = (status: number, message?: string): Reply => ({
  status,
  body: chatwootError(status, message),
})
