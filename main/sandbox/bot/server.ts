import { createHash } from 'node:crypto'
import { actionReply } from '#main/sandbox/bot/actions.ts'
import { answerQuery, inPieces } from '#main/sandbox/bot/answers.ts'
import { knowledgeReply, workOff } from '#main/sandbox/bot/knowledge.ts'
import { listed, refuse, reworded, type BotContext } from '#main/sandbox/bot/replies.ts'
import { isFields } from '#main/sandbox/account/fields.ts'
import { sizeOf, stamp, type BotConversationState } from '#main/sandbox/bot/world.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/** BestChatbot's API as its reference has it: keys with scopes, a window of a minute, monthly quotas, an answer per idempotency key. */
const scopes = ['query', 'kb:read', 'kb:write', 'conversations:read', 'actions:read', 'actions:write']
export const botKeys: Readonly<
  Record<string, { readonly scopes: readonly string[]; readonly off?: 'revoked' | 'plan' }>
> = {
  sk_live_full: { scopes },
  sk_live_query: { scopes: ['query'] },
  sk_live_read: { scopes: ['query', 'kb:read', 'conversations:read', 'actions:read'] },
  sk_live_revoked: { scopes, off: 'revoked' },
  sk_live_plan: { scopes, off: 'plan' },
}

function scopeFor({ method, path }: Request): string | null {
  if (path === '/v1/query') return 'query'
  const isRead = method === 'GET'
  if (path.startsWith('/v1/kb/')) return isRead ? 'kb:read' : 'kb:write'
  if (path.startsWith('/v1/gaps')) return isRead ? 'conversations:read' : 'kb:write'
  if (path.startsWith('/v1/conversations')) return 'conversations:read'
  if (path.startsWith('/v1/actions')) return isRead ? 'actions:read' : 'actions:write'
  return null
}

const mostAnswers = 2_000
type Window = { readonly began: number; used: number }

export function createBotHandler(context: BotContext): Handler & { readonly forget: () => void } {
  const windows = new Map<string, Window>()
  let requests = 0

  /** The window of a key, and whether there is room in it. */
  const count = (key: string): { readonly headers: Record<string, string>; readonly waitMs: number | null } => {
    const { perMinute, windowMs } = context.shape()
    const now = context.now()
    const known = windows.get(key)
    const window = known === undefined || now >= known.began + windowMs ? { began: now, used: 0 } : known
    windows.set(key, window)
    const isFull = window.used >= perMinute
    if (!isFull) window.used += 1
    const end = window.began + windowMs
    return {
      headers: {
        'x-ratelimit-limit': String(perMinute),
        'x-ratelimit-remaining': String(perMinute - window.used),
        'x-ratelimit-reset': String(Math.ceil(end / 1000)),
      },
      waitMs: isFull ? end - now : null,
    }
  }
  const resetsAt = (): string => {
    const date = new Date(context.now())
    return stamp(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
  }
  const warnings = (): Record<string, string> => {
    const shape = context.shape()
    if (shape.warning !== null) return { 'x-quota-warning': shape.warning }
    const { queries, documents } = context.state()
    const meters = [
      ['queries', queries.api + queries.widget, shape.queryLimit],
      ['kb_size_bytes', documents.reduce((sum, one) => sum + sizeOf(one), 0), shape.knowledgeLimit],
    ] as const
    const near = meters.filter(([, used, limit]) => used >= limit * 0.9)
    if (near.length === 0) return {}
    const lines = near.map(([name, used, limit]) => `${name}; used=${used}; limit=${limit}; resets_at=${resetsAt()}`)
    return { 'x-quota-warning': lines.join(', ') }
  }

  const serve = async (request: Request, value: string): Promise<Reply> => {
    const known = botKeys[value]
    if (value === '') return refuse(401, 'missing_key', 'A key is required.')
    if (known === undefined) return refuse(401, 'invalid_key', 'This key is not known.')
    if (known.off === 'revoked') return refuse(401, 'revoked_key', 'This key was revoked.')
    if (known.off === 'plan') return refuse(402, 'api_not_in_plan', 'This plan has no API access.')
    const scope = scopeFor(request)
    if (scope !== null && !known.scopes.includes(scope))
      return refuse(403, 'insufficient_scope', `This key lacks the scope ${scope}.`)
    const forced = Number(request.headers['x-sim-force'] ?? 0)
    if (forced === 429) return refuse(429, 'rate_limited', 'Too many requests.', { headers: { 'retry-after': '1' } })
    if (forced >= 500) return refuse(forced, 'internal', 'Something broke.')
    if (request.method !== 'GET' && request.text !== '' && request.json === undefined)
      return refuse(400, 'invalid_json', 'The body is not JSON.')
    workOff(context)
    return inPieces(context, request, await once(request, () => route(request, value, known.scopes)))
  }

  const route = async (request: Request, value: string, held: readonly string[]): Promise<Reply> => {
    const { path, method } = request
    const shape = context.shape()
    const state = context.state()
    if (path === '/__sim/quota' && method === 'POST') {
      const used = isFields(request.json) ? request.json['queries_used'] : null
      if (typeof used === 'number')
        state.queries = { api: Math.max(0, used - state.queries.widget), widget: Math.min(used, state.queries.widget) }
      context.save()
      return { status: 200, body: { ok: true } }
    }
    if (path === '/v1/query' && method === 'POST') {
      if (state.queries.api + state.queries.widget >= shape.queryLimit)
        return refuse(429, 'monthly_quota_exceeded', 'The monthly queries are used up.', {
          error: { type: 'quota_error', resets_at: resetsAt() },
        })
      return answerQuery(context, request)
    }
    if (path === '/v1/usage' && shape.usageDoor) return { status: 200, body: usage() }
    if (path === '/v1/key' && shape.keyDoor)
      return {
        status: 200,
        body: {
          id: 'key_1',
          name: `desk of ${value.replace('sk_live_', '')}`,
          prefix: value.slice(0, 12),
          scopes: held,
          created_at: '2026-01-05T09:12:04Z',
          last_used_at: stamp(context.now()),
        },
      }
    return (
      knowledgeReply(context, request) ??
      actionReply(context, request) ??
      logs(context, request) ??
      refuse(404, 'not_found', 'No such address.')
    )
  }

  const usage = () => {
    const { queries, documents, actionsUsed } = context.state()
    const { queryLimit, knowledgeLimit, perMinute } = context.shape()
    const date = new Date(context.now())
    return {
      period: { start: stamp(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)), end: resetsAt() },
      plan: 'business',
      queries: { used: queries.api + queries.widget, limit: queryLimit, ...queries },
      kb_size_bytes: { used: documents.reduce((sum, one) => sum + sizeOf(one), 0), limit: knowledgeLimit },
      connected_actions: { used: actionsUsed, limit: 1000 },
      rate_limit: { requests_per_minute: perMinute },
    }
  }

  /** The same key and body again is answered as it was. */
  const once = async (request: Request, act: () => Promise<Reply>): Promise<Reply> => {
    const key = request.headers['idempotency-key']
    if (key === undefined || request.method === 'GET') return act()
    const state = context.state()
    const mark = createHash('sha256').update(`${request.method} ${request.path}\n${request.text}`).digest('hex')
    const kept = state.answers[key]
    if (kept !== undefined) {
      if (kept.request !== mark) return refuse(409, 'idempotency_mismatch', 'This key was used for another request.')
      state.replays += 1
      return { status: kept.status, body: kept.body }
    }
    const reply = await act()
    if (reply.status < 400) state.answers[key] = { request: mark, status: reply.status, body: reply.body }
    const [oldest] = Object.keys(state.answers)
    if (oldest !== undefined && Object.keys(state.answers).length > mostAnswers) delete state.answers[oldest]
    return reply
  }

  const handler: Handler = async (request) => {
    const value = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
    requests += 1
    const requestId = `req_${requests.toString(36).padStart(4, '0')}`
    const { headers, waitMs } = count(value)
    const refused =
      waitMs === null
        ? await serve(request, value)
        : refuse(429, 'rate_limited', `Too many requests. Retry after ${Math.ceil(waitMs / 1000)} seconds.`, {
            headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
          })
    const reply =
      refused.status < 400 ? refused : { ...refused, body: reworded(refused.body, context.shape().errors, requestId) }
    return { ...reply, headers: { 'x-request-id': requestId, ...headers, ...warnings(), ...reply.headers } }
  }
  return Object.assign(handler, { forget: () => windows.clear() })
}

function viewConversation(conversation: BotConversationState): Readonly<Record<string, unknown>> {
  const { topic: _, messages, ...others } = conversation
  const known = messages.flatMap(({ confidence }) => confidence ?? [])
  return {
    ...others,
    message_count: messages.length,
    resolved: !conversation.escalated,
    min_confidence: known.length === 0 ? null : Math.min(...known),
  }
}

/** Conversations and gaps. Null: it is about neither. */
function logs(context: BotContext, request: Request): Reply | null {
  const { path, method, query } = request
  const state = context.state()
  const isBetween = (at: string): boolean => at >= (query.get('from') ?? '') && at <= (query.get('to') ?? '9')
  if (path === '/v1/conversations' && method === 'GET') {
    const channel = query.get('channel')
    const answered = query.get('answered')
    const found = state.conversations
      .filter((one) => isBetween(one.last_message_at) && (channel === null || one.channel === channel))
      .map(viewConversation)
      .filter((one) => answered === null || String(Number(one['min_confidence'] ?? 0) >= 0.45) === answered)
    return listed(context, request, found)
  }
  const conversation = /^\/v1\/conversations\/([^/]+)$/.exec(path)?.[1]
  if (conversation !== undefined && method === 'GET') {
    const found = state.conversations.find(({ id }) => id === conversation)
    if (found === undefined) return refuse(404, 'conversation_not_found', `No conversation ${conversation}.`)
    return { status: 200, body: { ...viewConversation(found), messages: found.messages } }
  }
  if (path === '/v1/gaps' && method === 'GET') {
    const status = query.get('status')
    const found = state.gaps.filter((gap) => isBetween(gap.last_seen_at) && (status === null || gap.status === status))
    return listed(context, request, found)
  }
  const id = /^\/v1\/gaps\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined || method !== 'PATCH') return null
  const gap = state.gaps.find((one) => one.id === id)
  if (gap === undefined) return refuse(404, 'gap_not_found', `No gap ${id}.`)
  const body = isFields(request.json) ? request.json : {}
  const { status, document_id: document } = body
  if (status !== 'open' && status !== 'resolved' && status !== 'ignored')
    return refuse(400, 'invalid_field', 'status is open, resolved or ignored.')
  gap.status = status
  if (typeof document === 'string') gap.document_id = document
  context.save()
  return { status: 200, body: gap }
}
