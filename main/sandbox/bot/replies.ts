import type { BotShape, BotState } from '#main/sandbox/bot/world.ts'
import type { CompanyState } from '#main/sandbox/company/world.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** What every part of the bot's service stands on, and how it refuses and lists. */
export type BotContext = {
  readonly state: () => BotState
  readonly company: () => CompanyState
  readonly shape: () => BotShape
  readonly save: () => void
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'plan_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
}

export function refuse(
  status: number,
  code: string,
  message: string,
  more: {
    readonly headers?: Readonly<Record<string, string>>
    readonly error?: Readonly<Record<string, unknown>>
  } = {},
): Reply {
  const type = code.endsWith('user_token') ? 'user_token_error' : (types[status] ?? 'api_error')
  return {
    status,
    headers: more.headers ?? {},
    body: { error: { type, code, message, param: null, ...more.error } },
  }
}

/** The same refusal in the other forms a reader has to take. */
export function reworded(body: unknown, how: BotShape['errors'], requestId: string): unknown {
  const error = body as { readonly error: { readonly message: string } }
  switch (how) {
    case 'full':
      return { ...error, request_id: requestId }
    case 'error':
      return { error: error.error.message }
    case 'message':
      return { message: error.error.message }
    case 'plain':
      return error.error.message
  }
}

export const botError = (status: number): unknown =>
  refuse(
    status,
    status === 429 ? 'rate_limited' : status >= 500 ? (status === 503 ? 'unavailable' : 'internal') : 'refused',
    `HTTP ${status}`,
  ).body

/** One page of a list; the cursor is the place the next one begins at. */
export function listed(context: BotContext, request: Request, items: readonly unknown[]): Reply {
  const limit = Math.min(200, Math.max(1, Number(request.query.get('limit') ?? 50) || 50))
  const from = Number(request.query.get('cursor') ?? 0) || 0
  const page = items.slice(from, from + limit)
  const more = from + limit < items.length
  const next = { has_more: more, next_cursor: more ? String(from + limit) : null }
  const how = context.shape().lists
  const body = how === 'bare' ? page : how === 'items' ? { items: page, ...next } : { data: page, ...next }
  return { status: 200, body }
}
