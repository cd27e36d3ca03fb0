import { z } from 'zod'
import { admins, teams } from '#main/sandbox/company/people.ts'
import { matchesQuery, paginate, parseQuery, SearchSchema, typeProblem } from '#main/sandbox/helpdesk/search.ts'
import { changeState, detachTag, attachTag, replyTo } from '#main/sandbox/helpdesk/writes.ts'
import { viewAdmin, viewContact, viewConversation, viewListed, viewTeam } from '#main/sandbox/helpdesk/views.ts'
import type { Contact, Conversation, HelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import { openConversation, toText } from '#main/sandbox/helpdesk/world.ts'
import type { HelpdeskContext } from '#main/sandbox/helpdesk/errors.ts'
import { refuse } from '#main/sandbox/helpdesk/errors.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/** An Intercom-compatible helpdesk over HTTP: the routes a support desk needs, with the shapes, errors and rate headers of the real one. */

/** What a search can ask about, and where it stands. */
const searchable: Readonly<Record<string, (one: Conversation, by: Contact | undefined) => unknown>> = {
  id: (one) => one.id,
  created_at: (one) => one.createdAt,
  updated_at: (one) => one.updatedAt,
  waiting_since: (one) => one.waitingSince,
  snoozed_until: (one) => one.snoozedUntil,
  open: (one) => one.state !== 'closed',
  state: (one) => one.state,
  read: (one) => one.read,
  priority: (one) => one.priority,
  tag_ids: (one) => one.tags.map((tag) => tag.id),
  admin_assignee_id: (one) => one.admin,
  team_assignee_id: (one) => one.team,
  contact_ids: (one) => [one.contact],
  'source.type': (one) => one.channel,
  'source.id': (one) => one.sourceId,
  'source.delivered_as': () => 'customer_initiated',
  'source.subject': (one) => one.subject,
  'source.body': (one) => toText(one.body),
  'source.author.id': (one) => one.contact,
  'source.author.type': () => 'user',
  'source.author.name': (_, by) => by?.name ?? '',
  'source.author.email': (_, by) => by?.email ?? '',
}

const searchFields = (state: HelpdeskState, conversation: Conversation): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(searchable).map(([name, read]) => [name, read(conversation, state.contacts[conversation.contact])]),
  )

function listReply(state: HelpdeskState, found: readonly Conversation[], size: number, cursor: string | null): Reply {
  const page = paginate(found, size, cursor)
  if (page === null) return refuse(400, 'parameter_invalid', 'starting_after is invalid')
  return {
    status: 200,
    body: {
      type: 'conversation.list',
      pages: {
        type: 'pages',
        page: page.page,
        per_page: size,
        total_pages: page.pages,
        ...(page.next === null ? {} : { next: { per_page: size, starting_after: page.next } }),
      },
      total_count: found.length,
      conversations: page.items.map((conversation) => viewListed(state, conversation)),
    },
  }
}

function search(state: HelpdeskState, body: unknown): Reply {
  const parsed = SearchSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_invalid', 'query, pagination or sort is invalid')
  const query = parseQuery(parsed.data.query, searchable)
  if (typeof query === 'string') return refuse(400, 'parameter_invalid', query)
  const wrong = typeProblem(query)
  if (wrong !== null) return refuse(400, 'parameter_invalid', wrong)
  const size = parsed.data.pagination?.per_page ?? 20
  if (size > 150) return refuse(400, 'parameter_invalid', 'per_page must be at most 150')
  const field = parsed.data.sort?.field ?? 'updated_at'
  const sign = parsed.data.sort?.order === 'ascending' ? 1 : -1
  const rank = (conversation: Conversation): number => Number(searchFields(state, conversation)[field] ?? 0)
  const found = Object.values(state.conversations)
    .filter((conversation) => matchesQuery(query, searchFields(state, conversation)))
    .toSorted((one, other) => sign * (rank(one) - rank(other)) || Number(other.id) - Number(one.id))
  return listReply(state, found, size, parsed.data.pagination?.starting_after ?? null)
}

function list(state: HelpdeskState, query: URLSearchParams): Reply {
  const size = Number(query.get('per_page') ?? 20)
  if (!Number.isInteger(size) || size < 1 || size > 150)
    return refuse(400, 'parameter_invalid', 'per_page must be between 1 and 150')
  const found = Object.values(state.conversations).toSorted((one, other) => other.updatedAt - one.updatedAt)
  return listReply(state, found, size, query.get('starting_after'))
}

function searchContacts(state: HelpdeskState, body: unknown): Reply {
  const parsed = SearchSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_invalid', 'query is invalid')
  const views = Object.values(state.contacts).map((contact) => viewContact(contact))
  const query = parseQuery(parsed.data.query, {
    id: 0,
    role: 0,
    name: 0,
    email: 0,
    phone: 0,
    external_id: 0,
    created_at: 0,
  })
  if (typeof query === 'string') return refuse(400, 'parameter_invalid', query)
  const data = views.filter((view) => matchesQuery(query, view))
  const pages = { type: 'pages', page: 1, per_page: 50, total_pages: 1 }
  return { status: 200, body: { type: 'list', data, total_count: data.length, pages } }
}

const StartSchema = z.object({ from: z.object({ type: z.string(), id: z.string() }), body: z.string().min(1) })

function startConversation(context: HelpdeskContext, body: unknown): Reply {
  const parsed = StartSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_invalid', 'from and body are needed')
  const state = context.state()
  if (state.contacts[parsed.data.from.id] === undefined) return refuse(404, 'not_found', 'User Not Found')
  const at = Math.floor(context.now() / 1000)
  const opening = { contact: parsed.data.from.id, channel: 'conversation', subject: '', attachments: [], at }
  const made = openConversation(state, { ...opening, body: parsed.data.body })
  context.save()
  return {
    status: 200,
    body: {
      type: 'user_message',
      id: made.sourceId,
      created_at: at,
      body: parsed.data.body,
      message_type: 'inapp',
      conversation_id: made.id,
    },
  }
}

function readPeople(path: string): Reply | null {
  if (path === '/me') {
    const [me] = admins
    const app = {
      type: 'app',
      id_code: 'larch_01',
      name: 'Larch & Ledge',
      created_at: 1_583_020_800,
      secure: false,
      identity_verification: false,
      timezone: 'America/Los_Angeles',
      region: 'US',
    }
    return {
      status: 200,
      body: {
        type: 'admin',
        id: me?.id,
        email: me?.email,
        name: me?.name,
        email_verified: true,
        has_inbox_seat: true,
        app,
        avatar: { type: 'avatar', image_url: null },
      },
    }
  }
  if (path === '/admins') return { status: 200, body: { type: 'admin.list', admins: admins.map(viewAdmin) } }
  if (path === '/teams') return { status: 200, body: { type: 'team.list', teams: teams.map(viewTeam) } }
  const admin = /^\/admins\/([^/]+)$/.exec(path)
  if (admin === null) return null
  const found = admins.find((candidate) => candidate.id === admin[1])
  return found === undefined
    ? refuse(404, 'admin_not_found', 'Admin Not Found')
    : { status: 200, body: viewAdmin(found) }
}

function route(context: HelpdeskContext, request: Request): Reply {
  const state = context.state()
  const { method, path, json } = request
  const people = method === 'GET' ? readPeople(path) : null
  if (people !== null) return people
  if (method === 'GET' && path === '/conversations') return list(state, request.query)
  if (method === 'POST' && path === '/conversations/search') return search(state, json)
  if (method === 'POST' && path === '/conversations') return startConversation(context, json)
  if (method === 'POST' && path === '/contacts/search') return searchContacts(state, json)
  const contact = /^\/contacts\/(find_by_external_id\/)?([^/]+)$/.exec(path)
  if (method === 'GET' && contact !== null) {
    const found = Object.values(state.contacts).find(
      (candidate) => (contact[1] === undefined ? candidate.id : candidate.externalId) === contact[2],
    )
    return found === undefined ? refuse(404, 'not_found', 'User Not Found') : { status: 200, body: viewContact(found) }
  }
  if (method === 'GET' && path === '/tags')
    return {
      status: 200,
      body: { type: 'list', data: Object.entries(state.tags).map(([id, name]) => ({ type: 'tag', id, name })) },
    }
  if (method === 'POST' && path === '/tags') return makeTag(context, json)
  const match = /^\/conversations\/([^/]+)(?:\/(reply|parts|tags)(?:\/([^/]+))?)?$/.exec(path)
  if (match === null) return refuse(404)
  const [, id = '', noun, tag] = match
  const conversation = findConversation(state, id, json)
  if (conversation === undefined) return refuse(404, 'conversation_not_found', 'Conversation not found')
  if (noun === undefined && method === 'GET') {
    const plain = request.query.get('display_as') === 'plaintext'
    return { status: 200, body: viewConversation(state, conversation, plain) }
  }
  if (noun === 'reply' && method === 'POST') return replyTo(context, conversation, json)
  if (noun === 'parts' && method === 'POST') return changeState(context, conversation, json)
  if (noun === 'tags' && method === 'POST') return attachTag(context, conversation, json)
  if (noun === 'tags' && method === 'DELETE' && tag !== undefined) return detachTag(context, conversation, tag, json)
  return refuse(404)
}

/** `last` is the newest conversation of the customer who writes. */
function findConversation(state: HelpdeskState, id: string, body: unknown): Conversation | undefined {
  if (id !== 'last') return state.conversations[id]
  const writer = z.object({ intercom_user_id: z.string() }).safeParse(body)
  const theirs = Object.values(state.conversations).filter(
    (conversation) => conversation.contact === writer.data?.intercom_user_id,
  )
  return theirs.toSorted((one, other) => other.updatedAt - one.updatedAt)[0]
}

function makeTag(context: HelpdeskContext, body: unknown): Reply {
  const parsed = z.object({ name: z.string().trim().min(1) }).safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_not_found', 'name is needed')
  const state = context.state()
  const known = Object.entries(state.tags).find(([, name]) => name === parsed.data.name)
  const id = known?.[0] ?? String(88 + Object.keys(state.tags).length)
  if (known === undefined) {
    state.tags[id] = parsed.data.name
    context.save()
  }
  return { status: 200, body: { type: 'tag', id, name: parsed.data.name } }
}

export function createHelpdeskHandler(context: HelpdeskContext): Handler {
  let window = { start: 0, used: 0 }
  return (request) => {
    if (request.headers['authorization'] !== `Bearer ${context.token}`) return refuse(401)
    const version = request.headers['intercom-version']
    if (version !== undefined && !/^2\.(1[0-7]|[0-9])$/.test(version))
      return refuse(400, 'intercom_version_invalid', 'The requested version could not be found')
    const start = Math.floor(context.now() / 10_000)
    window = window.start === start ? { start, used: window.used + 1 } : { start, used: 1 }
    const headers = {
      'x-ratelimit-limit': String(context.rateLimit),
      'x-ratelimit-remaining': String(Math.max(0, context.rateLimit - window.used)),
      'x-ratelimit-reset': String((start + 1) * 10),
    }
    if (window.used > context.rateLimit) return { ...refuse(429), headers }
    if (request.text !== '' && request.json === undefined)
      return { ...refuse(400, 'bad_request', 'The body is not JSON'), headers }
    return { ...route(context, request), headers }
  }
}
