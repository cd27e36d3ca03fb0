import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Fault, FaultBook } from '#main/sandbox/faults.ts'
import { findFault } from '#main/sandbox/realtime/wire.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** Who may open a voice socket: keys, secrets that live for some minutes, and the faults that refuse before there is a socket. */
export type Admission = {
  /** Calls `accept` where there is to be a socket, and refuses in HTTP where not. */
  readonly admit: (
    incoming: IncomingMessage,
    socket: Duplex,
    accept: (url: URL, hits: readonly Fault[]) => void,
  ) => void
  /** `POST /v1/realtime/client_secrets`; null: another path. */
  readonly secrets: (request: Request) => Reply | null
}

function tokenOf(incoming: IncomingMessage): string | null {
  const bearer = /^Bearer (\S+)$/.exec(incoming.headers.authorization ?? '')?.[1]
  const offered = incoming.headers['sec-websocket-protocol'] ?? ''
  return bearer ?? /(?:xai-client-secret|openai-insecure-api-key)\.([^,\s]+)/.exec(offered)?.[1] ?? null
}

export function createAdmission(context: {
  readonly faults: FaultBook
  readonly now: () => number
  readonly keys: readonly string[]
  readonly errorBody: (status: number, error?: string) => unknown
  readonly isAgent: (id: string) => boolean
  readonly onRefused: () => void
}): Admission {
  const { faults, now, errorBody } = context
  const secrets = new Map<string, number>()

  const refuse = (socket: Duplex, status: number, error: string, headers = ''): void => {
    context.onRefused()
    const body = JSON.stringify(errorBody(status, error))
    const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
    socket.end(`${head}\r\n${headers}connection: close\r\n\r\n${body}`)
  }

  const isKey = (token: string): boolean => context.keys.includes(token) || (secrets.get(token) ?? 0) > now()

  return {
    admit: (incoming, socket, accept) => {
      const url = new URL(incoming.url ?? '/', 'http://sandbox')
      if (url.pathname !== '/v1/realtime') return refuse(socket, 404, 'Not found')
      const hits = faults.take('xai', 'GET', url.pathname)
      if (findFault(hits, 'reset') !== null || findFault(hits, 'lost_response') !== null) return void socket.destroy()
      const refusal = findFault(hits, 'status')
      if (refusal !== null) {
        const after = refusal.retryAfter === undefined ? '' : `retry-after: ${refusal.retryAfter}\r\n`
        return refuse(socket, refusal.status, `HTTP ${refusal.status}`, after)
      }
      const token = tokenOf(incoming)
      if (token === null) return refuse(socket, 401, 'No authorization header, or one that is not a bearer token.')
      if (!isKey(token)) return refuse(socket, 401, 'The key or secret is not known, or its time is over.')
      const agentId = url.searchParams.get('agent_id')
      if (agentId !== null && !context.isAgent(agentId)) return refuse(socket, 404, `Agent ${agentId} not found`)
      const late = findFault(hits, 'latency')?.ms ?? null
      if (late === null) accept(url, hits)
      else setTimeout(accept, late, url, hits)
    },
    secrets: (request) => {
      if (request.path !== '/v1/realtime/client_secrets') return null
      if (request.method !== 'POST') return { status: 405, body: errorBody(405) }
      const asked = (request.json as { expires_after?: { seconds?: unknown } } | undefined)?.expires_after?.seconds
      const seconds = asked === undefined ? 600 : asked
      if (typeof seconds !== 'number' || seconds < 1 || seconds > 3600)
        return { status: 400, body: errorBody(400, 'expires_after.seconds has to be between 1 and 3600') }
      const value = `xai-realtime-client-secret-${randomBytes(12).toString('hex')}`
      secrets.set(value, now() + seconds * 1000)
      return { status: 200, body: { value, expires_at: Math.floor(now() / 1000) + seconds } }
    },
  }
}
