import { expect, test } from 'vitest'
import type { AgentConfiguration } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import {
  fillSecrets,
  fingerprintOf,
  hideInRequest,
  hideSecrets,
  marksIn,
  settingsIn,
} from '#main/kernel/tool-secrets.ts'
import { parseEvent } from '#main/store/plain-secrets.ts'
import { toProposal } from '#main/store/snapshots.ts'
import { createAct } from '#main/tools/administration.ts'
import { createToolSecrets } from '#main/services/agents/tool-secrets.ts'

const settings = { server_url: 'https://a.example', headers: { 'x-key': 'first' }, authorization: 'second' }
const draft: AgentConfiguration = {
  name: 'Shop',
  instructions: '',
  voice: null,
  collectionIds: [],
  tools: [
    { kind: 'provider', type: 'mcp', settings },
    { kind: 'function', name: 'log_in', description: '', parameters: { properties: { token: 'plain' } }, rest: {} },
  ],
}

test('a typed secret is in memory, then in the vault while its act is open, and gone after it', async () => {
  const kept = new Map<string, Json>()
  let open: readonly Json[] = []
  const store = {
    settings: {
      get: async (key: string) => kept.get(key) ?? null,
      put: async (key: string, value: Json) => void kept.set(key, value),
      remove: async (key: string) => void kept.delete(key),
      cursor: async () => null,
    },
    administration: {
      open: () => Promise.reject(new Error('Not here.')),
      unsettled: async () => open.map((args) => ({ externalId: 'agent:1', proposal: { arguments: args } as never })),
    },
  }
  const vault = createMemoryVault()
  const secrets = createToolSecrets(store, vault)
  const hidden = secrets.hide(draft)
  const [first, second] = [fingerprintOf('first'), fingerprintOf('second')]
  expect(marksIn(settingsIn(hidden))).toEqual([first, second])
  expect(hidden.tools[1]).toEqual(draft.tools[1])
  expect(secrets.hide(hidden)).toEqual(hidden)
  expect(JSON.stringify([...kept])).not.toContain('first')
  const args = { agent: { tools: hidden.tools } }
  await secrets.keep(args)
  // After a stop only the vault has it, and only what an open act asks for stays there.
  const next = createToolSecrets(store, vault)
  open = [{ agent: { headers: { 'x-key': `[kept secret ${first}]` } } }]
  await next.sweep()
  expect([await next.find(first), await next.find(second)]).toEqual(['first', null])
  await next.forget(hidden)
  expect(await next.find(first)).toBeNull()
  expect([...kept.values()]).toEqual([[]])
})

test('arguments of an act take no secret in plain, and a function may speak of tokens', () => {
  const act = createAct({
    name: 'desk_update_agent',
    risk: 3,
    description: '',
    sentence: 'Publish',
    properties: { agent: { type: 'object' } },
    opaque: ['agent'],
    run: () => Promise.reject(new Error('Not here.')),
    probe: () => Promise.reject(new Error('Not here.')),
  })
  const issues = (tool: Json) => act.validate({ agent: { tools: [tool] } }).map(({ pointer }) => pointer)
  expect(issues({ type: 'mcp', authorization: 'Bearer x' })).toEqual(['/agent/tools'])
  expect(issues({ type: 'mcp', authorization: `[kept secret ${fingerprintOf('x')}]` })).toEqual([])
  expect(issues({ type: 'function', function: { name: 'log_in', parameters: { token: 'plain' } } })).toEqual([])
})

test('of an address, only who asks and its keys are hidden, and come back where they were', () => {
  const given = { server_url: 'https://jo:pass%40@shelf.example/mcp?v=2&api_key=abc&shape=key#token=t' }
  const hidden = hideSecrets(given)
  const [who, key, token] = ['jo:pass%40', 'abc', 't'].map((one) => `[kept secret ${fingerprintOf(one)}]`)
  expect(hidden.server_url).toBe(`https://${who}@shelf.example/mcp?v=2&api_key=${key}&shape=key#token=${token}`)
  expect(hideSecrets(hidden)).toEqual(hidden)
  const values = new Map(['jo:pass%40', 'abc', 't'].map((one) => [fingerprintOf(one), one]))
  expect(fillSecrets(hidden, (mark) => values.get(mark))).toEqual(given)
  expect(marksIn(hideSecrets({ server_url: 'https://shelf.example/a@b?page=token' }))).toEqual([])
  const body = hideInRequest({
    model: 'm',
    tools: [
      { type: 'mcp', ...given },
      { name: 'f', authorization: 'a word' },
    ],
  })
  expect(JSON.stringify(body)).not.toContain('abc')
  expect(JSON.stringify(body)).toContain('a word')
})

test('what was stored in plain once is read with marks, of acts on agents alone', () => {
  const args = { agent: { tools: [{ type: 'mcp', authorization: 'Bearer old' }] } }
  const read = (tool: string) => JSON.stringify(toProposal(JSON.stringify({ tool, arguments: args })))
  expect(read('desk_update_agent')).not.toContain('Bearer old')
  expect(read('desk_update_agent')).toContain(fingerprintOf('Bearer old'))
  expect(read('connect_agent')).toContain('Bearer old')
  const event = { type: 'proposed', proposal: { tool: 'desk_update_agent', arguments: args } }
  expect(JSON.stringify(parseEvent(JSON.stringify(event)))).not.toContain('Bearer old')
})
