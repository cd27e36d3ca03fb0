import { describe, expect, test } from 'vitest'
import type { TextEvent } from '#main/clients/text-engine.ts'
import { plainRequest } from '#test/support/plain-request.ts'
import { chatBody } from '#main/clients/xai/chat-wire.ts'
import { readResponse } from '#main/clients/xai/responses-read.ts'
import { responsesBody } from '#main/clients/xai/responses-send.ts'
import { createResponseAssembly } from '#main/clients/xai/responses-stream.ts'
import { readUsage } from '#main/clients/xai/usage.ts'

/** Streams and answers of the Responses API, as recorded and as announced. */
function walk(frames: readonly unknown[]) {
  const events: TextEvent[] = []
  let begun = 0
  const assembly = createResponseAssembly({
    onBegin: () => void (begun += 1),
    onEvent: (event) => void events.push(event),
  })
  for (const frame of frames) {
    if (frame === '[DONE]') assembly.done()
    else assembly.frame(frame)
  }
  const text = events.flatMap((event) => (event.type === 'text' ? event.text : [])).join('')
  return { assembly, events, text, begun: () => begun }
}
const types = (events: readonly TextEvent[]) => events.map((event) => event.type)

const call = { type: 'function_call', call_id: 'call_1', name: 'lookup_order', status: 'completed' }
const message = (text: string) => ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] })
const recorded = [
  { type: 'response.created', response: { id: 'R', model: 'grok-code-fast-1', status: 'in_progress', output: [] } },
  { type: 'response.in_progress', response: { id: 'R' } },
  { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_R', type: 'reasoning', summary: [] } },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'First' },
  { type: 'response.reasoning_summary_text.done', output_index: 0, summary_index: 0, text: 'First' },
  {
    type: 'response.output_item.done',
    output_index: 0,
    item: { id: 'rs_R', type: 'reasoning', summary: [{ type: 'summary_text', text: 'First' }] },
  },
  { type: 'response.output_item.added', output_index: 1, item: { id: 'msg_R', type: 'message', content: [] } },
  { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'Hel' },
  { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'lo' },
  { type: 'response.output_text.done', output_index: 1, content_index: 0, text: 'Hello' },
  { type: 'response.output_item.done', output_index: 1, item: message('Hello') },
]
const completed = (output: readonly unknown[], more: object = {}) => ({
  type: 'response.completed',
  response: {
    id: 'R',
    model: 'grok-code-fast-1',
    status: 'completed',
    output,
    usage: { input_tokens: '10', output_tokens: 2 },
    ...more,
  },
})

test('a call without an id gets one of its own, the same in the stream and in what goes back', () => {
  const bare = { type: 'function_call', call_id: '', name: 'lookup_order', arguments: '{}' }
  const output = [message('Hm'), bare, bare]
  const read = readResponse({ id: 'R', output })
  expect(read?.calls.map(({ id }) => id)).toEqual(['call_without_id_1', 'call_without_id_2'])
  expect(read?.items.flatMap((item) => (item.kind === 'call' ? item.id : []))).toEqual(read?.calls.map(({ id }) => id))
  const { events } = walk([completed(output)])
  expect(events.flatMap((event) => (event.type === 'call' ? event.call.id : []))).toEqual(
    read?.calls.map(({ id }) => id),
  )
})

describe('a streamed response', () => {
  test('thoughts come before words, each piece once, and usage at the end', () => {
    const walked = walk([...recorded, completed([message('Hello')])])
    expect(types(walked.events)).toEqual(['begun', 'thought', 'text', 'text'])
    expect(walked.begun()).toBe(1)
    expect(walked.assembly.finish()).toMatchObject({
      id: 'R',
      end: 'done',
      text: 'Hello',
      items: [{ kind: 'message', role: 'assistant', text: 'Hello' }],
      usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 },
    })
  })

  test('it ends with any last event, with [DONE], or with its last item; else it broke', () => {
    for (const last of [[completed([])], [{ type: 'response.done', response: {} }], ['[DONE]'], []])
      expect(walk([...recorded, ...last]).assembly.finish()).toMatchObject({
        id: 'R',
        text: 'Hello',
        thoughts: 'First',
      })
    const cut = walk(recorded.slice(0, 9))
    expect(cut.assembly.partialText()).toBe('Hello')
    expect(() => cut.assembly.finish()).toThrow('ended before the answer did')
    expect(() => walk([]).assembly.finish()).toThrow()
    const thought = recorded.findIndex((one) => JSON.stringify(one).includes('output_item.done')) + 1
    expect(() => walk(recorded.slice(0, thought)).assembly.finish()).toThrow('ended before the answer did')
    const limit = {
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    }
    expect(walk([...recorded, limit]).assembly.finish()).toMatchObject({
      end: 'cut',
      why: 'max_output_tokens',
      text: 'Hello',
    })
  })

  test('arguments: the finished item, then their end, then their pieces', () => {
    const delta = { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":' }
    const done = { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"a":2}' }
    const item = (text: string) => ({
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...call, arguments: text },
    })
    const of = (...frames: readonly unknown[]) => walk(frames).assembly.finish().calls
    expect(of(delta, done, item('{"a":3}'))).toEqual([{ id: 'call_1', name: 'lookup_order', arguments: '{"a":3}' }])
    expect(of(delta, done, item(''))).toMatchObject([{ arguments: '{"a":2}' }])
    expect(of(delta, { ...delta, delta: '1}' }, item(''))).toMatchObject([{ arguments: '{"a":1}' }])
    expect(of(item(''))).toMatchObject([{ arguments: '{}' }])
    const told = walk([delta, item('{"a":3}'), completed([{ ...call, arguments: '{"a":3}' }])])
    expect(types(told.events)).toEqual(['begun', 'call'])
  })

  test('pieces without their item, texts without pieces, and the guide’s own shape', () => {
    expect(walk([{ type: 'response.output_text.delta', delta: 'Hi' }, '[DONE]']).assembly.finish().text).toBe('Hi')
    expect(walk([{ type: 'response.output_item.done', output_index: 0, item: message('Hi') }]).text).toBe('Hi')
    expect(walk([{ delta: { content: 'Hi' } }, '[DONE]']).text).toBe('Hi')
    const declined = [
      { type: 'response.refusal.delta', output_index: 0, delta: 'I will ' },
      { type: 'response.refusal.delta', output_index: 0, delta: 'not.' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'See' },
      { type: 'response.output_text.annotation.added', output_index: 1, annotation: { url: 'https://a' } },
      '[DONE]',
    ]
    expect(walk(declined).assembly.finish()).toMatchObject({
      refusal: 'I will not.',
      text: 'See',
      citations: [{ url: 'https://a', title: null }],
    })
    expect(walk([completed([message('Hi')]).response]).text).toBe('Hi')
    const unknown = [{ type: 'response.something.new', delta: 'no' }, 7, null, { type: 'response.output_item.done' }]
    expect(walk([...recorded, ...unknown.slice(0, 3)]).text).toBe('Hello')
  })

  test('tools of the service are told and never called', () => {
    const search = { type: 'web_search_call', action: { type: 'search', query: 'parcel delays' } }
    const walked = walk([
      { type: 'response.output_item.added', output_index: 0, item: search },
      { type: 'response.web_search_call.searching', output_index: 0 },
      { type: 'response.output_item.done', output_index: 0, item: search },
      '[DONE]',
    ])
    expect(walked.events.slice(1)).toEqual([
      { type: 'provider', name: 'web_search', about: 'parcel delays', over: false },
      { type: 'provider', name: 'web_search', about: 'parcel delays', over: true },
    ])
    expect(walked.assembly.finish()).toMatchObject({ calls: [], text: '', items: [{ kind: 'own' }] })
  })

  test('failures say what the service said, however they come', () => {
    const unavailable = 'The service is currently unavailable'
    const failures = [
      { type: 'error', code: unavailable, message: 'Try again.' },
      { type: 'response.failed', response: { error: { code: unavailable, message: 'Try again.' } } },
      { code: unavailable, error: 'Try again.' },
      { error: { type: 'error', code: unavailable, message: 'Try again.' } },
      { error: { message: 'Try again.', code: unavailable } },
    ]
    for (const failure of failures)
      expect(() => walk([recorded[0], failure])).toThrow(
        expect.objectContaining({
          code: 'remote_failed',
          message: 'Try again.',
          data: expect.objectContaining({ code: unavailable }),
        }),
      )
  })
})

describe('a whole response', () => {
  test('is walked by the type of its items, wherever the words stand', () => {
    const read = readResponse({
      id: 'R',
      status: 'completed',
      output: [
        { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'sealed' },
        { type: 'web_search_call', name: 'web_search', arguments: '{"query":"x"}' },
        {
          type: 'message',
          content: [{ type: 'output_text', text: 'One. ', annotations: [{ url: 'https://a', title: '1' }] }],
        },
        {
          type: 'message',
          content: [
            { type: 'output_text', text: 'Two.' },
            { type: 'refusal', refusal: 'No.' },
          ],
        },
        { ...call, arguments: { order_id: 'ORD-42' } },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    })
    expect(read).toMatchObject({
      text: 'One. Two.',
      refusal: 'No.',
      citations: [{ url: 'https://a', title: '1' }],
      calls: [{ id: 'call_1', arguments: '{"order_id":"ORD-42"}' }],
      usage: { inputTokens: 5, outputTokens: 3 },
    })
    expect(read?.items.map((item) => item.kind)).toEqual(['own', 'own', 'message', 'message', 'call'])
    expect(readResponse({ id: 'R', output: [{ type: 'reasoning', summary: [] }] })).toMatchObject({
      text: '',
      items: [],
    })
    expect(readResponse({ status: 'ok' })).toBeNull()
  })
})

const asked = {
  ...plainRequest('grok-3-mini', [
    { kind: 'message', role: 'user', text: 'Where is it?', imageUrls: ['https://a/b.png'] },
    { kind: 'message', role: 'assistant', text: 'Let me look.' },
    { kind: 'call', id: 'c1', name: 'lookup_order', arguments: '{}' },
    { kind: 'own', raw: { type: 'reasoning', encrypted_content: 'x' } },
    { kind: 'result', callId: 'c1', output: '{"status":"shipped"}' },
  ] as const),
  instructions: 'Be brief.',
  tools: [{ name: 'lookup_order', description: 'Find.', parameters: { type: 'object' } }],
}

test('what is sent: whole without anything held, the rest beside an earlier answer, nothing stored unless asked', () => {
  const whole = responsesBody(asked) as Record<string, unknown>
  expect(whole).toMatchObject({
    store: false,
    include: ['reasoning.encrypted_content'],
    tools: [{ type: 'function', name: 'lookup_order' }],
  })
  expect(whole['input']).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'input_text' }, { type: 'input_image', image_url: 'https://a/b.png' }] },
    { role: 'assistant', content: [{ type: 'output_text', text: 'Let me look.' }] },
    { type: 'function_call', call_id: 'c1' },
    { type: 'reasoning' },
    { type: 'function_call_output', call_id: 'c1', output: '{"status":"shipped"}' },
  ])
  const rest = responsesBody({ ...asked, store: true, held: { responseId: 'R', items: 4 } })
  expect(rest).toMatchObject({ previous_response_id: 'R', store: true, input: [{ type: 'function_call_output' }] })
  expect(rest).not.toHaveProperty('instructions')
  expect(rest).not.toHaveProperty('include')
  const chat = chatBody(asked) as Record<string, unknown>
  expect(chat['messages']).toMatchObject([
    { role: 'system' },
    { role: 'user', content: [{ type: 'text' }, { type: 'image_url' }] },
    { role: 'assistant', content: 'Let me look.', tool_calls: [{ id: 'c1', function: { name: 'lookup_order' } }] },
    { role: 'tool', tool_call_id: 'c1' },
  ])
  expect(chat).toMatchObject({ tools: [{ type: 'function', function: { name: 'lookup_order' } }], stream: true })
  expect(chatBody(asked, true)).toMatchObject({ deferred: true })
  expect(chatBody(asked, true)).not.toHaveProperty('stream')
})

test('what an answer cost, where the service says it', () => {
  expect(readUsage({ input_tokens: 191, output_tokens: 38, cost_in_usd_ticks: 540000 })).toMatchObject({
    charged: 0.000054,
  })
  expect(readUsage({ input_tokens: 1, output_tokens: 1, cost_in_nano_usd: 5 })).toMatchObject({ charged: 5e-9 })
  expect(
    readUsage({ input_tokens: 1, output_tokens: 38, output_tokens_details: { reasoning_tokens: 21 } }),
  ).toMatchObject({
    reasoningApart: false,
    reasoningTokens: 21,
  })
  expect(readUsage({})).toBeNull()
})
