import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createHttpClient, type HttpClient } from '#main/clients/http/http.ts'
import type { TextEngine, TextEvent, TextItem, TextRequest } from '#main/clients/text-engine.ts'
import { plainRequest } from '#test/support/plain-request.ts'
import { createChatEngine } from '#main/clients/xai/chat.ts'
import { createResponsesEngine } from '#main/clients/xai/responses.ts'
import { Secret } from '#main/kernel/secret.ts'
import { narrowKey } from '#main/sandbox/sample-keys.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'
import { clientPorts } from '#test/support/client-ports.ts'

/** Both text interfaces of the sandbox, asked by our engines and by a client nobody here wrote. */
const model = 'grok-4-1-fast-non-reasoning'
let sandbox: Sandbox
let http: HttpClient
let offsetMs = 0
const ports = clientPorts()
const never = new AbortController().signal
beforeAll(async () => {
  sandbox = await startSandbox({
    directory: null,
    life: 'off',
    controlToken: null,
    shape: { wordDelayMs: 0 },
    now: () => Date.now() + offsetMs,
  })
  http = createHttpClient(ports)
})
afterEach(() => sandbox.control.reset())
afterAll(async () => {
  await http.close()
  await sandbox.stop()
})

const connection = (key = sandbox.keys.xai ?? '') => ({
  http,
  clock: ports.clock,
  baseUrl: sandbox.baseUrls.xai,
  key: async () => new Secret(key),
})
const responses = () => createResponsesEngine(connection())
const chat = () => createChatEngine(connection())
const tool = { name: 'lookup_order', description: 'Find an order', parameters: { type: 'object' } }
const user = (text: string): TextItem => ({ kind: 'message', role: 'user', text })
const ask = (text: string, more: Partial<TextRequest> = {}): TextRequest => ({
  ...plainRequest(model, [user(text)]),
  tools: [tool],
  ...more,
})
async function run(engine: TextEngine, request: TextRequest, signal = never) {
  const events: TextEvent[] = []
  const result = await engine.run(request, (event) => void events.push(event), signal)
  return { result, events, text: events.flatMap((event) => (event.type === 'text' ? event.text : [])).join('') }
}
const fault = (kind: Record<string, unknown>, path = '/v1/responses') =>
  sandbox.control.fault({ service: 'xai', path, ...kind } as never)
const posted = () => sandbox.control.requests('xai').map(({ body }) => body as Record<string, unknown>)

describe.each([
  ['responses', responses, '/v1/responses'],
  ['chat', chat, '/v1/chat/completions'],
] as const)('%s', (_name, engine, path) => {
  test.each([true, false])('words, then a call and its result; streaming: %s', async (streaming) => {
    const first = await run(engine(), ask('My tent pole is snapped, please refund order 10433.', { streaming }))
    const [call] = first.result.calls
    expect(call).toMatchObject({ name: 'lookup_order', arguments: '{"order_id":"10433"}' })
    expect(first.events.at(-1)).toMatchObject({ type: 'call', call })
    const items = [
      user('My tent pole is snapped, please refund order 10433.'),
      ...first.result.items,
      { kind: 'result', callId: call?.id ?? '', output: JSON.stringify({ error: { message: 'not found' } }) } as const,
    ]
    const second = await run(engine(), ask('', { items, streaming }))
    expect(second.result.calls).toEqual([])
    expect(second.result.text.length).toBeGreaterThan(20)
    expect(second.text).toBe(second.result.text)
    expect(second.result).toMatchObject({ end: 'done', isHeld: false, model, usage: { charged: expect.any(Number) } })
  })

  test('thoughts first, where the model thinks', async () => {
    const { result, events } = await run(engine(), ask('Do you resole boots?', { model: 'grok-3-mini', tools: [] }))
    expect(events.map((event) => event.type).slice(0, 2)).toEqual(['begun', 'thought'])
    expect(result.thoughts).toContain('Do you resole boots?')
    expect(result.usage?.reasoningTokens).toBeGreaterThan(0)
  })

  test('before the first word it is asked again, after it never; what came is kept', async () => {
    fault({ kind: 'error_200' }, path)
    expect((await run(engine(), ask('Do you resole boots?'))).result.text).not.toBe('')
    expect(sandbox.control.requests('xai')).toHaveLength(2)
    fault({ kind: 'cut_stream', after: 9 }, path)
    const broken = run(engine(), ask('Do you resole boots?'))
    await expect(broken).rejects.toMatchObject({ data: { partialText: expect.stringMatching(/\w/) } })
    expect(sandbox.control.requests('xai')).toHaveLength(3)
    fault({ kind: 'content_type', contentType: 'application/json' }, path)
    expect((await run(engine(), ask('Do you resole boots?'))).result.text).not.toBe('')
  })

  test('aborting ends it where it stands', async () => {
    sandbox.control.shape({ wordDelayMs: 40 })
    const ending = new AbortController()
    const stopping = engine().run(
      ask('Do you resole boots?'),
      (event) => event.type === 'text' && ending.abort(),
      ending.signal,
    )
    await expect(stopping).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('refusals: a key without the model, a model nobody has, a field of the wrong kind', async () => {
    const narrow =
      path === '/v1/responses' ? createResponsesEngine(connection(narrowKey)) : createChatEngine(connection(narrowKey))
    await expect(run(narrow, ask('Hi'))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(run(engine(), ask('Hi', { model: 'grok-nope' }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(run(engine(), ask('Hi', { items: [] }))).rejects.toMatchObject({ code: 'remote_invalid' })
  })
})

describe('what the service keeps', () => {
  test('an answer is gone on from, retrieved and deleted; a lost one is replaced by the whole conversation', async () => {
    const first = await run(responses(), ask('Can you resole boots?', { store: true }))
    expect(first.result.isHeld).toBe(true)
    const items = [user('Can you resole boots?'), ...first.result.items, user('What does it cost?')]
    const held = { responseId: first.result.id, items: items.length - 1 }
    const second = await run(responses(), ask('', { items, held, store: true }))
    expect(posted().at(-1)).toMatchObject({
      previous_response_id: first.result.id,
      input: [{ content: 'What does it cost?' }],
    })
    expect(second.result.resent).toBe(false)
    expect(await responses().retrieve(second.result.id, never)).toMatchObject({ text: second.result.text })
    await responses().remove(first.result.id, never)
    await responses().remove(first.result.id, never)
    await expect(responses().retrieve(first.result.id, never)).rejects.toMatchObject({ code: 'not_found' })
    const again = await run(responses(), ask('', { items, held, store: true }))
    expect(again.result.resent).toBe(true)
    expect(posted().at(-1)?.['input']).toHaveLength(3)
    offsetMs += 31 * 86_400_000
    await expect(responses().retrieve(second.result.id, never)).rejects.toMatchObject({ code: 'not_found' })
    offsetMs = 0
  })

  test('nothing unless it is asked to', async () => {
    const { result } = await run(responses(), ask('Can you resole boots?', { model: 'grok-3-mini' }))
    expect(posted().at(-1)).toMatchObject({ store: false })
    expect(result.items[0]).toMatchObject({ kind: 'own', raw: { encrypted_content: expect.any(String) } })
    await expect(responses().retrieve(result.id, never)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('a deferred answer: not ready, given out once, then gone', async () => {
  const id = await chat().deferred.begin(ask('Can you resole boots?'), never)
  expect(posted().at(-1)).toMatchObject({ deferred: true })
  expect(await chat().deferred.fetch(id, never)).toBeNull()
  expect(JSON.parse((await chat().deferred.fetch(id, never)) ?? '')).toMatchObject({ object: 'chat.completion' })
  await expect(chat().deferred.fetch(id, never)).rejects.toMatchObject({ code: 'not_found' })
})

test('the openai package, which nobody here wrote, finds the same wire', async () => {
  const client = new OpenAI({ apiKey: sandbox.keys.xai ?? '', baseURL: sandbox.baseUrls.xai, maxRetries: 0 })
  const input = 'My tent pole is snapped, please refund order 10433.'
  const parameters = { type: 'object', properties: { order_id: { type: 'string' } } }
  const flat = { type: 'function' as const, name: 'lookup_order', parameters, strict: false }
  const first = await client.responses.create({ model, input, tools: [flat], store: true })
  const call = first.output.find((item) => item.type === 'function_call')
  expect(call).toMatchObject({ name: 'lookup_order' })
  const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: '{"status":"failed"}' }
  const stream = client.responses.stream({ model, previous_response_id: first.id, input: [output], tools: [flat] })
  let words = ''
  stream.on('response.output_text.delta', ({ delta }) => (words += delta))
  const final = await stream.finalResponse()
  expect(final.output_text).toBe(words)
  expect(words).not.toBe('')
  expect((await client.responses.retrieve(final.id)).output_text).toBe(words)
  expect((await client.responses.inputItems.list(final.id)).data).toHaveLength(1)
  await client.responses.delete(final.id)
  await expect(client.responses.retrieve(final.id)).rejects.toMatchObject({ status: 404 })
  const runner = client.chat.completions.stream({
    model: 'grok-3-mini',
    messages: [{ role: 'user', content: input }],
    tools: [{ type: 'function', function: { name: 'lookup_order', parameters } }],
    stream_options: { include_usage: true },
  })
  const completion = await runner.finalChatCompletion()
  expect(completion.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'lookup_order' } })
  expect(completion.usage?.total_tokens).toBeGreaterThan(0)
  expect((await client.models.list()).data.map((one) => one.id)).toContain(model)
  expect(await client.models.retrieve(model)).toMatchObject({ object: 'model' })
})
