import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { largestAudioFrame } from '#contract/audio-frame.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { Core } from '#main/hosts/core.ts'
import { contentPolicy, guardHeaders, withStyleNonce } from '#main/hosts/content-policy.ts'
import { linkOf } from '#main/hosts/endpoint.ts'
import { readAsset, type Asset } from '#main/hosts/web/assets.ts'
import { bridgeAudio } from '#main/hosts/web/audio-socket.ts'
import { judge, type Door, type Proof } from '#main/hosts/web/guard.ts'
import { createOperator } from '#main/hosts/web/session.ts'
import { wireOf } from '#main/hosts/web/socket-wire.ts'

/** Imported, it would bring along the fetch of Node, which takes longer to load than all else here. */
const { createServer } = process.getBuiltinModule('node:http')

/**
 * The loopback host: the built screen over HTTP, the contract over one WebSocket and sound over another, all behind the guard. It
 * listens on 127.0.0.1 only and answers nobody whose request the guard does not like.
 */

export type WebHost = {
  readonly origin: string
  /** A link that opens one session, within a minute. */
  readonly invite: () => string
  readonly stop: () => Promise<void>
}

/** Why a socket was closed, for the page at the other end. */
export const closeCodes = { stopping: 1001, takenOver: 4001, reload: 4002, anotherPage: 4003 } as const

const Exchange = z.object({ token: z.string().max(200) }).strict()
const maximumFrame = 8 * 1024 * 1024
const maximumSockets = 32

export async function startWebHost(options: {
  readonly core: Pick<Core, 'serve' | 'onReload'>
  readonly rendererDirectory: string
  readonly port: number
  readonly token: string
  readonly log: Log
  /** A page lends its microphone and its loudspeaker; absent: no page may. */
  readonly onAudioPage?: (port: MessagePort) => void
  /** How long a request may take to arrive; absent: ten seconds. */
  readonly patienceMs?: number
}): Promise<WebHost> {
  const { core, log } = options
  const patienceMs = options.patienceMs ?? 10_000
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    requestTimeout: patienceMs,
    headersTimeout: patienceMs,
    // By itself Node looks every thirty seconds only.
    connectionsCheckingInterval: patienceMs / 10,
  })
  const address = await listen(server, options.port)
  const door: Door = { host: `127.0.0.1:${address.port}`, origin: `http://127.0.0.1:${address.port}` }
  const operator = createOperator({ token: options.token, port: address.port, now: Date.now })
  const sockets = new Map<WebSocket, string>()
  const upgraderOf = (maxPayload: number) =>
    new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload })
  const upgraders = { wire: upgraderOf(maximumFrame), sound: upgraderOf(largestAudioFrame) }
  let connections = 0

  const closeAll = (code: number, reason: string, whose: (id: string) => boolean = () => true) => {
    for (const [socket, id] of sockets) if (whose(id)) socket.close(code, reason)
  }
  operator.onEnd((session) => closeAll(closeCodes.takenOver, 'taken over', (id) => id === session))
  core.onReload(() => closeAll(closeCodes.reload, 'reload'))

  let audio: WebSocket | null = null
  const openSound = (socket: WebSocket) => {
    // One page has the microphone; the one that comes last is the one that somebody looks at.
    audio?.close(closeCodes.anotherPage, 'another page')
    audio = socket
    const { port1, port2 } = new MessageChannel()
    bridgeAudio(socket, port1, { log, now: () => performance.now() })
    options.onAudioPage?.(port2)
  }

  const identify = (proof: Proof): { readonly host: 'web' | 'cli'; readonly id: string } | null => {
    if (proof.kind === 'bearer') return operator.holdsToken(proof.token) ? { host: 'cli', id: 'token' } : null
    const id = operator.recognise(proof.header)
    return id === null ? null : { host: 'web', id }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verdict = judge(headOf(request), door)
    switch (verdict.kind) {
      case 'asset': {
        const asset = await readAsset(options.rendererDirectory, verdict.path)
        if (asset === null) return missing(response, verdict.path)
        return send(response, asset, request.method === 'HEAD')
      }
      case 'exchange': {
        const cookie = await readToken(request).then((token) => (token === null ? null : operator.exchange(token)))
        if (cookie === null) return say(response, 401, 'This link is not valid for this desk.')
        response.writeHead(204, { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' })
        response.end()
        return
      }
      case 'invite':
        if (!operator.holdsToken(verdict.token)) return say(response, 401, 'This token is not valid for this desk.')
        response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
        response.end(JSON.stringify({ url: linkOf({ origin: door.origin, token: operator.invite() }) }))
        return
      case 'socket':
        return say(response, 426, 'A websocket is spoken here.')
      case 'refused':
        log('warn', 'web.refused', { status: verdict.status, reason: verdict.reason })
        request.resume()
        return say(response, verdict.status, `Refused: ${verdict.reason}.`)
    }
  }

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value)
    response.setHeader('content-security-policy', contentPolicy)
    answer(request, response).catch((error: unknown) => {
      log('error', 'web.failed', { error })
      if (response.headersSent) response.destroy()
      else say(response, 500, 'The desk could not answer.')
    })
  })

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const verdict = judge(headOf(request), door)
    const principal = verdict.kind === 'socket' ? identify(verdict.proof) : null
    const closed = verdict.kind === 'socket' && verdict.carries === 'sound' && options.onAudioPage === undefined
    if (verdict.kind !== 'socket' || principal === null || closed || sockets.size >= maximumSockets) {
      const status = verdict.kind === 'refused' ? verdict.status : principal === null ? 401 : closed ? 404 : 503
      log('warn', 'web.refused', { status, reason: verdict.kind === 'refused' ? verdict.reason : 'no session' })
      // Whoever does not hang up is hung up on.
      const answer = `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      stream.end(answer, () => stream.destroy())
      return
    }
    upgraders[verdict.carries].handleUpgrade(request, stream, head, (socket) => {
      sockets.set(socket, principal.id)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', (error) => log('warn', 'web.socket', { error: error.message }))
      if (verdict.carries === 'sound') return openSound(socket)
      connections += 1
      core.serve(wireOf(socket), { host: principal.host, id: `${principal.host}-${connections}` })
    })
  })

  return {
    origin: door.origin,
    invite: () => linkOf({ origin: door.origin, token: operator.invite() }),
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closeAll(closeCodes.stopping, 'stopping')
      server.closeIdleConnections()
      const late = setTimeout(() => {
        for (const socket of sockets.keys()) socket.terminate()
        server.closeAllConnections()
      }, 500)
      await closed
      clearTimeout(late)
    },
  }
}

const headOf = (request: IncomingMessage) => ({
  method: request.method ?? '',
  path: request.url ?? '',
  rawHeaders: request.rawHeaders,
})

function send(response: ServerResponse, asset: Asset, headOnly: boolean): void {
  let { body } = asset
  if (asset.type.startsWith('text/html')) {
    const page = withStyleNonce(body.toString('utf8'), randomBytes(18).toString('base64'), { worker: true })
    response.setHeader('content-security-policy', page.policy)
    body = Buffer.from(page.html)
  }
  const cache = asset.unchanging ? 'private, max-age=31536000, immutable' : 'no-store'
  response.writeHead(200, { 'content-type': asset.type, 'content-length': body.length, 'cache-control': cache })
  response.end(headOnly ? undefined : body)
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`${text}\n`)
}

const missing = (response: ServerResponse, path: string) =>
  path === '/'
    ? say(response, 503, 'The screen is not built yet. Run "npm run build", or start with "npm start".')
    : say(response, 404, 'Nothing here.')

async function readToken(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  try {
    return Exchange.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).token
  } catch {
    return null
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = error.code === 'EADDRINUSE' ? `Port ${port} is taken.` : 'The desk could not open its door.'
      reject(new AppError('busy', message, { cause: error }))
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server.address() as AddressInfo))
  })
}
