import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Door } from '#main/sandbox/door.ts'
import type { FaultBook, ServiceName } from '#main/sandbox/faults.ts'
import { faultOf, refusalOf, sendReply } from '#main/sandbox/service-answer.ts'
import type { Handler, Request } from '#main/sandbox/service-exchange.ts'
import { isForm, readRequest } from '#main/sandbox/service-exchange.ts'

/** Imported, it would bring along the fetch of Node, which takes longer to load than all else here. */
const { createServer } = process.getBuiltinModule('node:http')

/**
 * One HTTP server on a loopback port. It reads a request, keeps a note of it, lets the faults of the day have their way, and
 * sends what the handler answers. A handler never sees a socket, so the moment between effect and answer belongs to the faults.
 */
export type Recorded = {
  readonly number: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Null while it is under way, and for ever when the answer was lost. */
  status: number | null
}

export type Service = {
  readonly name: ServiceName
  readonly origin: string
  readonly port: number
  /** The newest requests, oldest first; credentials are masked. */
  readonly recorded: () => readonly Recorded[]
  readonly requestCounts: () => Readonly<Record<string, number>>
  readonly forget: () => void
  readonly stop: () => Promise<void>
}

const keptRequests = 2000

export type ServiceOptions = {
  readonly name: ServiceName
  readonly handler: Handler
  /** Handles what begins with /__sandbox/; faults and notes do not apply to it. */
  readonly control: Handler
  /** The body this service sends for a bare status, as the real one words it. */
  readonly errorBody: (status: number, path: string) => unknown
  readonly faults: FaultBook
  readonly now: () => number
  /** Where it stood last time, or 0 for any. A port taken by somebody else gives another one. */
  readonly port: number
  /** Takes requests for another protocol; absent: there is none. */
  readonly door?: Door
}

/** `/orders/10433` counts as `/orders/*`, so that counters do not grow with the data. */
function routeOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/\/(?=[^/]*\d)[^/]+/g, (piece) => (/^\/v\d+$/.test(piece) ? piece : '/*'))}`
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, faults, now } = options
  let recorded: Recorded[] = []
  let counts: Record<string, number> = {}
  let number = 0

  const answer = async (request: Request, note: Recorded, outgoing: ServerResponse): Promise<void> => {
    const hits = faults.take(name, request.method, request.path)
    const early = faultOf(hits, 'latency')
    if (early !== null) await faults.pause(early.ms)
    const errorBody = (status: number): unknown => options.errorBody(status, request.path)
    const refusal = refusalOf(hits, errorBody)
    if (refusal === null) return void outgoing.destroy()
    let reply = refusal ?? (await options.handler(request))
    const late = faultOf(hits, 'slow_answer')
    if (late !== null) await faults.pause(late.ms)
    if (faultOf(hits, 'lost_response') !== null) return void outgoing.destroy()
    const after = faultOf(hits, 'status_after')
    if (after !== null) reply = { status: after.status, body: errorBody(after.status) }
    note.status = reply.status
    await sendReply(outgoing, reply, hits)
  }

  const receive = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming)
    if (request === null)
      return sendReply(outgoing, { status: 413, body: options.errorBody(413, incoming.url ?? '/') }, [])
    const { method, path, headers } = request
    if (path.startsWith('/__sandbox/')) return sendReply(outgoing, await options.control(request), [])
    number += 1
    const { authorization, api_access_token: token, ...others } = headers
    const note: Recorded = {
      number,
      at: now(),
      method,
      path,
      query: new URL(incoming.url ?? '/', 'http://sandbox').search,
      headers: {
        ...others,
        ...(authorization === undefined ? {} : { authorization: 'masked' }),
        ...(token === undefined ? {} : { api_access_token: 'masked' }),
      },
      body: isForm(headers)
        ? `${request.bytes.length} bytes`
        : (request.json ?? (request.text === '' ? null : request.text)),
      status: null,
    }
    recorded.push(note)
    if (recorded.length > keptRequests) recorded = recorded.slice(-keptRequests / 2)
    const route = routeOf(method, path)
    counts[route] = (counts[route] ?? 0) + 1
    await answer(request, note, outgoing)
  }

  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => undefined)
    receive(incoming, outgoing).catch((thrown: unknown) => {
      if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy()
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      outgoing.statusCode = 500
      outgoing.end(JSON.stringify({ code: 'Internal error', error: message }))
    })
  })
  const { door } = options
  if (door !== undefined) server.on('upgrade', door.upgrade)
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    name,
    port,
    origin: `http://127.0.0.1:${port}`,
    recorded: () => recorded,
    requestCounts: () => counts,
    forget: () => {
      recorded = []
      counts = {}
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        door?.stop()
        server.closeAllConnections()
      }),
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) return reject(error)
      server.removeListener('error', onError)
      listen(server, 0).then(resolve, reject)
    }
    server.once('error', onError)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', onError)
      resolve()
    })
  })
}
