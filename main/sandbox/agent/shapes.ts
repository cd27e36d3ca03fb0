import { z } from 'zod'

/** Every form in which the service may answer, behind switches. The default is the documented one. */
export const ShapeSchema = z.object({
  /** Where calls stand: on the assistant message, on a ROLE_TOOL message, or one by one as legacy ROLE_FUNCTION. */
  calls: z.enum(['assistant', 'role_tool', 'function']).default('assistant'),
  content: z.enum(['list', 'string', 'object', 'typed_list']).default('list'),
  arguments: z.enum(['text', 'object']).default('text'),
  stream: z.enum(['chunks', 'proto', 'snapshot', 'ndjson', 'plain']).default('chunks'),
  names: z.enum(['snake', 'camel']).default('snake'),
  created: z.enum(['iso', 'seconds']).default('iso'),
  usage: z.enum(['number', 'string']).default('number'),
  /** repeat: every turn counts its calls from call_0001 again. */
  callIds: z.enum(['unique', 'repeat']).default('unique'),
  /** Stream ends with `[DONE]`, or just ends. */
  done: z.boolean().default(true),
  wordDelayMs: z.number().int().min(0).max(10_000).default(18),
})
export type Shape = z.infer<typeof ShapeSchema>

export type Answer = {
  readonly id: string
  readonly text: string
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: unknown }[]
  readonly rag: readonly Readonly<Record<string, unknown>>[]
  readonly usage: { readonly prompt: number; readonly completion: number }
  /** Milliseconds. */
  readonly at: number
}

const fingerprint = 'fp_5e1c0d9a77'

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())

/** Renames the keys of the protocol, not those inside a tool's arguments. */
function rename(value: unknown, shape: Shape): unknown {
  if (shape.names === 'snake' || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => rename(item, shape))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [camel(name), name === 'arguments' ? item : rename(item, shape)]),
  )
}

function contentOf(text: string, shape: Shape): unknown {
  if (shape.content === 'string') return text
  if (shape.content === 'object') return { text }
  if (text === '') return []
  return [shape.content === 'typed_list' ? { type: 'text', text } : { text }]
}

const argumentsOf = (call: Answer['calls'][number], shape: Shape): unknown =>
  // A script may hand over text as it wants it sent, broken JSON included.
  shape.arguments === 'object' || typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments)

const wireCall = (call: Answer['calls'][number], shape: Shape, type: string): Record<string, unknown> => ({
  id: call.id,
  type,
  function: { name: call.name, arguments: argumentsOf(call, shape) },
})

function messageOf(answer: Answer, shape: Shape): Record<string, unknown> {
  const content = contentOf(answer.text, shape)
  const [first, ...others] = answer.calls
  if (first === undefined) return { message: { role: 'ROLE_ASSISTANT', content } }
  const toolCalls = answer.calls.map((call) => wireCall(call, shape, 'TOOL_CALL_TYPE_CLIENT_SIDE_TOOL'))
  if (shape.calls === 'assistant') return { message: { role: 'ROLE_ASSISTANT', content, tool_calls: toolCalls } }
  if (shape.calls === 'role_tool') return { message: { role: 'ROLE_TOOL', content, tool_calls: toolCalls } }
  const legacy = (call: Answer['calls'][number], body: unknown): Record<string, unknown> => ({
    role: 'ROLE_FUNCTION',
    content: body,
    tool_call_id: call.id,
    function: { name: call.name, arguments: argumentsOf(call, shape) },
  })
  if (others.length === 0) return { message: legacy(first, content) }
  return { messages: [legacy(first, content), ...others.map((call) => legacy(call, contentOf('', shape)))] }
}

function usageOf(answer: Answer, shape: Shape): Record<string, unknown> {
  const { prompt, completion } = answer.usage
  const show = (value: number): unknown => (shape.usage === 'string' ? String(value) : value)
  return { prompt_tokens: show(prompt), completion_tokens: show(completion), total_tokens: show(prompt + completion) }
}

/** The whole answer in one document. */
export function wholeBody(answer: Answer, shape: Shape): unknown {
  return rename(
    {
      id: answer.id,
      ...messageOf(answer, shape),
      system_fingerprint: fingerprint,
      usage: usageOf(answer, shape),
      created: shape.created === 'iso' ? new Date(answer.at).toISOString() : Math.floor(answer.at / 1000),
      rag_results: answer.rag,
    },
    shape,
  )
}

/** The answer as frames, in the order they go out: one per word, the calls, the end. */
export function streamFrames(answer: Answer, shape: Shape): readonly unknown[] {
  const words = answer.text.match(/\S+\s*|\s+/g) ?? []
  const reason = answer.calls.length > 0 ? 'tool_calls' : 'stop'
  const end = { usage: usageOf(answer, shape), rag_results: answer.rag }
  const head = { id: answer.id, created: Math.floor(answer.at / 1000), system_fingerprint: fingerprint }
  if (shape.stream === 'snapshot') {
    const growing = words.map((_word, index) => ({
      ...head,
      message: { role: 'ROLE_ASSISTANT', content: contentOf(words.slice(0, index + 1).join(''), shape) },
    }))
    return [...growing, { ...head, ...messageOf(answer, shape), finish_reason: reason, ...end }]
  }
  const proto = shape.stream === 'proto'
  const frame = (delta: unknown, finish: string | null, more: object = {}): unknown => {
    const finished = finish === null ? {} : { finish_reason: proto ? `REASON_${finish.toUpperCase()}` : finish }
    const entry = { index: 0, delta, ...finished }
    return proto
      ? { ...head, outputs: [entry], ...more }
      : { ...head, object: 'chat.completion.chunk', choices: [entry], ...more }
  }
  const piece = (text: string): unknown =>
    proto ? [{ text }] : shape.content === 'string' || shape.content === 'list' ? text : contentOf(text, shape)
  const calls = answer.calls.map((call, index) =>
    frame(
      { tool_calls: [{ index, ...wireCall(call, shape, proto ? 'TOOL_CALL_TYPE_CLIENT_SIDE_TOOL' : 'function') }] },
      null,
    ),
  )
  return [
    frame({ role: proto ? 'ROLE_ASSISTANT' : 'assistant', content: proto ? [] : '' }, null),
    ...words.map((word) => frame({ content: piece(word) }, null)),
    ...calls,
    frame({}, reason, end),
  ]
}

export function encodeFrame(frame: unknown, shape: Shape): string {
  const text = JSON.stringify(rename(frame, shape))
  return shape.stream === 'ndjson' ? `${text}\n` : `data: ${text}\n\n`
}
