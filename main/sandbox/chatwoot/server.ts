import { createHash } from 'node:crypto'
import { z } from 'zod'
import { refuseChatwoot } from '#main/sandbox/chatwoot/errors.ts'
import * as view from '#main/sandbox/chatwoot/views.ts'
import { changeLabels, changeStatus, assign, writeMessage } from '#main/sandbox/chatwoot/writes.ts'
import { admins, teams } from '#main/sandbox/company/people.ts'
import type { HelpdeskContext } from '#main/sandbox/helpdesk/errors.ts'
import type { Conversation, HelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/** A Chatwoot-compatible door to the same shared inbox: `/api/v1`, with the shapes, pages and errors of the real one. */
const perPage = 25
const messagesPerPage = 20

const ok = (body: unknown): Reply => ({ status: 200, body })

/** What a live line is opened with; another secret than the token. */
export const streamToken = (token: string): string =>
  createHash('sha256').update(`stream ${token}`).digest('hex').slice(0, 24)

function readProfile(token: string): Reply {
  const [me] = admins
  if (me === undefined) return refuseChatwoot(401)
  const role = { role: 'administrator', availability: 'online' }
  return ok({
    ...view.viewAgent(me),
    pubsub_token: streamToken(token),
    accounts: [{ id: view.accountId, name: 'Larch & Ledge', status: 'active', ...role }],
  })
}

const asked = (request: Request, name: string): string | null => request.query.get(name)

function matches(state: HelpdeskState, request: Request): (one: Conversation) => boolean {
  const status = asked(request, 'status') ?? 'open'
  const [inbox, team, words] = ['inbox_id', 'team_id', 'q'].map((name) => asked(request, name))
  const labels = request.query.getAll('labels[]')
  return (one) =>
    (status === 'all' || view.statusOf(one) === status) &&
    (inbox === null || view.inboxIdOf(one) === Number(inbox)) &&
    (team === null || one.team === Number(team)) &&
    (labels.length === 0 || view.viewLabels(state, one).some((label) => labels.includes(label))) &&
    (words === null || words === undefined || JSON.stringify(view.viewMessages(state, one)).includes(words))
}

const assigned: Readonly<Record<string, (one: Conversation) => boolean>> = {
  me: (one) => one.admin === Number(admins[0]?.id),
  unassigned: (one) => one.admin === null,
  assigned: (one) => one.admin !== null,
  all: () => true,
}

function list(state: HelpdeskState, request: Request): Reply {
  const found = Object.values(state.conversations)
    .filter(matches(state, request))
    .toSorted((one, other) => other.updatedAt - one.updatedAt || Number(other.id) - Number(one.id))
  const count = (type: string): number => found.filter(assigned[type] ?? (() => true)).length
  const wanted = found.filter(assigned[asked(request, 'assignee_type') ?? 'all'] ?? (() => true))
  const page = Math.max(1, Number(asked(request, 'page') ?? 1) || 1)
  const counts = { mine_count: count('me'), assigned_count: count('assigned'), unassigned_count: count('unassigned') }
  if (request.path.endsWith('/meta')) return ok({ meta: { ...counts, all_count: found.length } })
  const payload = wanted.slice((page - 1) * perPage, page * perPage).map((one) => view.viewConversation(state, one))
  return ok({ data: { meta: { ...counts, all_count: found.length }, payload } })
}

function listMessages(state: HelpdeskState, conversation: Conversation, request: Request): Reply {
  const all = view.viewMessages(state, conversation)
  const before = asked(request, 'before')
  const after = asked(request, 'after')
  const earlier = before === null ? all : all.filter((message) => Number(message['id']) < Number(before))
  const payload =
    after === null
      ? earlier.slice(-messagesPerPage)
      : earlier.filter((message) => Number(message['id']) > Number(after)).slice(0, 100)
  const { meta } = view.viewConversation(state, conversation)
  return ok({ meta, payload })
}

const FilterSchema = z.object({
  payload: z.array(z.object({ attribute_key: z.string(), filter_operator: z.string(), values: z.array(z.string()) })),
})

function filter(state: HelpdeskState, request: Request): Reply {
  const parsed = FilterSchema.safeParse(request.json)
  if (!parsed.success) return refuseChatwoot(422, 'Invalid query')
  const wrong = parsed.data.payload.find((one) => one.attribute_key !== 'status')
  if (wrong !== undefined) return refuseChatwoot(422, `Invalid attribute key - [${wrong.attribute_key}]`)
  const found = Object.values(state.conversations).filter((one) =>
    parsed.data.payload.every((condition) => condition.values.includes(view.statusOf(one))),
  )
  const payload = found.slice(0, perPage).map((one) => view.viewConversation(state, one))
  return ok({ meta: { all_count: found.length }, payload })
}

function readContacts(state: HelpdeskState, path: string, request: Request): Reply | null {
  const contacts = Object.values(state.contacts)
  if (path === '/contacts/search') {
    const words = (asked(request, 'q') ?? '').toLowerCase()
    const found = contacts.filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(words))
    return ok({ meta: { count: found.length }, payload: found.map((one) => view.viewContact(state, one)) })
  }
  const id = /^\/contacts\/(\d+)$/.exec(path)?.[1]
  if (id === undefined) return null
  const contact = contacts[Number(id) - 1]
  return contact === undefined ? refuseChatwoot(404) : ok({ payload: view.viewContact(state, contact) })
}

function readLists(state: HelpdeskState, path: string): Reply | null {
  if (path === '/agents') return ok(admins.map(view.viewAgent))
  if (path === '/teams') return ok(teams.map(view.viewTeam))
  if (path === '/inboxes') return ok({ payload: view.viewInboxes() })
  if (path !== '/labels') return null
  const labels = Object.entries(state.tags).map(([id, title]) => ({ id: Number(id), title, show_on_sidebar: true }))
  return ok({ payload: labels })
}

const LabelSchema = z.object({ title: z.string() })

function defineLabel(context: HelpdeskContext, request: Request): Reply {
  const state = context.state()
  const title = LabelSchema.safeParse(request.json).data?.title.toLowerCase() ?? ''
  if (!/^[\p{L}\p{N}_-]+$/u.test(title)) return refuseChatwoot(422, 'Title is invalid')
  if (Object.values(state.tags).includes(title)) return refuseChatwoot(422, 'Title has already been taken')
  const id = String(88 + Object.keys(state.tags).length)
  state.tags[id] = title
  context.save()
  return ok({ id: Number(id), title, show_on_sidebar: true })
}

function route(context: HelpdeskContext, request: Request, path: string): Reply {
  const state = context.state()
  const { method } = request
  if (method === 'GET') {
    const found = readLists(state, path) ?? readContacts(state, path, request)
    if (found !== null) return found
    if (path === '/conversations' || path === '/conversations/meta') return list(state, request)
  }
  if (method === 'POST' && path === '/labels') return defineLabel(context, request)
  if (method === 'POST' && path === '/conversations/filter') return filter(state, request)
  const [, id = '', noun] = /^\/conversations\/(\d+)(?:\/([a-z_]+))?$/.exec(path) ?? []
  const conversation = state.conversations[id]
  if (conversation === undefined) return refuseChatwoot(404)
  if (method === 'GET' && noun === undefined) return ok(view.viewConversation(state, conversation))
  if (method === 'GET' && noun === 'messages') return listMessages(state, conversation, request)
  if (method === 'GET' && noun === 'labels') return ok({ payload: view.viewLabels(state, conversation) })
  if (method !== 'POST') return refuseChatwoot(404)
  if (noun === 'messages') return writeMessage(context, conversation, request.json)
  if (noun === 'toggle_status') return changeStatus(context, conversation, request.json)
  if (noun === 'assignments') return assign(context, conversation, request.json)
  if (noun === 'labels') return changeLabels(context, conversation, request.json)
  return refuseChatwoot(404)
}

export function createChatwootHandler(context: HelpdeskContext): Handler {
  let window = { start: 0, used: 0 }
  return (request) => {
    const start = Math.floor(context.now() / 10_000)
    window = window.start === start ? { start, used: window.used + 1 } : { start, used: 1 }
    if (window.used > context.rateLimit) {
      const left = (start + 1) * 10 - Math.floor(context.now() / 1000)
      return { ...refuseChatwoot(429), headers: { 'retry-after': String(left) } }
    }
    if (request.headers['api_access_token'] !== context.token) return refuseChatwoot(401)
    if (request.path === '/api/v1/profile') return readProfile(context.token)
    const [, account, path = ''] = /^\/api\/v1\/accounts\/(\d+)(\/.*)$/.exec(request.path) ?? []
    if (account === undefined) return refuseChatwoot(404)
    if (Number(account) !== view.accountId) return refuseChatwoot(401, 'You are not authorized to access this account')
    return route(context, request, path)
  }
}
