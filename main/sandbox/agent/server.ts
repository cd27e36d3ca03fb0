import { createHash } from 'node:crypto'
import { think } from '#main/sandbox/agent/brain.ts'
import { ChatSchema, hasEmptyContent, read, readMessages } from '#main/sandbox/agent/history.ts'
import { toRagResults } from '#main/sandbox/agent/retrieval.ts'
import type { Script } from '#main/sandbox/agent/script.ts'
import { scriptedTurn } from '#main/sandbox/agent/script.ts'
import type { Answer, Shape } from '#main/sandbox/agent/shapes.ts'
import { encodeFrame, streamFrames, wholeBody } from '#main/sandbox/agent/shapes.ts'
import { bearerOf, describeKey, isOff, uuidOf } from '#main/sandbox/sample-keys.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/** The support agent over HTTP, as the public interface has it: one chat call, the same streamed, and the check of a key. */
export type AgentContext = {
  readonly now: () => number
  readonly keys: readonly string[]
  readonly agentId: string
  readonly deployments: readonly string[]
  readonly shape: () => Shape
  readonly scripts: () => readonly Script[]
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Client specified an invalid argument',
  401: 'The request does not have valid authentication credentials',
  403: 'The caller does not have permission to execute the specified operation',
  404: 'Some requested entity was not found',
  409: 'Some entity that we attempted to create already exists',
  429: 'Some resource has been exhausted',
  503: 'The service is currently unavailable',
  504: 'Deadline expired before operation could complete',
}

export const agentError = (status: number, error = `HTTP ${status}`): Record<string, unknown> => ({
  code: phrases[status] ?? 'Internal error',
  error,
})

const refuse = (status: number, error: string): Reply => ({ status, body: agentError(status, error) })

const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex')

/** About four characters to a token. */
const tokens = (text: string): number => Math.ceil(text.length / 4)

function authorise(context: AgentContext, request: Request): Reply | null {
  const key = bearerOf(request.headers)
  if (key === undefined) return refuse(401, 'No authorization header, or one that is not a bearer token.')
  if (!context.keys.includes(key))
    return refuse(400, `Incorrect API key provided: ${key.slice(0, 4)}***${key.slice(-4)}.`)
  if (isOff(key) && request.path !== '/v1/api-key') return refuse(403, 'This API key is disabled.')
  return null
}

/** The agent's answer, or the refusal of the request. */
function answer(context: AgentContext, request: Request): Answer | Reply {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '') || request.text === '')
    return refuse(415, 'Expected request with `Content-Type: application/json`')
  if (request.json === undefined) return refuse(400, 'The body is not JSON.')
  const parsed = ChatSchema.safeParse(request.json)
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.') ?? 'body'
    return refuse(400, `${name} is required`)
  }
  const chat = parsed.data
  if (hasEmptyContent(chat))
    return refuse(400, 'Invalid request content: Each message must have at least one content element.')
  if (chat.support_agent_id !== context.agentId) return refuse(404, `Support agent ${chat.support_agent_id} not found`)
  if (chat.deployment_id !== undefined && !context.deployments.includes(chat.deployment_id))
    return refuse(404, `Deployment ${chat.deployment_id} not found`)
  const messages = readMessages(chat)
  if (messages === null) return refuse(400, 'A message has an unknown role.')
  const seed = hex(request.text)
  const scripted = scriptedTurn(context.scripts(), chat.conversation_id, messages)
  const thought = scripted === null ? think(read(messages)) : null
  const text = scripted?.text ?? thought?.text ?? ''
  const guarded = scripted?.guardrail ?? thought?.guardrail ?? false
  const wanted =
    scripted?.calls ?? thought?.calls.map((call) => ({ id: undefined, name: call.name, arguments: call.input })) ?? []
  const repeat = context.shape().callIds === 'repeat'
  const calls = wanted.map((call, index) => {
    const number = String(index + 1).padStart(4, '0')
    return {
      id: call.id ?? `call_${repeat ? '' : `${seed.slice(0, 8)}_`}${number}`,
      name: call.name,
      arguments: call.arguments,
    }
  })
  const rag = scripted?.rag ?? toRagResults(thought?.hits ?? [])
  const completion = guarded ? 0 : tokens(text) + calls.reduce((sum, call) => sum + tokens(JSON.stringify(call)), 0)
  return {
    id: uuidOf(seed),
    text,
    calls: guarded ? [] : calls,
    rag: guarded ? [] : rag,
    usage: { prompt: tokens(request.text), completion },
    at: context.now(),
  }
}

async function* pieces(answered: Answer, shape: Shape): AsyncGenerator<string> {
  for (const frame of streamFrames(answered, shape)) {
    if (shape.wordDelayMs > 0)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, shape.wordDelayMs)
      })
    yield encodeFrame(frame, shape)
  }
  if (shape.done && shape.stream !== 'ndjson') yield 'data: [DONE]\n\n'
}

function streamed(answered: Answer, shape: Shape): Reply {
  if (shape.stream === 'plain') return { status: 200, body: wholeBody(answered, shape) }
  const type = shape.stream === 'ndjson' ? 'application/x-ndjson' : 'text/event-stream; charset=utf-8'
  return {
    status: 200,
    headers: { 'content-type': type, 'cache-control': 'no-cache' },
    stream: pieces(answered, shape),
  }
}

const paths = new Set(['/v1/support-agent/chat', '/v1/support-agent/chat-stream'])

export function createAgentHandler(context: AgentContext): Handler {
  return (request) => {
    const refused = authorise(context, request)
    if (refused !== null) return refused
    const traced = (reply: Reply): Reply => ({
      ...reply,
      headers: { ...reply.headers, 'x-request-id': uuidOf(request.text + request.path) },
    })
    if (request.path === '/v1/api-key')
      return traced(
        request.method === 'GET'
          ? { status: 200, body: describeKey(bearerOf(request.headers) ?? '') }
          : refuse(405, 'Method not allowed'),
      )
    if (!paths.has(request.path)) return traced(refuse(404, 'Not found'))
    if (request.method !== 'POST') return traced(refuse(405, 'Method not allowed'))
    const answered = answer(context, request)
    if ('status' in answered) return traced(answered)
    const shape = context.shape()
    if (request.path.endsWith('stream')) return traced(streamed(answered, shape))
    return traced({ status: 200, body: wholeBody(answered, shape) })
  }
}
