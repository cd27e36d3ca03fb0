import { isReasoning } from '#main/sandbox/text/model-catalogue.ts'
import { uuidOf } from '#main/sandbox/sample-keys.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'
import type { TextAnswer, TextContext } from '#main/sandbox/text/answer.ts'
import {
  admit,
  answerTo,
  eventStream,
  paced,
  record,
  records,
  unreadable,
  wordGroups,
  words,
} from '#main/sandbox/text/answer.ts'

/** `/v1/chat/completions` and the deferred ones: pending for so many questions, then given out once. */
type Waiting = { polls: number; readonly body: unknown }
type Facts = { readonly model: string; readonly created: number }

const fingerprint = 'fp_5e1c0d9a77'
const mostTools = 128
const refusedByReasoning = ['stop', 'presence_penalty', 'frequency_penalty']

const usageOf = ({ tokens, ticks }: TextAnswer): Readonly<Record<string, unknown>> => ({
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  // Thoughts count in the total and not in the completion.
  total_tokens: tokens.input + tokens.output + tokens.thought,
  prompt_tokens_details: { text_tokens: tokens.input, audio_tokens: 0, image_tokens: 0, cached_tokens: tokens.cached },
  completion_tokens_details: {
    reasoning_tokens: tokens.thought,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
  num_sources_used: 0,
  cost_in_usd_ticks: Math.round(ticks),
})

const callsOf = (answer: TextAnswer) =>
  answer.calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }))

const reasonOf = (answer: TextAnswer): string =>
  answer.cut ? 'length' : answer.calls.length > 0 ? 'tool_calls' : 'stop'

function completionOf(answer: TextAnswer, facts: Facts): Readonly<Record<string, unknown>> {
  const calls = callsOf(answer)
  return {
    id: answer.id,
    object: 'chat.completion',
    created: facts.created,
    model: facts.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text,
          ...(answer.thoughts === null ? {} : { reasoning_content: answer.thoughts }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
          refusal: null,
        },
        finish_reason: reasonOf(answer),
      },
    ],
    usage: usageOf(answer),
    system_fingerprint: fingerprint,
  }
}

function* chunksOf(answer: TextAnswer, facts: Facts, done: boolean): Generator<string> {
  const chunk = (choices: readonly unknown[], more: object = {}): string =>
    `data: ${JSON.stringify({
      id: answer.id,
      object: 'chat.completion.chunk',
      created: facts.created,
      model: facts.model,
      choices,
      ...more,
      system_fingerprint: fingerprint,
    })}\n\n`
  let first = true
  const delta = (fields: object): string => {
    const role = first ? { role: 'assistant' } : {}
    first = false
    return chunk([{ index: 0, delta: { ...role, ...fields } }])
  }
  for (const piece of wordGroups(answer.thoughts ?? '')) yield delta({ reasoning_content: piece })
  for (const piece of wordGroups(answer.text)) yield delta({ content: piece })
  const calls = callsOf(answer).map((call, index) => ({ index, ...call }))
  if (calls.length > 0) yield delta({ content: '', tool_calls: calls })
  if (first) yield delta({ content: '' })
  yield chunk([{ index: 0, delta: {}, finish_reason: reasonOf(answer) }])
  yield chunk([], { usage: usageOf(answer) })
  if (done) yield 'data: [DONE]\n\n'
}

export function createChatCompletions(context: TextContext): {
  readonly route: (request: Request) => Reply | null
  readonly forget: () => void
} {
  const waiting = new Map<string, Waiting>()
  let number = 0
  const refuse = (status: number, message: string, code: string | null = null): Reply => ({
    status,
    body: { error: { message, type: 'invalid_request_error', param: null, code } },
  })
  const missing = (field: string): Reply => ({
    status: 422,
    body: `Failed to deserialize the JSON body into the target type: missing field \`${field}\` at line 1 column 2`,
  })

  const create = (request: Request): Reply => {
    const bad = unreadable(request, context)
    if (bad !== null) return bad
    const body = record(request.json)
    const model = admit(request, body['model'])
    if ('status' in model) {
      if (model.status === 422) return missing('model')
      return refuse(model.status, model.why, model.status === 404 ? 'model_not_found' : 'forbidden')
    }
    const messages = records(body['messages'])
    if (messages.length === 0) return missing('messages')
    const tools = records(body['tools'])
    if (tools.length > mostTools) return refuse(400, `At most ${mostTools} tools are supported.`)
    if (messages.some((message) => Array.isArray(message['content']) && message['content'].length === 0))
      return refuse(400, 'Each message must have at least one content element.')
    if (messages.some((message) => message['role'] === 'tool' && typeof message['tool_call_id'] !== 'string'))
      return refuse(400, 'A message of the role tool needs tool_call_id.')
    const clash = refusedByReasoning.find((name) => body[name] !== undefined && body[name] !== null)
    if (clash !== undefined && isReasoning(model.id))
      return refuse(400, `Model ${model.id} does not support parameter ${clash}.`)
    if (body['deferred'] === true && body['stream'] === true) return refuse(400, 'A deferred completion has no stream.')
    const most = body['max_completion_tokens'] ?? body['max_tokens']
    const seed = `${request.text}${(number += 1)}`
    const answer = answerTo(
      {
        messages,
        model: model.id,
        tools: tools.map((tool) => words(record(tool['function'])['name'])),
        searches: false,
        wantsJson: words(record(body['response_format'])['type']).startsWith('json'),
        mostTokens: typeof most === 'number' ? most : null,
        seed,
      },
      context,
    )
    const facts = { model: model.id, created: Math.floor(context.now() / 1000) }
    const shape = context.shape()
    if (body['deferred'] === true) {
      const id = uuidOf(`deferred ${seed}`)
      waiting.set(id, { polls: shape.deferredPolls, body: completionOf(answer, facts) })
      return { status: 200, body: { request_id: id } }
    }
    if (body['stream'] !== true) return { status: 200, body: completionOf(answer, facts) }
    return eventStream(paced(chunksOf(answer, facts, shape.done), shape.wordDelayMs))
  }

  const fetchDeferred = (id: string): Reply => {
    const found = waiting.get(id)
    if (found === undefined)
      return { status: 404, body: context.errorBody(404, `Deferred completion ${id} not found or fetched before.`) }
    if (found.polls > 0) {
      found.polls -= 1
      return { status: 202 }
    }
    waiting.delete(id)
    return { status: 200, body: found.body }
  }

  return {
    forget: () => waiting.clear(),
    route: ({ method, path, ...request }) => {
      if (path === '/v1/chat/completions')
        return method === 'POST' ? create({ method, path, ...request }) : refuse(405, 'Method not allowed')
      const found = /^\/v1\/chat\/deferred-completion\/([^/]+)$/.exec(path)
      if (found === null) return null
      return method === 'GET' ? fetchDeferred(decodeURIComponent(found[1] ?? '')) : refuse(405, 'Method not allowed')
    },
  }
}
