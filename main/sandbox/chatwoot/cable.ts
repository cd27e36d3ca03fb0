import type { IncomingMessage } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { accountId, statusOf, viewConversation, viewLabels, viewMessages } from '#main/sandbox/chatwoot/views.ts'
import { admins } from '#main/sandbox/company/people.ts'
import type { Door } from '#main/sandbox/door.ts'
import type { FaultBook } from '#main/sandbox/faults.ts'
import type { Conversation, HelpdeskState } from '#main/sandbox/helpdesk/world.ts'

/**
 * Chatwoot's live line: ActionCable at `/cable`. It greets every three seconds and tells each listener what changed since the
 * last time anything did. It keeps nothing for who is away, as the real one does not.
 */
export type Cable = {
  readonly door: Door
  /** Something may have changed. */
  readonly tell: () => void
  /** Ends every line. */
  readonly cut: () => void
  readonly listeners: () => number
}

const greetingMs = 3_000

const CommandSchema = z.object({ command: z.string(), identifier: z.string() })
const IdentifierSchema = z.object({
  channel: z.literal('RoomChannel'),
  pubsub_token: z.string(),
  account_id: z.number(),
  user_id: z.number(),
})

/** What of a conversation makes which event. */
type Seen = {
  readonly messages: number
  readonly status: string
  readonly admin: number | null
  readonly team: number | null
  readonly labels: string
  /** What became of messages since they were written. */
  readonly marks: number
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function createCable(context: {
  readonly state: () => HelpdeskState
  readonly now: () => number
  readonly token: string
  readonly faults: FaultBook
}): Cable {
  const { state, now } = context
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('actioncable-v1-json') ? 'actioncable-v1-json' : false),
  })
  const listening = new Map<WebSocket, string>()
  let seen: ReadonlyMap<string, Seen> | null = null

  const see = (one: Conversation): Seen => ({
    messages: one.parts.length,
    status: statusOf(one),
    admin: one.admin,
    team: one.team,
    labels: viewLabels(state(), one).join(),
    marks: one.parts.filter((part) => part.undelivered !== undefined || part.gone !== undefined).length,
  })
  const look = (): ReadonlyMap<string, Seen> =>
    new Map(Object.values(state().conversations).map((one) => [one.id, see(one)]))

  const send = (socket: WebSocket, frame: unknown): void => socket.send(JSON.stringify(frame))
  const broadcast = (event: string, data: Record<string, unknown>): void => {
    const message = { event, data: { ...data, account_id: accountId } }
    for (const [socket, identifier] of listening) send(socket, { identifier, message })
  }

  const isAllowed = (identifier: string): boolean => {
    const asked = IdentifierSchema.safeParse(parse(identifier)).data
    return (
      asked?.pubsub_token === context.token && asked.account_id === accountId && asked.user_id === Number(admins[0]?.id)
    )
  }

  const serve = (socket: WebSocket): void => {
    send(socket, { type: 'welcome' })
    const greeting = setInterval(() => send(socket, { type: 'ping', message: Math.floor(now() / 1000) }), greetingMs)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(greeting)
      listening.delete(socket)
    })
    socket.on('message', (data: Buffer) => {
      const command = CommandSchema.safeParse(parse(data.toString('utf8'))).data
      if (command?.command !== 'subscribe') return
      const { identifier } = command
      if (!isAllowed(identifier)) return send(socket, { identifier, type: 'reject_subscription' })
      // Who listens from now on hears what changes from now on.
      seen ??= look()
      listening.set(socket, identifier)
      send(socket, { identifier, type: 'confirm_subscription' })
    })
  }

  const tellOf = (one: Conversation, before: Seen | undefined): void => {
    const messages = viewMessages(state(), one)
    if (before === undefined) broadcast('conversation.created', viewConversation(state(), one))
    const told = before === undefined ? 0 : before.messages + 1
    for (const message of messages.slice(told))
      broadcast('message.created', { ...message, conversation: { id: Number(one.id) } })
    if (before === undefined) return
    const after = see(one)
    const conversation = viewConversation(state(), one)
    if (after.status !== before.status) broadcast('conversation.status_changed', conversation)
    if (after.admin !== before.admin) broadcast('assignee.changed', conversation)
    if (after.team !== before.team) broadcast('team.changed', conversation)
    if (after.marks !== before.marks)
      broadcast('message.updated', { ...messages.at(-1), conversation: { id: Number(one.id) } })
    if (after.labels !== before.labels) broadcast('conversation.updated', conversation)
  }

  return {
    door: {
      upgrade: (incoming: IncomingMessage, socket, head) => {
        socket.on('error', () => undefined)
        const { pathname } = new URL(incoming.url ?? '/', 'http://sandbox')
        const hits = context.faults.take('helpdesk', 'GET', pathname)
        if (hits.some((fault) => fault.kind === 'reset')) return void socket.destroy()
        const status = pathname === '/cable' ? hits.find((fault) => fault.kind === 'status')?.status : 404
        if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n\r\n`)
        server.handleUpgrade(incoming, socket, head, serve)
      },
      stop: () => server.clients.forEach((client) => client.terminate()),
    },
    tell: () => {
      if (listening.size === 0) seen = null
      if (seen === null) return
      const before = seen
      seen = look()
      const isOther = (one: Conversation): boolean =>
        JSON.stringify(before.get(one.id)) !== JSON.stringify(seen?.get(one.id))
      for (const one of Object.values(state().conversations)) if (isOther(one)) tellOf(one, before.get(one.id))
    },
    cut: () => server.clients.forEach((client) => client.terminate()),
    listeners: () => listening.size,
  }
}
