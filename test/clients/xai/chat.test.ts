import { describe, expect, test } from 'vitest'
import type { TextEvent } from '#main/clients/text-engine.ts'
import { createCompletionAssembly } from '#main/clients/xai/chat-stream.ts'
import { readCompletion } from '#main/clients/xai/chat-wire.ts'

function walk(frames: readonly unknown[]) {
  const events: TextEvent[] = []
  const assembly = createCompletionAssembly({ onBegin: () => {}, onEvent: (event) => void events.push(event) })
  for (const frame of frames) {
    if (frame === '[DONE]') assembly.done()
    else assembly.frame(frame)
  }
  return { assembly, events }
}
const types = (events: readonly TextEvent[]) => events.map((event) => event.type)

describe('a chat completion', () => {
  const chunk = (delta: object, more: object = {}) => ({
    id: 'I',
    model: 'grok-3-mini',
    choices: [{ index: 0, delta, ...more }],
  })
  const usage = {
    prompt_tokens: 20,
    completion_tokens: 4,
    total_tokens: 120,
    completion_tokens_details: { reasoning_tokens: 96 },
  }

  test('streamed: thoughts, words, a call in pieces, the chunk of usage without a choice', () => {
    const walked = walk([
      chunk({ role: 'assistant', reasoning_content: 'First' }),
      chunk({ content: 'Hello' }),
      chunk({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'lookup_order', arguments: '{"a"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      chunk({}, { finish_reason: 'tool_calls' }),
      { id: 'I', choices: [], usage, citations: ['https://a'] },
      '[DONE]',
    ])
    expect(walked.assembly.finish()).toMatchObject({
      text: 'Hello',
      thoughts: 'First',
      calls: [{ id: 'c1', name: 'lookup_order', arguments: '{"a":1}' }],
      citations: [{ url: 'https://a', title: null }],
      usage: { totalTokens: 120, reasoningTokens: 96, reasoningApart: true },
    })
    expect(types(walked.events)).toEqual(['begun', 'thought', 'text', 'call'])
  })

  test('a stream that breaks, an error under success, a whole answer in place of a stream', () => {
    const cut = walk([chunk({ content: 'Hel' })])
    expect(() => cut.assembly.finish()).toThrow('ended before')
    expect(cut.assembly.partialText()).toBe('Hel')
    expect(() => walk([{ error: { message: 'No.', code: 'x' } }])).toThrow('No.')
    const whole = { id: 'I', choices: [{ message: { content: 'Hi' }, finish_reason: 'REASON_MAX_LEN' }], usage }
    expect(walk([whole]).assembly.finish()).toMatchObject({ text: 'Hi', end: 'cut' })
    expect(readCompletion({ choices: [] })).toBeNull()
  })
})
