import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import {
  agentFetch,
  ask,
  assistantCalls,
  callsOf,
  chatBody,
  said,
  textOf,
  toolResult,
  walk,
} from '#test/support/sandbox-desk.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, shape: { wordDelayMs: 0 } })
})
afterEach(() => sandbox.stop())

const refundQuestion = said('USER', 'My tent pole is snapped, please refund order 10433.')
const question = said('USER', 'Can your workshop replace a tent pole section?')
const chat = '/support-agent/chat'
const stream = '/support-agent/chat-stream'

async function streamed(messages: readonly unknown[]): Promise<{ type: string; body: string }> {
  const response = await agentFetch(sandbox, stream, chatBody(sandbox, messages))
  return { type: response.headers.get('content-type') ?? '', body: await response.text() }
}

const frames = (body: string): Record<string, unknown>[] =>
  body
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: {'))
    .map((frame) => JSON.parse(frame.slice(6)) as Record<string, unknown>)

describe('the documented answer', () => {
  test('text with chunks, usage and a time', async () => {
    const answer = await ask(sandbox, [question])
    expect(textOf(answer)).toContain('$14')
    expect(answer.message.role).toBe('ROLE_ASSISTANT')
    expect(answer.rag_results[0]).toMatchObject({ collection_id: expect.stringMatching(/^collection_/) as string })
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens)
    expect(new Date(answer.created).getTime()).not.toBeNaN()
  })

  test('the same history gets the same answer, ids included', async () => {
    const [one, other] = [await ask(sandbox, [refundQuestion]), await ask(sandbox, [refundQuestion])]
    expect({ ...one, created: '' }).toEqual({ ...other, created: '' })
  })

  test('a guardrail answers with its text, no calls, no chunks and no completion tokens', async () => {
    const answer = await ask(sandbox, [said('USER', 'How many tablets of Diamox should he take?')])
    expect(sandbox.configuration.guardrailTexts.map((guardrail) => guardrail.text)).toContain(textOf(answer))
    expect(answer).toMatchObject({ rag_results: [], usage: { completion_tokens: 0 } })
    expect(answer.message.tool_calls).toBeUndefined()
  })

  test('the loop with the shop behind it refunds once and says so', async () => {
    const walked = await walk(sandbox, [refundQuestion])
    expect(walked.calls.map((call) => call.split(' ')[0])).toEqual(['lookup_order', 'refund_order'])
    expect(walked.replies).toHaveLength(1)
    expect(walked.replies[0]).toContain('$184.00')
    expect(sandbox.control.effects()).toMatchObject([{ kind: 'refund', input: { order_id: '10433', amount: 184 } }])
  })

  test('the loop of the oldest client, which forgets the assistant turn, is understood', async () => {
    const first = await ask(sandbox, [refundQuestion])
    const data = { order_id: '10433', items: [{ item: 'Tent', quantity: 1, price: 184 }], refundable: 184 }
    const second = await ask(sandbox, [refundQuestion, toolResult(callsOf(first)[0]!.id, data)])
    expect(callsOf(second)).toMatchObject([{ name: 'refund_order', input: { amount: 184 } }])
  })

  test('a draft that came back is corrected', async () => {
    const first = textOf(await ask(sandbox, [question]))
    const second = await ask(sandbox, [
      question,
      said('ASSISTANT', first),
      said('SYSTEM', 'Not sent. Tone: please warmer.'),
    ])
    expect(textOf(second)).toContain('Thank you for writing')
    expect(textOf(second)).not.toBe(first)
  })
})

describe('every shape of the same answer', () => {
  test.each(['assistant', 'role_tool'] as const)('calls on a %s message', async (calls) => {
    sandbox.control.shape({ calls })
    const answer = await ask(sandbox, [refundQuestion])
    expect(answer.message.role).toBe(calls === 'assistant' ? 'ROLE_ASSISTANT' : 'ROLE_TOOL')
    expect(callsOf(answer)).toMatchObject([{ name: 'lookup_order', input: { order_id: '10433' } }])
  })

  test('legacy ROLE_FUNCTION, one call to a message', async () => {
    sandbox.control.shape({ calls: 'function' })
    const response = await agentFetch(sandbox, chat, chatBody(sandbox, [refundQuestion]))
    expect(await response.json()).toMatchObject({
      message: { role: 'ROLE_FUNCTION', function: { name: 'lookup_order' } },
    })
    sandbox.control.script({ turns: [{ calls: [{ name: 'a' }, { name: 'b' }] }] })
    const two = await agentFetch(sandbox, chat, chatBody(sandbox, [refundQuestion]))
    expect(await two.json()).toMatchObject({ messages: [{ function: { name: 'a' } }, { function: { name: 'b' } }] })
  })

  test('arguments as an object, camel case, usage as text, times as seconds', async () => {
    sandbox.control.shape({ arguments: 'object', names: 'camel', usage: 'string', created: 'seconds' })
    const response = await agentFetch(sandbox, chat, chatBody(sandbox, [refundQuestion]))
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toMatchObject({
      message: { toolCalls: [{ function: { arguments: { order_id: '10433' } } }] },
      usage: { promptTokens: expect.any(String) as string },
      created: expect.any(Number) as number,
      ragResults: expect.any(Array) as unknown[],
    })
  })

  test.each([
    ['string', expect.any(String)],
    ['object', { text: expect.any(String) as string }],
    ['typed_list', [{ type: 'text', text: expect.any(String) as string }]],
  ] as const)('content as %s', async (content, expected) => {
    sandbox.control.shape({ content })
    const response = await agentFetch(sandbox, chat, chatBody(sandbox, [question]))
    expect(((await response.json()) as { message: { content: unknown } }).message.content).toEqual(expected)
  })

  test('call ids that repeat from turn to turn', async () => {
    sandbox.control.shape({ callIds: 'repeat' })
    const first = await ask(sandbox, [refundQuestion])
    const data = { order_id: '10433', items: [{ item: 'Tent', quantity: 1, price: 184 }], refundable: 184 }
    const second = await ask(sandbox, [
      refundQuestion,
      assistantCalls(first),
      toolResult('call_0001', { status: 'executed', data }),
    ])
    expect([callsOf(first)[0]?.id, callsOf(second)[0]?.id]).toEqual(['call_0001', 'call_0001'])
  })
})

describe('streaming', () => {
  test('chunks word by word, the end with usage and chunks of knowledge, then [DONE]', async () => {
    const whole = textOf(await ask(sandbox, [question]))
    const { type, body } = await streamed([question])
    expect(type).toContain('text/event-stream')
    const deltas = frames(body).map(
      (frame) => (frame['choices'] as { delta: { content?: string }; finish_reason?: string }[])[0]!,
    )
    expect(deltas.map((entry) => entry.delta.content ?? '').join('')).toBe(whole)
    expect(deltas.at(-1)?.finish_reason).toBe('stop')
    expect(frames(body).at(-1)).toMatchObject({ usage: {}, rag_results: expect.any(Array) as unknown[] })
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  test('a call in its own chunk', async () => {
    const { body } = await streamed([refundQuestion])
    expect(body).toContain('"finish_reason":"tool_calls"')
    expect(body).toContain('lookup_order')
  })

  test('proto, snapshot, ndjson and plain', async () => {
    sandbox.control.shape({ stream: 'proto' })
    const proto = frames((await streamed([question])).body)
    expect(proto.at(-1)).toMatchObject({ outputs: [{ finish_reason: 'REASON_STOP' }] })
    sandbox.control.shape({ stream: 'snapshot' })
    const snapshots = frames((await streamed([question])).body) as { message: { content: { text: string }[] } }[]
    const texts = snapshots.map((frame) => frame.message.content[0]?.text ?? '')
    expect(texts.every((text, index) => text.startsWith(texts[index - 1] ?? ''))).toBe(true)
    sandbox.control.shape({ stream: 'ndjson' })
    const ndjson = await streamed([question])
    expect(ndjson.type).toContain('ndjson')
    expect(
      ndjson.body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown).length,
    ).toBeGreaterThan(3)
    sandbox.control.shape({ stream: 'plain' })
    const plain = await streamed([question])
    expect(plain.type).toContain('application/json')
    expect(JSON.parse(plain.body)).toMatchObject({ message: { role: 'ROLE_ASSISTANT' } })
  })
})

describe('what the service refuses', () => {
  const status = async (body: unknown, headers: Record<string, string> = {}): Promise<[number, string]> => {
    const response = await agentFetch(sandbox, chat, body, headers)
    return [response.status, await response.text()]
  }

  test('keys', async () => {
    expect((await status({}, { authorization: '' }))[0]).toBe(401)
    const [code, text] = await status({}, { authorization: 'Bearer xai-nobody-knows-me' })
    expect([code, text]).toEqual([400, expect.stringContaining('Incorrect API key provided: xai-***')])
  })

  test('bodies', async () => {
    const body = chatBody(sandbox, [question])
    expect((await status(body, { 'content-type': 'text/plain' }))[0]).toBe(415)
    expect(await status({ ...body, support_agent_id: undefined })).toEqual([
      400,
      expect.stringContaining('support_agent_id is required'),
    ])
    expect((await status({ ...body, support_agent_id: 'somebody' }))[0]).toBe(404)
    expect((await status({ ...body, deployment_id: 'older' }))[0]).toBe(404)
    expect((await status({ ...body, environment: 'PROD' }))[0]).toBe(400)
    expect((await status(chatBody(sandbox, [{ role: 'ROLE_WIZARD', content: [{ text: 'x' }] }])))[0]).toBe(400)
    const empty = { role: 'ROLE_ASSISTANT', content: [] }
    expect(await status(chatBody(sandbox, [question, empty]))).toEqual([
      400,
      expect.stringContaining('at least one content element'),
    ])
  })

  test('the key check says what the key may do', async () => {
    const headers = { authorization: `Bearer ${sandbox.keys.xai}` }
    const response = await fetch(`${sandbox.baseUrls.xai}/api-key`, { headers })
    expect(await response.json()).toMatchObject({ api_key_disabled: false, acls: expect.any(Array) as string[] })
    expect((await fetch(`${sandbox.baseUrls.xai}/nothing`, { headers })).status).toBe(404)
  })
})

describe('scripts', () => {
  test('say what a test wrote, by the history and not by a cursor, and then fall silent', async () => {
    sandbox.control.script({
      contains: 'XYZ',
      turns: [
        {
          text: 'Here it is',
          calls: [{ id: 'c1', name: 'lookup_order', arguments: { order_id: '1' } }, { name: 'CLOSE' }],
        },
        { text: 'Bye' },
      ],
    })
    const start = said('USER', 'about XYZ')
    const first = await ask(sandbox, [start])
    expect(await ask(sandbox, [start])).toMatchObject({ message: first.message })
    expect(callsOf(first).map((call) => call.name)).toEqual(['lookup_order', 'CLOSE'])
    const results = callsOf(first).map((call) => toolResult(call.id, { status: 'executed' }))
    const second = await ask(sandbox, [start, assistantCalls(first), ...results])
    expect(textOf(second)).toBe('Bye')
    expect(textOf(await ask(sandbox, [start, ...results]))).toBe('Bye')
    expect(textOf(await ask(sandbox, [start, assistantCalls(first), ...results, said('ASSISTANT', 'Bye')]))).toBe('')
    expect(textOf(await ask(sandbox, [question]))).toContain('$14')
  })
})
