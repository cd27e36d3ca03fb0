import type { BotScope } from '#contract/bot.ts'

/**
 * The one table of where the bot is asked for what. Only `/v1/query` is documented; every other path here is a proposal, and is
 * changed here when the service turns out to have another.
 */
type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `{name}` is filled in. */
  readonly path: string
  /** Null: any valid key. */
  readonly scope: BotScope | null
  /** The monthly quota it counts against; null: none. */
  readonly quota: 'query' | 'knowledge' | 'actions' | null
}

export const botRoutes = {
  query: { method: 'POST', path: '/v1/query', scope: 'query', quota: 'query' },
  documents: { method: 'GET', path: '/v1/kb/documents', scope: 'kb:read', quota: null },
  document: { method: 'GET', path: '/v1/kb/documents/{id}', scope: 'kb:read', quota: null },
  createDocument: { method: 'POST', path: '/v1/kb/documents', scope: 'kb:write', quota: 'knowledge' },
  replaceDocument: { method: 'PUT', path: '/v1/kb/documents/{id}', scope: 'kb:write', quota: 'knowledge' },
  changeDocument: { method: 'PATCH', path: '/v1/kb/documents/{id}', scope: 'kb:write', quota: 'knowledge' },
  deleteDocument: { method: 'DELETE', path: '/v1/kb/documents/{id}', scope: 'kb:write', quota: null },
  batchDocuments: { method: 'POST', path: '/v1/kb/documents:batch', scope: 'kb:write', quota: 'knowledge' },
  reindex: { method: 'POST', path: '/v1/kb/reindex', scope: 'kb:write', quota: null },
  job: { method: 'GET', path: '/v1/kb/jobs/{id}', scope: 'kb:read', quota: null },
  knowledge: { method: 'GET', path: '/v1/kb/status', scope: 'kb:read', quota: null },
  conversations: { method: 'GET', path: '/v1/conversations', scope: 'conversations:read', quota: null },
  conversation: { method: 'GET', path: '/v1/conversations/{id}', scope: 'conversations:read', quota: null },
  gaps: { method: 'GET', path: '/v1/gaps', scope: 'conversations:read', quota: null },
  changeGap: { method: 'PATCH', path: '/v1/gaps/{id}', scope: 'kb:write', quota: null },
  actions: { method: 'GET', path: '/v1/actions', scope: 'actions:read', quota: null },
  action: { method: 'GET', path: '/v1/actions/{id}', scope: 'actions:read', quota: null },
  startRun: { method: 'POST', path: '/v1/actions/{id}/runs', scope: 'actions:write', quota: 'actions' },
  runs: { method: 'GET', path: '/v1/actions/{id}/runs', scope: 'actions:read', quota: null },
  run: { method: 'GET', path: '/v1/actions/runs/{id}', scope: 'actions:read', quota: null },
  usage: { method: 'GET', path: '/v1/usage', scope: null, quota: null },
  key: { method: 'GET', path: '/v1/key', scope: null, quota: null },
} as const satisfies Readonly<Record<string, Route>>

export type BotRouteName = keyof typeof botRoutes
export type BotQuota = 'query' | 'knowledge' | 'actions'

export const botRoute = (name: BotRouteName): Route => botRoutes[name]

type QueryValue = string | number | boolean | null | undefined

export function botPath(name: BotRouteName, id?: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const path = botRoutes[name].path.replace('{id}', encodeURIComponent(id ?? ''))
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return search === '' ? path : `${path}?${search}`
}
