import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A support agent that answers at once, in a process of its own so that the reader of its answers is what gets measured. The
 * stream is prepared beforehand and leaves in pieces of one event each.
 */
const words = 'Your refund of 42.00 is on its way to the card you paid with, it takes 5 to 7 days. '.match(
  /\S+\s/g,
) ?? ['word ']
const id = 'chatcmpl-7c1d9f52'
const prepared = new Map<number, readonly Buffer[]>()

const event = (choice: object): string =>
  `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1_760_000_000, choices: [{ index: 0, ...choice }] })}\n\n`

function eventsOf(tokens: number): readonly Buffer[] {
  const known = prepared.get(tokens)
  if (known !== undefined) return known
  const events = Array.from({ length: tokens }, (_, index) =>
    event({ delta: { content: words[index % words.length] }, finish_reason: null }),
  )
  events.push(event({ delta: {}, finish_reason: 'stop' }), 'data: [DONE]\n\n')
  const made = events.map((text) => Buffer.from(text))
  prepared.set(tokens, made)
  return made
}

/** The same as a response: begun, one message of so many pieces, and the whole of it at the end. */
const preparedResponses = new Map<number, readonly Buffer[]>()

function responseEventsOf(tokens: number): readonly Buffer[] {
  const known = preparedResponses.get(tokens)
  if (known !== undefined) return known
  const pieces = Array.from({ length: tokens }, (_, index) => words[index % words.length] ?? '')
  const place = { item_id: `msg_${id}`, output_index: 0, content_index: 0 }
  const item = { id: place.item_id, type: 'message', role: 'assistant', status: 'completed' }
  const whole = { ...item, content: [{ type: 'output_text', text: pieces.join(''), logprobs: [], annotations: [] }] }
  const response = {
    id,
    object: 'response',
    created_at: 1_760_000_000,
    model: 'bench',
    status: 'in_progress',
    output: [],
  }
  const usage = { input_tokens: 900, output_tokens: tokens, total_tokens: 900 + tokens }
  const events = [
    { type: 'response.created', response },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_item.done', output_index: 0, item: whole },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [whole], usage } },
  ]
  const made = events.map((one, index) =>
    Buffer.from(`event: ${one.type}\ndata: ${JSON.stringify({ ...one, sequence_number: index })}\n\n`),
  )
  preparedResponses.set(tokens, made)
  return made
}

const answer = JSON.stringify({
  id,
  message: { role: 'ROLE_ASSISTANT', content: [{ text: words.join('') }] },
  usage: { prompt_tokens: 900, completion_tokens: 24, total_tokens: 924 },
  rag_results: Array.from({ length: 3 }, (_, index) => ({
    collection_id: 'policies',
    text: words.join('').repeat(3),
    score: 0.9 - index / 10,
  })),
})

/** How many tokens a stream has is asked for in the name of the deployment or the model: "tokens-10000". */
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url?.endsWith('/chat') === true) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
      response.end(answer)
      return
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { deployment_id?: string; model?: string }
    const tokens = Number((body.deployment_id ?? body.model ?? '').split('-')[1] ?? 50)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const pieces = request.url?.endsWith('/responses') === true ? responseEventsOf(tokens) : eventsOf(tokens)
    for (const piece of pieces) response.write(piece)
    response.end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
