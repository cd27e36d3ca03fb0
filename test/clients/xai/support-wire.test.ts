import { expect, test } from 'vitest'
import type { AgentRequest } from '#main/clients/support-agent.ts'
import { requestBody } from '#main/clients/xai/support-send.ts'
import { readResponse } from '#main/clients/xai/support-wire.ts'

function read(body: unknown) {
  let made = 0
  return readResponse(body, () => `made_${(made += 1)}`)
}
const call = { id: 'call_1', name: 'LOOKUP', arguments: '{"id": "7"}' }
const nested = {
  id: 'call_1',
  type: 'TOOL_CALL_TYPE_CLIENT_SIDE_TOOL',
  function: { name: 'LOOKUP', arguments: '{"id": "7"}' },
}
const assistant = (rest: object): object => ({ id: 'r', message: { role: 'ROLE_ASSISTANT', ...rest } })

test.each([
  ['a list of parts', assistant({ content: [{ text: 'Hel' }, { type: 'text', text: 'lo' }] })],
  ['a string', assistant({ content: 'Hello' })],
  ['an object', assistant({ content: { text: 'Hello' } })],
  ['bare role names', { message: { role: 'assistant', content: 'Hello' } }],
  ['a list with strings', assistant({ content: ['Hello'] })],
  ['message as a list', { message: [{ role: 'ROLE_ASSISTANT', content: 'Hello' }] }],
  [
    'messages',
    {
      messages: [
        { role: 'ROLE_USER', content: 'Hi' },
        { role: 'ROLE_ASSISTANT', content: 'Hello' },
      ],
    },
  ],
  ['choices', { choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' } }] }],
  ['outputs', { outputs: [{ message: { role: 'ROLE_ASSISTANT', content: [{ text: 'Hello' }] } }] }],
  ['wrapped', { result: assistant({ content: 'Hello' }) }],
  ['the message itself', { role: 'ROLE_ASSISTANT', content: 'Hello' }],
])('reads text from %s', (_form, body) => {
  expect(read(body)).toMatchObject({ text: 'Hello', calls: [] })
})

test.each([
  ['tool_calls', assistant({ content: [], tool_calls: [nested] })],
  ['content null', assistant({ content: null, tool_calls: [nested] })],
  ['toolCalls', assistant({ content: '', toolCalls: [nested] })],
  ['flat calls', assistant({ tool_calls: [call] })],
  ['ROLE_TOOL with calls', { message: { role: 'ROLE_TOOL', content: [], tool_calls: [nested] } }],
  [
    'legacy function, own id',
    { message: { role: 'ROLE_FUNCTION', id: 'call_1', function: { name: 'LOOKUP', arguments: '{"id": "7"}' } } },
  ],
  [
    'legacy function, call id',
    {
      message: {
        role: 'ROLE_FUNCTION',
        tool_call_id: 'call_1',
        function: { name: 'LOOKUP', arguments: '{"id": "7"}' },
      },
    },
  ],
  [
    'messages',
    {
      messages: [
        { role: 'ROLE_ASSISTANT', content: '' },
        { role: 'ROLE_TOOL', tool_calls: [nested] },
      ],
    },
  ],
])('reads calls from %s', (_form, body) => {
  expect(read(body)).toMatchObject({ text: '', calls: [call] })
})

test.each([
  ['an object', { id: 7 }, '{"id":7}'],
  ['text, to the letter', '{ "id":  7 }', '{ "id":  7 }'],
  ['text that is not JSON', '{oops', '{oops'],
  ['an empty text', '', '{}'],
  ['null', null, '{}'],
  ['nothing', undefined, '{}'],
])('arguments as %s', (_form, value, text) => {
  const body = assistant({ tool_calls: [{ id: 'c', function: { name: 'F', arguments: value } }] })
  expect(read(body)?.calls).toEqual([{ id: 'c', name: 'F', arguments: text }])
})

test('calls without an id get one, equal ids stay as they came, calls without a name are none', () => {
  const body = assistant({ tool_calls: [{ function: { name: 'A' } }, { name: 'B' }, nested, nested, { id: 'x' }, 'y'] })
  expect(read(body)?.calls.map((found) => found.id)).toEqual(['made_1', 'made_2', 'call_1', 'call_1'])
})

test('history that comes back is not this turn', () => {
  const old = { role: 'ROLE_ASSISTANT', content: 'Let me see', tool_calls: [nested] }
  const result = { role: 'ROLE_TOOL', content: [{ text: '{}' }], tool_call_id: 'call_1' }
  const body = {
    messages: [{ role: 'ROLE_USER', content: 'Hi' }, old, result, { role: 'ROLE_ASSISTANT', content: 'Done' }],
  }
  expect(read(body)).toMatchObject({ text: 'Done', calls: [] })
})

test('usage and sources, numbers as text too', () => {
  const body = {
    ...assistant({ content: 'x' }),
    usage: { prompt_tokens: '412', completion_tokens: 23 },
    rag_results: [{ text: 'Orders ship', score: '0.83', collection_id: 'c1' }, { text: 'y', collectionId: 'c2' }, null],
  }
  expect(read(body)).toMatchObject({
    id: 'r',
    usage: { promptTokens: 412, completionTokens: 23 },
    ragResults: [
      { text: 'Orders ship', score: 0.83, collectionId: 'c1' },
      { text: 'y', score: 0, collectionId: 'c2' },
    ],
    raw: body,
  })
  expect(read(assistant({ content: 'x' }))).toMatchObject({ usage: null, ragResults: [] })
})

test.each([[null], [[]], ['text'], [{}], [{ id: 'x' }], [{ message: null }], [{ choices: [] }]])(
  '%j is no answer',
  (body) => {
    expect(read(body)).toBeNull()
  },
)

const request = (messages: AgentRequest['messages']): AgentRequest => ({
  agentId: 'support_agent_1',
  deploymentId: 'LATEST',
  conversationId: 'conv-1',
  environment: 'STAGING',
  messages,
  timeoutMs: 1000,
})

test('sends every message form exactly as documented', () => {
  expect(
    requestBody(
      request([
        { role: 'user', text: 'Where is it?', imageUrls: ['https://example.com/box.jpg'] },
        { role: 'user', text: '', imageUrls: ['https://example.com/b.jpg'] },
        { role: 'assistant', text: '', calls: [call, { id: 'call_2', name: 'CLOSE', arguments: '' }] },
        { role: 'tool', text: '{"ok":true}', callId: 'call_1' },
        { role: 'tool', text: '', callId: 'call_2' },
        { role: 'system', text: 'Careful.' },
        { role: 'assistant', text: 'Here.' },
      ]),
    ),
  ).toEqual({
    support_agent_id: 'support_agent_1',
    deployment_id: 'LATEST',
    conversation_id: 'conv-1',
    environment: 'ENVIRONMENT_STAGING',
    messages: [
      {
        role: 'ROLE_USER',
        content: [
          { text: 'Where is it?' },
          { image_url: { image_url: 'https://example.com/box.jpg', detail: 'DETAIL_AUTO' } },
        ],
      },
      {
        role: 'ROLE_USER',
        content: [{ image_url: { image_url: 'https://example.com/b.jpg', detail: 'DETAIL_AUTO' } }],
      },
      {
        role: 'ROLE_ASSISTANT',
        content: [{ text: '' }],
        tool_calls: [
          nested,
          { id: 'call_2', type: 'TOOL_CALL_TYPE_CLIENT_SIDE_TOOL', function: { name: 'CLOSE', arguments: '{}' } },
        ],
      },
      { role: 'ROLE_TOOL', content: [{ text: '{"ok":true}' }], tool_call_id: 'call_1' },
      { role: 'ROLE_TOOL', content: [{ text: '{}' }], tool_call_id: 'call_2' },
      { role: 'ROLE_SYSTEM', content: [{ text: 'Careful.' }] },
      { role: 'ROLE_ASSISTANT', content: [{ text: 'Here.' }] },
    ],
  })
})
