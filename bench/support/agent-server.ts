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

/** How many tokens a stream has is asked for in the deployment's name: "tokens-10000". */
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url?.endsWith('/chat') === true) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
      response.end(answer)
      return
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly deployment_id: string }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of eventsOf(Number(body.deployment_id.split('-')[1] ?? 50))) response.write(piece)
    response.end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
