import { expect, test } from 'vitest'
import type { TextEngine, TextRequest, TextResult } from '#main/clients/text-engine.ts'
import { plainRequest } from '#test/support/plain-request.ts'
import { runToolLoop } from '#main/services/playground/tool-loop.ts'

const call = { id: 'c1', name: 'lookup_order', arguments: '{}' }
const answered = (id: string, calls: TextResult['calls'], text: string, isHeld: boolean): TextResult => ({
  id,
  model: 'm',
  end: 'done',
  why: null,
  text,
  refusal: '',
  thoughts: '',
  calls,
  provider: [],
  citations: [],
  items: [
    ...calls.map((one) => ({ kind: 'call', ...one }) as const),
    ...(text === '' ? [] : [{ kind: 'message', role: 'assistant', text } as const]),
  ],
  isHeld,
  resent: false,
  usage: null,
  firstWordMs: null,
  totalMs: 1,
  sent: null,
  raw: null,
})
function scripted(results: readonly TextResult[]): { readonly engine: TextEngine; readonly asked: TextRequest[] } {
  const asked: TextRequest[] = []
  const engine: TextEngine = {
    body: () => null,
    run: async (request) => {
      asked.push(request)
      const result = results[asked.length - 1] ?? results.at(-1)
      if (result === undefined) throw new Error('no result')
      return result
    },
  }
  return { engine, asked }
}
const request = plainRequest('m', [{ kind: 'message', role: 'user', text: 'Where is it?' }])
const never = new AbortController().signal
const loop = (engine: TextEngine, more: object = {}) =>
  runToolLoop(
    {
      engine,
      request,
      mostRounds: 5,
      answer: async () => [{ callId: 'c1', output: '{"ok":true}' }],
      onEvent: () => {},
      ...more,
    },
    never,
  )

test('every call is answered once, and the conversation goes on from what the service holds', async () => {
  const { engine, asked } = scripted([
    answered('r1', [call, { ...call, id: 'c2' }], '', true),
    answered('r2', [], 'There.', true),
  ])
  const done = await loop(engine)
  expect(done).toMatchObject({ end: 'answered', rounds: [{ id: 'r1' }, { id: 'r2' }] })
  expect(asked[1]?.held).toEqual({ responseId: 'r1', items: 3 })
  expect(asked[1]?.items.slice(3)).toEqual([
    { kind: 'result', callId: 'c1', output: '{"ok":true}' },
    { kind: 'result', callId: 'c2', output: '{"status":"not_run"}' },
  ])
  expect(done.items.at(-1)).toMatchObject({ text: 'There.' })
})

test('nothing held is sent whole; it ends at its limit, or where whoever answers stops it', async () => {
  const asking = scripted([answered('r1', [call], '', false)])
  expect(await loop(asking.engine, { mostRounds: 3 })).toMatchObject({ end: 'limit' })
  expect(asking.asked).toHaveLength(3)
  expect(asking.asked[2]).toMatchObject({ held: null })
  expect(asking.asked[2]?.items).toHaveLength(5)
  const stopped = await loop(scripted([answered('r1', [call], '', false)]).engine, { answer: async () => null })
  expect(stopped).toMatchObject({ end: 'stopped', items: [{ kind: 'message' }, { kind: 'call' }] })
})
