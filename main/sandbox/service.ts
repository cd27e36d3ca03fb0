import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Door } from '#main/sandbox/door.ts'
import type { Fault, FaultBook, ServiceName } from '#main/sandbox/faults.ts'

/**
 * One HTTP server on a loopback port. It reads a request, keeps a note of it, lets the faults of the day have their way, and
 * sends what the handler answers. A handler never sees a socket, so the moment between effect and answer belongs to the faults.
 */
export type Request = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** The body as received. */
  readonly text: string
  /** The body as JSON, or undefined where it is none. */
  readonly json: unknown
}

export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A string or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown
  /** In place of a body: pieces, as they come. */
  readonly stream?: AsyncIterable<string>
}

export type Handler = (request: Request) => Reply | Promise<Reply>

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
const maximumBody = 8 * 1024 * 1024

export type ServiceOptions = {
  readonly name: ServiceName
  readonly handler: Handler
  /** Handles what begins with /__sandbox/; faults and notes do not apply to it. */
  readonly control: Handler
  /** The body this service sends for a bare status, as the real one words it. */
  readonly errorBody: (status: number) => unknown
  readonly faults: FaultBook
  readonly now: () => number
  /** Where it stood last time, or 0 for any. A port taken by somebody else gives another one. */
  readonly port: number
  /** Takes requests for another protocol; absent: there is none. */
  readonly door?: Door
}

async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maximumBody) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

/** `/orders/10433` counts as `/orders/*`, so that counters do not grow with the data. */
function routeOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/\/(?=[^/]*\d)[^/]+/g, (piece) => (/^\/v\d+$/.test(piece) ? piece : '/*'))}`
}

function contentOf(reply: Reply): { bytes: Buffer; contentType: string } {
  if (reply.body === undefined) return { bytes: Buffer.alloc(0), contentType: 'application/json' }
  if (Buffer.isBuffer(reply.body)) return { bytes: reply.body, contentType: 'application/octet-stream' }
  if (typeof reply.body === 'string')
    return { bytes: Buffer.from(reply.body), contentType: 'text/plain; charset=utf-8' }
  return { bytes: Buffer.from(JSON.stringify(reply.body)), contentType: 'application/json; charset=utf-8' }
}

function faultOf<Kind extends Fault['kind']>(
  faults: readonly Fault[],
  kind: Kind,
): Extract<Fault, { kind: Kind }> | null {
  return (faults.find((fault) => fault.kind === kind) as Extract<Fault, { kind: Kind }> | undefined) ?? null
}

async function sendStream(
  outgoing: ServerResponse,
  stream: AsyncIterable<string>,
  faults: readonly Fault[],
): Promise<void> {
  const cut = faultOf(faults, 'cut_stream')
  const malformed = faultOf(faults, 'malformed')
  let sent = 0
  for await (const piece of stream) {
    if (outgoing.destroyed) return
    if (cut !== null && sent >= cut.after) {
      // What was written has to be on its way before the line is cut.
      await new Promise<void>((resolve) => {
        outgoing.write('', () => resolve())
        outgoing.once('close', resolve)
      })
      outgoing.destroy()
      return
    }
    const broken = malformed !== null && sent === malformed.after
    const text = broken ? `${piece.slice(0, Math.max(8, piece.length >> 1)).trimEnd()}\n\n` : piece
    if (!outgoing.write(text))
      await new Promise<void>((resolve) => {
        outgoing.once('drain', resolve)
        outgoing.once('close', resolve)
      })
    sent += 1
  }
  outgoing.end()
}

/** Sends what the handler answered, or what a fault made of it. */
async function send(outgoing: ServerResponse, reply: Reply, faults: readonly Fault[]): Promise<void> {
  const content = contentOf(reply)
  const wrongType = faultOf(faults, 'content_type')
  outgoing.statusCode = reply.status
  outgoing.setHeader('content-type', content.contentType)
  for (const [name, value] of Object.entries(reply.headers ?? {})) outgoing.setHeader(name, value)
  if (wrongType !== null) outgoing.setHeader('content-type', wrongType.contentType)
  if (reply.stream !== undefined) return sendStream(outgoing, reply.stream, faults)
  if (faultOf(faults, 'cut_stream') !== null) {
    outgoing.setHeader('content-length', content.bytes.length)
    outgoing.write(content.bytes.subarray(0, content.bytes.length >> 1), () => outgoing.destroy())
    return
  }
  const bytes =
    faultOf(faults, 'malformed') === null
      ? content.bytes
      : content.bytes.subarray(0, Math.max(1, content.bytes.length >> 1))
  outgoing.setHeader('content-length', bytes.length)
  outgoing.end(bytes)
}

/** The answer of a fault that keeps the handler from running at all; `null`: the socket dies instead. */
function refusalOf(faults: readonly Fault[], errorBody: (status: number) => unknown): Reply | null | undefined {
  if (faultOf(faults, 'reset') !== null) return null
  const refusal = faultOf(faults, 'status')
  if (refusal !== null)
    return {
      status: refusal.status,
      ...(refusal.retryAfter === undefined ? {} : { headers: { 'retry-after': refusal.retryAfter } }),
      body: refusal.body ?? errorBody(refusal.status),
    }
  const hidden = faultOf(faults, 'error_200')
  if (hidden !== null) return { status: 200, body: { code: hidden.code, error: 'Please try again in a moment.' } }
  return undefined
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, faults, now } = options
  let recorded: Recorded[] = []
  let counts: Record<string, number> = {}
  let number = 0

  const answer = async (request: Request, note: Recorded, outgoing: ServerResponse): Promise<void> => {
    const hits = faults.take(name, request.method, request.path)
    const early = faultOf(hits, 'latency')
    if (early !== null) await pause(early.ms)
    const refusal = refusalOf(hits, options.errorBody)
    if (refusal === null) return void outgoing.destroy()
    let reply = refusal ?? (await options.handler(request))
    const late = faultOf(hits, 'slow_answer')
    if (late !== null) await pause(late.ms)
    if (faultOf(hits, 'lost_response') !== null) return void outgoing.destroy()
    const after = faultOf(hits, 'status_after')
    if (after !== null) reply = { status: after.status, body: options.errorBody(after.status) }
    note.status = reply.status
    await send(outgoing, reply, hits)
  }

  const receive = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const text = await readBody(incoming)
    if (text === null) return send(outgoing, { status: 413, body: options.errorBody(413) }, [])
    const url = new URL(incoming.url ?? '/', 'http://sandbox')
    const method = incoming.method ?? 'GET'
    const headers = flatHeaders(incoming)
    const request: Request = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      text,
      json: parseJson(text),
    }
    if (url.pathname.startsWith('/__sandbox/')) return send(outgoing, await options.control(request), [])
    number += 1
    const { authorization, ...others } = headers
    const note: Recorded = {
      number,
      at: now(),
      method,
      path: url.pathname,
      query: url.search,
      headers: authorization === undefined ? others : { ...others, authorization: 'masked' },
      body: request.json ?? (text === '' ? null : text),
      status: null,
    }
    recorded.push(note)
    if (recorded.length > keptRequests) recorded = recorded.slice(-keptRequests / 2)
    const route = routeOf(method, url.pathname)
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
