import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRealtimeReader } from '#main/clients/xai/realtime-events.ts'
import { createOutbox, slowBytes, stopBytes } from '#main/clients/xai/realtime-outbox.ts'
import { countdown } from '#main/clients/xai/realtime-states.ts'
import { socketUrl } from '#main/clients/xai/realtime-dial.ts'
import { AppError } from '#main/kernel/errors.ts'

const read = (event: unknown) => createRealtimeReader()(typeof event === 'string' ? event : JSON.stringify(event))

describe('server events', () => {
  test('an older name is the present one, and both for one event are one', () => {
    const reader = createRealtimeReader()
    const delta = { event_id: 'e1', response_id: 'R', item_id: 'A', content_index: 0 }
    const present = {
      type: 'response.output_audio.delta',
      responseId: 'R',
      itemId: 'A',
      contentIndex: 0,
      audio: 'AAAA',
    }
    expect(reader(JSON.stringify({ type: 'response.audio.delta', ...delta, audio: 'AAAA' }))).toEqual(present)
    expect(reader(JSON.stringify({ type: 'response.output_audio.delta', ...delta, delta: 'AAAA' }))).toBeNull()
    expect(
      reader(JSON.stringify({ type: 'response.output_audio.delta', ...delta, delta: 'AAAA', event_id: 'e2' })),
    ).toEqual(present)
    expect(read({ type: 'response.text.delta', text: 'Hi' })).toMatchObject({
      type: 'response.output_text.delta',
      text: 'Hi',
    })
    expect(
      read({ type: 'conversation.item.created', item: { id: 'I', role: 'ROLE_USER', content: 'Hi', replayed: true } }),
    ).toEqual({
      type: 'conversation.item.added',
      previousItemId: null,
      item: { kind: 'message', id: 'I', role: 'user', text: 'Hi', replayed: true },
    })
  })

  test('recorded oddities: no id, words in place of objects, usage at the top or inside', () => {
    expect(
      read({ type: 'session.updated', session: { turn_detection: {}, input_audio_format: 'not specified' } }),
    ).toEqual({
      type: 'session.updated',
      instructions: null,
      outputRate: null,
    })
    const response = { id: 'R', status: 'completed', status_details: 'unimplemented', output: [], usage: {} }
    const usage = { input_tokens: 6, output_tokens: 42, total_tokens: 48, billable_audio_seconds: 1 }
    const expected = { inputTokens: 6, outputTokens: 42, totalTokens: 48, billableSeconds: 1 }
    expect(read({ type: 'response.done', response, usage })).toMatchObject({ problem: null, usage: expected })
    expect(read({ type: 'response.done', response: { ...response, usage } })).toMatchObject({ usage: expected })
    const failed = { id: 'R', status: 'failed', status_details: { error: { message: 'No voice' } } }
    expect(read({ type: 'response.done', response: failed })).toMatchObject({ status: 'failed', problem: 'No voice' })
    expect(read({ type: 'error', message: 'flat', code: 7 })).toMatchObject({ message: 'flat', code: '7' })
    expect(read({ type: 'input_audio_buffer.dtmf_event_received', digit: '7' })).toMatchObject({ digit: '7' })
  })

  test('arguments in any form are text', () => {
    const call = { type: 'response.function_call_arguments.done', response_id: 'R', call_id: 'c', name: 'f' }
    for (const [given, text] of [
      ['{"a":1}', '{"a":1}'],
      [{ a: 1 }, '{"a":1}'],
      ['', '{}'],
      [undefined, '{}'],
    ])
      expect(read({ ...call, arguments: given })).toMatchObject({ call: { callId: 'c', arguments: text } })
  })

  test('what nobody knows is kept whole; a provider\u2019s tool is told by name', () => {
    const raw = { type: 'rate_limits.updated', limits: [1] }
    expect(read(raw)).toEqual({ type: 'unknown', name: 'rate_limits.updated', raw })
    expect(read({ type: 'constructor' })).toMatchObject({ type: 'unknown' })
    expect(read({ type: 'response.mcp_call.failed', item_id: 'M' })).toMatchObject({
      type: 'provider_tool',
      itemId: 'M',
    })
  })

  test('any text is an event or an error with a code', () => {
    const names = [
      'response.done',
      'response.output_audio.delta',
      'conversation.item.added',
      'error',
      'session.created',
    ]
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          type: fc.constantFrom(...names),
          item: fc.jsonValue(),
          response: fc.jsonValue(),
          error: fc.jsonValue(),
        })
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(text, (frame) => {
        try {
          expect(read(frame)).toHaveProperty('type')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError)
          expect((thrown as AppError).code).toBe('protocol')
        }
      }),
    )
  })
})

describe('what goes out', () => {
  const append = (audio = 'AAAA') => ({ type: 'input_audio_buffer.append', audio }) as const
  const line = () => {
    const written: string[] = []
    const state = { bytes: 0 }
    return {
      written,
      state,
      to: {
        write: (text: string) => void written.push((JSON.parse(text) as { type: string }).type),
        buffered: () => state.bytes,
      },
    }
  }
  const commit = { type: 'input_audio_buffer.commit' } as const
  const clear = { type: 'input_audio_buffer.clear' } as const

  test('what comes before the service is ready keeps its order; sound waits for its own leave', () => {
    const outbox = createOutbox(
      () => true,
      () => undefined,
    )
    const { written, to } = line()
    const told = [clear, append(), append(), commit, { type: 'response.create' } as const].map(outbox.send)
    expect(told).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'waiting'])
    outbox.open(to, false)
    expect(written).toEqual(['input_audio_buffer.clear'])
    outbox.open(to, true)
    expect(written.slice(1)).toEqual([append().type, append().type, commit.type, 'response.create'])
    expect(outbox.send(append())).toBe('sent')
  })

  test('sound before the service is ready has a cap, and a turn over it is not committed', () => {
    const outbox = createOutbox(
      () => true,
      () => undefined,
    )
    const second = 'A'.repeat(64_000)
    const told = Array.from({ length: 12 }, () => outbox.send(append(second)))
    expect(told.indexOf('refused')).toBe(10)
    expect([outbox.send(commit), outbox.dropped()]).toEqual(['refused', 2])
    expect(outbox.send(clear)).toBe('waiting')
  })

  test('slow, stopped, and good again; a stopped turn stays stopped until the next one', () => {
    const paces: string[] = []
    const outbox = createOutbox(
      () => true,
      (pace) => paces.push(pace),
    )
    const { to, state, written } = line()
    outbox.open(to, true)
    state.bytes = slowBytes + 1
    expect(outbox.send(append())).toBe('sent')
    state.bytes = stopBytes + 1
    expect([outbox.send(append()), outbox.send(commit)]).toEqual(['refused', 'refused'])
    state.bytes = 0
    expect([outbox.send(append()), outbox.look()]).toEqual(['refused', 'good'])
    expect([clear, append(), commit].map(outbox.send)).toEqual(['sent', 'sent', 'sent'])
    expect(paces).toEqual(['slow', 'stopped', 'good'])
    expect([outbox.dropped(), written.length]).toEqual([2, 4])
  })

  test('after a cut half a turn is not sent again; hands free, sound goes on', () => {
    for (const held of [true, false]) {
      const outbox = createOutbox(
        () => held,
        () => undefined,
      )
      const { to } = line()
      outbox.open(to, true)
      outbox.send(append())
      expect(outbox.cut()).toEqual({ turnLost: true })
      outbox.open(to, true)
      expect(outbox.send(append())).toBe(held ? 'refused' : 'sent')
    }
  })
})

test('the time left is told at 80 and 90 per cent and before the end', () => {
  expect(countdown(120 * 60_000)).toEqual([1_440_000, 720_000, 60_000, 30_000, 10_000])
  expect(countdown(60_000)).toEqual([12_000, 10_000, 6_000])
})

test('the address is judged: no plain socket to a public host, no host that is not listed', () => {
  expect(socketUrl('https://api.x.ai/v1/', { model: 'm' }, ['api.x.ai']).url).toBe('wss://api.x.ai/v1/realtime?model=m')
  expect(socketUrl('http://127.0.0.1:4000/v1', {}, ['127.0.0.1:4000']).url).toBe('ws://127.0.0.1:4000/v1/realtime')
  for (const [base, hosts] of [
    ['http://api.x.ai/v1', ['api.x.ai']],
    ['https://elsewhere.example/v1', ['api.x.ai']],
    ['https://user:word@api.x.ai/v1', ['api.x.ai']],
  ] as const)
    expect(() => socketUrl(base, {}, hosts)).toThrow(AppError)
})
