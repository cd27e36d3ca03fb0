import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type SeenRequest = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly json: unknown
}

export type Peer = {
  readonly url: string
  readonly host: string
  /** Every request that arrived whole, in order. */
  readonly seen: readonly SeenRequest[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export type Answer = (response: ServerResponse, request: SeenRequest, count: number) => void | Promise<void>

/** A real HTTP server on loopback that answers as its script says; `count` starts at 1. */
export async function startPeer(answer: Answer): Promise<Peer> {
  const seen: SeenRequest[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const json: unknown = text.startsWith('{') ? JSON.parse(text) : undefined
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, text, json }
      seen.push(one)
      void answer(response, one, seen.length)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
