import { expect, test } from 'vitest'
import { toMessages } from '#main/clients/support-engine.ts'

test('calls stand in the message of the assistant that made them, results after it', () => {
  const call = (id: string) => ({ kind: 'call' as const, id, name: 'look_up', arguments: '{}' })
  const asked = (id: string) => ({ id, name: 'look_up', arguments: '{}' })
  const said = (role: 'user' | 'assistant', text: string) => ({ kind: 'message' as const, role, text })
  expect(
    toMessages('Be brief.', [
      said('user', 'Where is it?'),
      said('assistant', 'Let me look.'),
      { kind: 'own', raw: { sealed: true } },
      call('a'),
      call('b'),
      { kind: 'result', callId: 'a', output: '1' },
      { kind: 'result', callId: 'b', output: '2' },
      call('c'),
      { kind: 'result', callId: 'c', output: '3' },
      said('assistant', 'Here.'),
    ]),
  ).toEqual([
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'Where is it?' },
    { role: 'assistant', text: 'Let me look.', calls: [asked('a'), asked('b')] },
    { role: 'tool', text: '1', callId: 'a' },
    { role: 'tool', text: '2', callId: 'b' },
    { role: 'assistant', text: '', calls: [asked('c')] },
    { role: 'tool', text: '3', callId: 'c' },
    { role: 'assistant', text: 'Here.' },
  ])
})
