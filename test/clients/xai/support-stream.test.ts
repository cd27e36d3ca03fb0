import { expect, test } from 'vitest'
import { createTurnAssembly } from '#main/clients/xai/support-stream.ts'

function assemble(frames: readonly unknown[], done = false) {
  const pieces: string[] = []
  let made = 0
  const assembly = createTurnAssembly({
    onText: (piece) => pieces.push(piece),
    onDelta: () => undefined,
    makeId: () => `made_${(made += 1)}`,
  })
  frames.forEach(assembly.frame)
  if (done) assembly.done()
  return { ...assembly.finish(), pieces }
}

const chunk = (delta: unknown, rest: object = {}): object => ({ id: 'r', choices: [{ index: 0, delta, ...rest }] })
const proto = (delta: unknown, rest: object = {}): object => ({ id: 'r', outputs: [{ delta, ...rest }] })
const snapshot = (text: string): object => ({ message: { role: 'ROLE_ASSISTANT', content: [{ text }] } })
const stop = { finish_reason: 'stop' }

test.each([
  [
    'choices with text',
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Your ' }),
      chunk({ content: 'order' }),
      chunk({}, stop),
    ],
  ],
  [
    'outputs with parts',
    [
      proto({ role: 'ROLE_ASSISTANT', content: [{ text: 'Your ' }] }),
      proto({ content: [{ type: 'text', text: 'order' }] }, { finish_reason: 'REASON_STOP' }),
    ],
  ],
  ['parts as an object', [chunk({ content: { text: 'Your ' } }), chunk({ content: { text: 'order' } }, stop)]],
  ['no list at all', [{ delta: { content: 'Your ' } }, { delta: { content: 'order' } }]],
  ['a bare string', [{ delta: 'Your ' }, { delta: 'order' }]],
  ['snapshots', [snapshot('Your '), snapshot('Your order')]],
  ['snapshots that are deltas', [snapshot('Your '), snapshot('order')]],
  ['wrapped', [{ result: chunk({ content: 'Your ' }) }, { result: chunk({ content: 'order' }, stop) }]],
  ['no end mark', [chunk({ content: 'Your ' }), chunk({ content: 'order' })]],
])('assembles text from %s', (_form, frames) => {
  expect(assemble(frames)).toMatchObject({ text: 'Your order', pieces: ['Your ', 'order'], calls: [] })
})

test('a whole answer instead of a stream is one piece, and its raw form stays', () => {
  const body = {
    id: 'r',
    message: { role: 'ROLE_ASSISTANT', content: [{ text: 'Hello' }] },
    usage: { prompt_tokens: '4', completion_tokens: '1' },
  }
  expect(assemble([body])).toMatchObject({
    id: 'r',
    text: 'Hello',
    pieces: ['Hello'],
    usage: { promptTokens: 4 },
    raw: body,
  })
})

const calls = { finish_reason: 'tool_calls' }
const piece = (index: number | undefined, id: string | undefined, name: string | undefined, text: unknown): object => ({
  tool_calls: [
    {
      ...(index === undefined ? {} : { index }),
      ...(id === undefined ? {} : { id }),
      function: { name, arguments: text },
    },
  ],
})

test.each([
  ['at once', [chunk(piece(0, 'c1', 'ESCALATE', '{"reason":"refund"}'), calls)]],
  [
    'in fragments',
    [
      chunk(piece(0, 'c1', 'ESCALATE', '')),
      chunk(piece(0, undefined, undefined, '{"reason"')),
      chunk(piece(0, undefined, undefined, ':"refund"}')),
      chunk({}, calls),
    ],
  ],
  [
    'fragments by id',
    [chunk(piece(undefined, 'c1', 'ESCALATE', '{"reason"')), chunk(piece(undefined, 'c1', undefined, ':"refund"}'))],
  ],
  [
    'fragments without index or id',
    [
      chunk(piece(undefined, 'c1', 'ESCALATE', '{"reason"')),
      chunk(piece(undefined, undefined, undefined, ':"refund"}')),
    ],
  ],
  [
    'repeated whole',
    [
      proto(piece(undefined, 'c1', 'ESCALATE', '{"reason":"refund"}')),
      proto(piece(undefined, 'c1', 'ESCALATE', '{"reason":"refund"}'), calls),
    ],
  ],
  [
    'as an object',
    [proto(piece(undefined, 'c1', 'ESCALATE', { reason: 'refund' }), { finish_reason: 'REASON_TOOL_CALLS' })],
  ],
  [
    'camel case, flat',
    [chunk({ toolCalls: [{ id: 'c1', name: 'ESCALATE', arguments: '{"reason":"refund"}' }] }, calls)],
  ],
  [
    'legacy function',
    [chunk({ function: { name: 'ESCALATE', arguments: '{"reason":"refund"}' }, tool_call_id: 'c1' })],
  ],
  [
    'a snapshot',
    [
      {
        message: {
          role: 'ROLE_TOOL',
          tool_calls: [{ id: 'c1', function: { name: 'ESCALATE', arguments: '{"reason":"refund"}' } }],
        },
      },
    ],
  ],
])('assembles a call %s', (_form, frames) => {
  expect(assemble(frames).calls).toEqual([{ id: 'c1', name: 'ESCALATE', arguments: '{"reason":"refund"}' }])
})

test('two calls side by side, equal ids kept apart by index, missing ids made', () => {
  const frames = [
    chunk(piece(0, 'c', 'A', '{"a":')),
    chunk(piece(1, 'c', 'B', '{"b":')),
    chunk(piece(0, undefined, undefined, '1}')),
    chunk(piece(1, undefined, undefined, '2}')),
    chunk(piece(2, undefined, 'C', ''), calls),
  ]
  expect(assemble(frames).calls).toEqual([
    { id: 'c', name: 'A', arguments: '{"a":1}' },
    { id: 'c', name: 'B', arguments: '{"b":2}' },
    { id: 'made_1', name: 'C', arguments: '{}' },
  ])
})

test('usage and sources come with any frame', () => {
  const last = {
    ...chunk({}, stop),
    usage: { prompt_tokens: 1, completion_tokens: 2 },
    rag_results: [{ text: 't', score: 1, collection_id: 'c' }],
  }
  expect(assemble([chunk({ content: 'x' }), last])).toMatchObject({
    usage: { promptTokens: 1, completionTokens: 2 },
    ragResults: [{ text: 't', score: 1, collectionId: 'c' }],
  })
})

test.each([
  ['nothing', []],
  ['a role and no more', [chunk({ role: 'assistant', content: '' })]],
  ['half a call', [chunk(piece(0, 'c1', 'ESCALATE', '{"rea'))]],
])('a stream of %s is not an answer', (_what, frames) => {
  expect(() => assemble(frames)).toThrow(expect.objectContaining({ code: 'protocol' }))
})

test('a silent turn that was ended is an answer without words', () => {
  expect(assemble([chunk({ role: 'assistant', content: '' }, stop)])).toMatchObject({ text: '', calls: [] })
  expect(assemble([chunk({ role: 'assistant', content: '' })], true)).toMatchObject({ text: '' })
})

test.each([
  [{ error: { code: 8, message: 'out' } }, 'out'],
  [{ error: 'out', code: 'The service is currently unavailable' }, 'out'],
  [{ result: null, error: { message: 'out' } }, 'out'],
])('an error frame %j is an error', (frame, message) => {
  expect(() => assemble([chunk({ content: 'x' }), frame])).toThrow(
    expect.objectContaining({ code: 'remote_failed', message }),
  )
})
