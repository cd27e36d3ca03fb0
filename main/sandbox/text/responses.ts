import { itemsOf, responseEvents, responseOf, type ResponseObject } from '#main/sandbox/text/response-events.ts'
import { isReasoning } from '#main/sandbox/text/model-catalogue.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'
import type { TextContext } from '#main/sandbox/text/answer.ts'
import { admit, answerTo, eventStream, paced, record, records, unreadable, words } from '#main/sandbox/text/answer.ts'

/** `/v1/responses`: answers, continuations of stored ones for thirty days, function calls, streams, retrieval and deletion. */
type Item = Readonly<Record<string, unknown>>
type Stored = {
  readonly at: number
  readonly input: readonly Item[]
  /** All items that led to it, its own output included. */
  readonly history: readonly Item[]
  readonly response: ResponseObject
}

const keptMs = 30 * 86_400_000
const mostTools = 128
const mostStored = 500
const unsupported = ['background', 'truncation', 'context_management', 'conversation', 'prompt', 'safety_identifier']

/** Items as messages of a chat; what is of no use to another model is left out. */
function messageOf(item: Item): Item | null {
  switch (item['type'] ?? 'message') {
    case 'message':
      return { role: item['role'], content: item['content'] }
    case 'function_call':
      return {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: item['call_id'], function: { name: item['name'], arguments: item['arguments'] } }],
      }
    case 'function_call_output':
      return { role: 'tool', tool_call_id: item['call_id'], content: item['output'] }
    default:
      return null
  }
}

const inputOf = (input: unknown): readonly Item[] | null =>
  typeof input === 'string'
    ? [{ type: 'message', role: 'user', content: input }]
    : Array.isArray(input) && input.length > 0
      ? records(input)
      : null

export function createResponses(context: TextContext): {
  readonly route: (request: Request) => Reply | null
  readonly forget: () => void
} {
  const stored = new Map<string, Stored>()
  let number = 0
  const refuse = (status: number, error: string): Reply => ({ status, body: context.errorBody(status, error) })
  const missing = (field: string): Reply => ({
    status: 422,
    body: `Failed to deserialize the JSON body into the target type: missing field \`${field}\` at line 1 column 2`,
  })
  const held = (id: unknown): Stored | null => {
    const found = typeof id === 'string' ? stored.get(id) : undefined
    if (found === undefined) return null
    if (context.now() - found.at < keptMs) return found
    stored.delete(words(id))
    return null
  }

  /** Why it is refused before anybody thinks about it. */
  const fault = (body: Item, model: string, input: readonly Item[]): string | null => {
    const named = unsupported.find((name) => body[name] !== undefined && body[name] !== null)
    if (named !== undefined) return `Argument not supported: ${named}`
    if (typeof body['instructions'] === 'string' && typeof body['previous_response_id'] === 'string')
      return 'instructions cannot be combined with previous_response_id'
    if (words(record(body['reasoning'])['effort']) !== '' && !isReasoning(model))
      return `Model ${model} does not support parameter reasoning.effort.`
    const tools = records(body['tools'])
    if (tools.length > mostTools) return `At most ${mostTools} tools are supported.`
    if (tools.some((tool) => tool['type'] === 'function' && typeof tool['name'] !== 'string'))
      return 'Invalid tool: a function needs a name.'
    if (input.some((item) => Array.isArray(item['content']) && item['content'].length === 0))
      return 'Invalid request content: Each message must have at least one content element.'
    if (input.some((item) => item['type'] === 'function_call_output' && typeof item['output'] !== 'string'))
      return 'Invalid function_call_output: output has to be a string.'
    return null
  }

  const create = (request: Request): Reply => {
    const bad = unreadable(request, context)
    if (bad !== null) return bad
    const body = record(request.json)
    const model = admit(request, body['model'])
    if ('status' in model) return model.status === 422 ? missing('model') : refuse(model.status, model.why)
    const input = inputOf(body['input'])
    if (input === null) return missing('input')
    const wrong = fault(body, model.id, input)
    if (wrong !== null) return refuse(400, wrong)
    const previous = body['previous_response_id'] ?? null
    const before = previous === null ? null : held(previous)
    if (previous !== null && before === null) return refuse(404, `Response with id=${words(previous)} not found.`)
    const system = typeof body['instructions'] === 'string' ? [{ role: 'system', content: body['instructions'] }] : []
    const history: readonly Item[] = [...(before?.history ?? []), ...system, ...input]
    const tools = records(body['tools'])
    const store = body['store'] !== false
    const most = body['max_output_tokens']
    const answer = answerTo(
      {
        messages: history.map(messageOf).filter((message) => message !== null),
        model: model.id,
        tools: tools.flatMap((tool) => (typeof tool['name'] === 'string' ? [tool['name']] : [])),
        searches: tools.some((tool) => tool['type'] === 'web_search'),
        wantsJson: words(record(record(body['text'])['format'])['type']).startsWith('json'),
        mostTokens: typeof most === 'number' ? most : null,
        seed: `${request.text}${(number += 1)}`,
      },
      context,
    )
    const facts = {
      model: model.id,
      createdAt: Math.floor(context.now() / 1000),
      previous: typeof previous === 'string' ? previous : null,
      store,
      tools,
      sealed: !store && Array.isArray(body['include']) && body['include'].includes('reasoning.encrypted_content'),
    }
    const response = responseOf(answer, facts)
    if (store) {
      stored.set(answer.id, { at: context.now(), input, history: [...history, ...itemsOf(answer, facts)], response })
      const [oldest] = stored.keys()
      if (stored.size > mostStored && oldest !== undefined) stored.delete(oldest)
    }
    if (body['stream'] !== true) return { status: 200, body: response }
    const shape = context.shape()
    return eventStream(paced(responseEvents(response, shape), shape.wordDelayMs))
  }

  const inputItems = (found: Stored, query: URLSearchParams): Reply => {
    const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? '20') || 20))
    const numbered = found.input.map((item, index) => ({ id: item['id'] ?? `in_${index}`, type: 'message', ...item }))
    const ordered = query.get('order') === 'asc' ? numbered : numbered.toReversed()
    const from = ordered.findIndex((item) => item.id === query.get('after')) + 1
    const data = ordered.slice(from, from + limit)
    return {
      status: 200,
      body: {
        object: 'list',
        data,
        first_id: data[0]?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
        has_more: from + limit < ordered.length,
      },
    }
  }

  return {
    forget: () => stored.clear(),
    route: (request) => {
      const { method, path } = request
      if (path === '/v1/responses') return method === 'POST' ? create(request) : refuse(405, 'Method not allowed')
      const found = /^\/v1\/responses\/([^/]+)(\/input_items)?$/.exec(path)
      if (found === null) return null
      const id = decodeURIComponent(found[1] ?? '')
      const kept = held(id)
      if (kept === null) return refuse(404, `Response with id=${id} not found.`)
      if (found[2] !== undefined)
        return method === 'GET' ? inputItems(kept, request.query) : refuse(405, 'Method not allowed')
      if (method === 'GET') return { status: 200, body: kept.response }
      if (method !== 'DELETE') return refuse(405, 'Method not allowed')
      stored.delete(id)
      return { status: 200, body: { id, object: 'response', deleted: true } }
    },
  }
}
