import { expect, test } from 'vitest'
import { chatBody } from '#main/clients/xai/chat-wire.ts'
import { readSent } from '#renderer/state/playground-deferred.ts'
import { whyNotLater } from '#renderer/state/playground-steps.ts'

const items = [
  { kind: 'message', role: 'user', text: 'Look at this.', imageUrls: ['data:image/png;base64,AA=='] },
  { kind: 'call', id: 'c1', name: 'lookup_order', arguments: '{"order_id":"10433"}' },
  { kind: 'result', callId: 'c1', output: '{"status":"simulated"}' },
  { kind: 'message', role: 'assistant', text: 'It is on its way.' },
  { kind: 'message', role: 'user', text: 'And when?' },
] as const
const sent = (instructions: string | null) =>
  chatBody(
    {
      model: 'grok-4-1-fast-non-reasoning',
      instructions,
      items,
      held: null,
      tools: [{ name: 'lookup_order', description: '', parameters: { type: 'object' } }],
      providerTools: [],
      toolChoice: 'auto',
      store: false,
      streaming: false,
      temperature: null,
      topP: null,
      mostOutputTokens: null,
      effort: null,
      cacheKey: null,
      timeoutMs: 60_000,
    },
    true,
  )

test('what was sent to be answered later is the conversation of a column again', () => {
  const read = readSent(sent('Be brief.'))
  expect(read?.items).toEqual(items)
  expect(read?.setUp).toMatchObject({ who: 'model', engine: 'chat', instructions: 'Be brief.', tools: 'desk' })
  expect(readSent(sent(null))?.items).toEqual(items)
  expect(readSent({ messages: 'none' })).toBeNull()
})

test('the support agent puts nothing off', () => {
  expect(whyNotLater({ who: 'support_agent' })).toMatch(/cannot put an answer off/)
  expect(whyNotLater({ who: 'voice_agent' })).toBeNull()
})
