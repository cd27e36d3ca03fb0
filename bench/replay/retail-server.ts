import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  emptyOverlay,
  stateOf,
  type Arguments,
  type Overlay,
  type Retail,
  type Task,
} from '#bench/replay/retail-world.ts'
import { runTool } from '#bench/replay/retail-tools.ts'

/** One executed call, as the company saw it. */
export type Executed = {
  readonly conversation: string
  readonly name: string
  readonly arguments: Arguments
  readonly key: string
}

export type RetailServer = {
  readonly url: string
  readonly executed: readonly Executed[]
  /** Requests that carried a key already answered: the desk tried again and the company did not. */
  readonly repeated: () => number
  readonly stateOf: (conversation: string) => string
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/**
 * The retail company and its scripted support agent on one loopback socket. `taskOf` maps a helpdesk conversation to its
 * task. The agent is stateless like the real one: its next action follows from the tool results in the history it is sent.
 */
export async function startRetailServer(
  retail: Retail,
  taskOf: (conversation: string) => Task | null,
): Promise<RetailServer> {
  const overlays = new Map<string, Overlay>()
  const answers = new Map<string, string>()
  const executed: Executed[] = []
  let repeated = 0

  const overlayOf = (conversation: string): Overlay => {
    const known = overlays.get(conversation) ?? emptyOverlay()
    overlays.set(conversation, known)
    return known
  }

  const callTool = (name: string, request: IncomingMessage, body: string, response: ServerResponse) => {
    const key = String(request.headers['idempotency-key'] ?? '')
    const known = answers.get(key)
    if (known !== undefined) {
      repeated += 1
      return send(response, 200, known)
    }
    const conversation = String(request.headers['x-conversation'] ?? '')
    const args = JSON.parse(body) as Arguments
    const answer = JSON.stringify({ result: runTool(retail, overlayOf(conversation), name, args) })
    executed.push({ conversation, name, arguments: args, key })
    answers.set(key, answer)
    send(response, 200, answer)
  }

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? ''
      if (path.startsWith('/tools/')) return callTool(decodeURIComponent(path.slice(7)), request, body, response)
      if (path.startsWith('/effects/')) {
        const known = answers.get(decodeURIComponent(path.slice(9)))
        return known === undefined ? send(response, 404, '{"error":"not found"}') : send(response, 200, known)
      }
      if (path.startsWith('/v1/support-agent/chat')) {
        const turn = nextTurn(body, taskOf)
        // A conversation nobody announced yet: come back later.
        return turn === null ? send(response, 503, '{"error":"not ready"}') : send(response, 200, JSON.stringify(turn))
      }
      send(response, 404, '{"error":"not found"}')
    })
  })
  const url = await listen(server)
  return {
    url,
    executed,
    repeated: () => repeated,
    stateOf: (conversation) => stateOf(retail, overlayOf(conversation)),
    reset: () => {
      overlays.clear()
      answers.clear()
      executed.length = 0
      repeated = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type ChatRequest = { conversation_id: string; messages: { role: string }[] }

function nextTurn(body: string, taskOf: (conversation: string) => Task | null): unknown {
  const { conversation_id, messages } = JSON.parse(body) as ChatRequest
  const done = messages.filter((message) => message.role === 'ROLE_TOOL').length
  const task = taskOf(conversation_id)
  if (task === null) return null
  const action = task.actions[done]
  const close = { name: 'CLOSE', arguments: { resolution_summary: 'All done.' } }
  const call = action ?? close
  return {
    id: `turn_${done}`,
    message: {
      role: 'ROLE_ASSISTANT',
      content: action === undefined ? [{ text: 'That is all arranged for you.' }] : [],
      tool_calls: [{ id: `call_${done}`, function: { name: call.name, arguments: JSON.stringify(call.arguments) } }],
    },
    usage: { prompt_tokens: messages.length * 40, completion_tokens: 20 },
    rag_results: [],
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
