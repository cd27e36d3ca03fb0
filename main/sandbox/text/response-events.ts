import type { TextAnswer, TextShape } from '#main/sandbox/text/answer.ts'
import { wordGroups } from '#main/sandbox/text/answer.ts'

/** A response object, and the events it is streamed as, in the order that was recorded of the real service. */
export type ResponseObject = Readonly<Record<string, unknown>> & { readonly output: readonly Item[] }
type Item = Readonly<Record<string, unknown>>

export type ResponseFacts = {
  readonly model: string
  readonly createdAt: number
  readonly previous: string | null
  readonly store: boolean
  readonly tools: readonly unknown[]
  readonly sealed: boolean
}

const citation = { type: 'url_citation', url: 'https://status.example.com/today', title: '1' }

export function itemsOf(answer: TextAnswer, facts: Pick<ResponseFacts, 'sealed'>): readonly Item[] {
  const { id } = answer
  const items: Item[] = []
  if (answer.thoughts !== null)
    items.push({
      type: 'reasoning',
      id: `rs_${id}`,
      status: 'completed',
      summary: [{ type: 'summary_text', text: answer.thoughts }],
      ...(facts.sealed ? { encrypted_content: Buffer.from(answer.thoughts).toString('base64') } : {}),
    })
  if (answer.query !== null)
    items.push({
      type: 'web_search_call',
      id: `fc_${id}_search`,
      call_id: '',
      name: 'web_search',
      arguments: JSON.stringify({ query: answer.query, num_results: 5 }),
      status: 'completed',
    })
  if (answer.text !== '' || answer.calls.length === 0)
    items.push({
      type: 'message',
      id: `msg_${id}`,
      role: 'assistant',
      status: 'completed',
      content: [
        {
          type: 'output_text',
          text: answer.text,
          logprobs: [],
          annotations: answer.query === null ? [] : [citation],
        },
      ],
    })
  answer.calls.forEach((call, index) =>
    items.push({
      type: 'function_call',
      id: `fc_${id}_${index}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
      status: 'completed',
    }),
  )
  return items
}

export function responseOf(answer: TextAnswer, facts: ResponseFacts): ResponseObject {
  const { tokens } = answer
  const output = tokens.output + tokens.thought
  return {
    id: answer.id,
    object: 'response',
    created_at: facts.createdAt,
    model: facts.model,
    status: answer.cut ? 'incomplete' : 'completed',
    output: itemsOf(answer, facts),
    previous_response_id: facts.previous,
    store: facts.store,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: facts.tools,
    text: { format: { type: 'text' } },
    reasoning: { effort: null, summary: null },
    temperature: null,
    top_p: null,
    max_output_tokens: null,
    user: null,
    incomplete_details: answer.cut ? { reason: 'max_output_tokens' } : null,
    metadata: {},
    usage: {
      input_tokens: tokens.input,
      input_tokens_details: { cached_tokens: tokens.cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: tokens.thought },
      total_tokens: tokens.input + output,
      num_sources_used: answer.query === null ? 0 : 1,
      num_server_side_tools_used: answer.query === null ? 0 : 1,
      cost_in_usd_ticks: Math.round(answer.ticks),
    },
  }
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

function* reasoningEvents(item: Item, at: number): Generator<Event> {
  const text = String((item['summary'] as readonly { readonly text: string }[])[0]?.text ?? '')
  const place = { item_id: item['id'], output_index: at, summary_index: 0 }
  yield { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } }
  for (const delta of wordGroups(text)) yield { type: 'response.reasoning_summary_text.delta', ...place, delta }
  yield { type: 'response.reasoning_summary_text.done', ...place, text }
  yield { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } }
}

function* messageEvents(item: Item, at: number): Generator<Event> {
  const part = (item['content'] as readonly { readonly text: string; readonly annotations: readonly unknown[] }[])[0]
  const text = part?.text ?? ''
  const place = { item_id: item['id'], output_index: at, content_index: 0 }
  const empty = { type: 'output_text', text: '', logprobs: [], annotations: [] }
  yield { type: 'response.content_part.added', ...place, part: empty }
  for (const delta of wordGroups(text)) yield { type: 'response.output_text.delta', ...place, delta, logprobs: [] }
  for (const [index, annotation] of (part?.annotations ?? []).entries())
    yield { type: 'response.output_text.annotation.added', ...place, annotation_index: index, annotation }
  yield { type: 'response.output_text.done', ...place, text }
  yield { type: 'response.content_part.done', ...place, part }
}

function* callEvents(item: Item, at: number, pieces: number): Generator<Event> {
  const text = String(item['arguments'])
  const place = { item_id: item['id'], output_index: at }
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, pieces)))
  if (pieces > 0)
    for (let from = 0; from < text.length; from += size)
      yield { type: 'response.function_call_arguments.delta', ...place, delta: text.slice(from, from + size) }
  yield { type: 'response.function_call_arguments.done', ...place, arguments: text }
}

const empty = (item: Item): Item => ({
  ...item,
  status: 'in_progress',
  ...('summary' in item ? { summary: [] } : {}),
  ...('content' in item ? { content: [] } : {}),
  ...(item['type'] === 'function_call' ? { arguments: '' } : {}),
})

export function* responseEvents(
  response: ResponseObject,
  shape: TextShape & { readonly done: boolean },
): Generator<string> {
  let sequence = 0
  const frame = (event: Event): string =>
    `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: sequence++ })}\n\n`
  const begun = { ...response, status: 'in_progress', output: [], usage: undefined, incomplete_details: null }
  yield frame({ type: 'response.created', response: begun })
  // Whole: the description of the service and clients that hold it to that take no part of one.
  yield frame({ type: 'response.in_progress', response: begun })
  for (const [at, item] of response.output.entries()) {
    const provider = item['type'] === 'web_search_call'
    if (shape.announced)
      yield frame({ type: 'response.output_item.added', output_index: at, item: provider ? item : empty(item) })
    if (provider)
      for (const state of ['in_progress', 'searching', 'completed'])
        yield frame({ type: `response.web_search_call.${state}`, output_index: at, item_id: item['id'] })
    else if (item['type'] === 'reasoning') for (const event of reasoningEvents(item, at)) yield frame(event)
    else if (item['type'] === 'message') for (const event of messageEvents(item, at)) yield frame(event)
    else for (const event of callEvents(item, at, shape.argumentPieces)) yield frame(event)
    yield frame({ type: 'response.output_item.done', output_index: at, item })
  }
  if (response['status'] === 'incomplete') yield frame({ type: 'response.incomplete', response })
  else if (shape.ending !== 'bare') yield frame({ type: `response.${shape.ending}`, response })
  if (shape.done || shape.ending === 'bare') yield 'data: [DONE]\n\n'
}
