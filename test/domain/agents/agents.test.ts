import { describe, expect, test } from 'vitest'
import type { AgentConfiguration, AgentTool } from '#contract/agent.ts'
import { patchBody } from '#main/clients/xai/agents.ts'
import { readAgent, readPage, writeAgent } from '#main/clients/xai/agent-wire.ts'
import { isTyped, typedFor } from '#main/domain/agents/acts.ts'
import { describeDifferences } from '#main/domain/agents/differences.ts'
import { changedFields, unclearedFields } from '#main/domain/agents/fields.ts'
import { findNumberProblems, findProblems } from '#main/domain/agents/limits.ts'
import { lintAgent } from '#main/domain/agents/lint.ts'
import { mergeConfigurations } from '#main/domain/agents/merge.ts'
import { sampleArguments } from '#main/domain/agents/sample.ts'
import { templates } from '#main/domain/agents/templates.ts'

const tool = (name: string, description = 'What it does.'): AgentTool => ({
  kind: 'function',
  name,
  description,
  parameters: { type: 'object', properties: {} },
  rest: {},
})
const base: AgentConfiguration = {
  name: 'Order Support',
  instructions: 'Help with orders.',
  tools: [tool('lookup_order'), { kind: 'provider', type: 'web_search', settings: { region: 'eu' } }],
  voice: { voiceId: 'eve', vadThreshold: 0.5, vadSilenceMs: 300, rest: {} },
  collectionIds: ['c1'],
}
const lint = { inCatalogue: () => true, knownNames: [] }

describe('the mask', () => {
  test('holds what differs; emptying has to be said', () => {
    expect(changedFields(base, base)).toEqual([])
    const draft = { ...base, instructions: '', collectionIds: ['c1', 'c2'] }
    expect(changedFields(base, draft)).toEqual(['instructions', 'collection_ids'])
    expect(unclearedFields(base, draft, [])).toEqual(['instructions'])
    expect(unclearedFields(base, draft, ['instructions'])).toEqual([])
    expect(unclearedFields(base, { ...base, name: '' }, ['name'])).toEqual(['name'])
  })

  test('a number is carried by the present name, and a voice is sent whole', () => {
    expect(patchBody({ configuration: base, mask: [], phoneNumberId: null })).toEqual({
      agent: { name: 'Order Support' },
      field_mask: { paths: ['name'] },
      phone_number_id: '',
    })
    expect(writeAgent({ ...base, instructions: '' }, ['instructions', 'voice'])).toEqual({
      voice: { voice_id: 'eve', vad_threshold: 0.5, vad_silence_duration_ms: 300 },
    })
  })

  test('what is read is written as it was, unknown members of tools and voice included', () => {
    const stored = {
      agentId: 'a1',
      name: 'A',
      tools: [
        { type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } },
        { type: 'mcp', server_label: 'w', allowed_tools: ['x'] },
      ],
      voice: { voiceId: 'LEO', speed: 1.1 },
      collectionIds: null,
      welcome_message: 'Hi',
    }
    const agent = readAgent(stored)
    expect(agent).toMatchObject({ id: 'a1', unknownFields: { welcome_message: 'Hi' }, createdAt: null })
    expect(writeAgent(agent?.configuration ?? base, ['tools', 'voice'])).toEqual({
      tools: stored.tools,
      voice: { voice_id: 'leo', vad_threshold: 0.5, vad_silence_duration_ms: 300, speed: 1.1 },
    })
    expect(readAgent({ name: 'no id' })).toBeNull()
  })

  test('lists in every envelope, with a cursor', () => {
    for (const name of ['agents', 'phone_numbers', 'phoneNumbers', 'data', 'items', 'results'])
      expect(readPage({ [name]: [1] })).toEqual({ items: [1], next: null })
    expect(readPage([1])).toEqual({ items: [1], next: null })
    expect(readPage({ data: [], nextPageToken: 'x' })?.next).toEqual({ name: 'pageToken', value: 'x' })
    expect(readPage({ agents: [], next_cursor: '' })?.next).toBeNull()
    expect(readPage({ nothing: 1 })).toBeNull()
  })
})

test('limits are named with their place', () => {
  const draft: AgentConfiguration = {
    name: 'x'.repeat(256),
    instructions: 'é'.repeat(256_001),
    tools: [...Array.from({ length: 201 }, (_, index) => tool(`f${index}`)), tool('f0'), tool('two words')],
    voice: { voiceId: '', vadThreshold: 1.01, vadSilenceMs: 10_001, rest: {} },
    collectionIds: Array.from({ length: 11 }, (_, index) => `c${index}`),
  }
  expect(findProblems(draft).map(({ pointer }) => pointer)).toEqual([
    '/name',
    '/instructions',
    '/tools',
    '/tools/201/name',
    '/tools/202/name',
    '/voice/voiceId',
    '/voice/vadThreshold',
    '/voice/vadSilenceMs',
    '/collectionIds',
  ])
  expect(findProblems(draft)[1]?.message).toBe('The instructions have 256,001 characters; at most 256,000 are taken.')
  expect(findProblems({ ...base, tools: [{ ...tool('f'), parameters: { type: 7 } } as AgentTool] })).toMatchObject([
    { pointer: '/tools/0/parameters' },
  ])
  expect(findProblems({ ...base, name: '😀'.repeat(255) })).toEqual([])
  const buy = { act: 'buy', areaCode: '041', name: '', description: 'd'.repeat(1001) } as const
  expect(findNumberProblems(buy).map(({ pointer }) => pointer)).toEqual(['/areaCode', '/name', '/description'])
})

describe('two people', () => {
  test('different fields and different tools are in nobody’s way', () => {
    const mine = { ...base, instructions: 'Mine.', tools: [...base.tools, tool('refund_order')] }
    const theirs = { ...base, name: 'Theirs', tools: [tool('lookup_order', 'Finds it.'), ...base.tools.slice(1)] }
    const merge = mergeConfigurations(base, mine, theirs)
    expect(merge.conflicts).toEqual([])
    expect(merge.merged).toMatchObject({ name: 'Theirs', instructions: 'Mine.' })
    expect(merge.merged.tools).toEqual([tool('lookup_order', 'Finds it.'), base.tools[1], tool('refund_order')])
    expect(merge.fields.map(({ state }) => state)).toEqual(['theirs', 'mine', 'mine', 'same', 'same'])
  })

  test('the same field, and the same tool, is a conflict in which mine stands', () => {
    const mine = { ...base, name: 'Mine', tools: [tool('lookup_order', 'Mine.'), ...base.tools.slice(1)] }
    const theirs = { ...base, name: 'Theirs', tools: base.tools.slice(1) }
    const merge = mergeConfigurations(base, mine, theirs)
    expect(merge.conflicts).toEqual(['name', 'tools'])
    expect(merge.merged).toMatchObject({ name: 'Mine', tools: mine.tools })
    expect(mergeConfigurations(base, mine, mine).conflicts).toEqual([])
  })

  test('differences name each tool', () => {
    const after = { ...base, tools: [tool('lookup_order'), tool('refund_order')], collectionIds: [] }
    expect(describeDifferences(base, after)).toMatchObject([
      { label: 'Tool web_search', after: null, clears: false },
      { label: 'Tool refund_order', before: null },
      { label: 'Collections', after: null, clears: true },
    ])
  })
})

describe('lint', () => {
  const kinds = (draft: Partial<AgentConfiguration>, around = lint) =>
    lintAgent({ ...base, collectionIds: [], tools: [tool('lookup_order')], ...draft }, around).map(({ kind }) => kind)

  test('tools that are named and missing, with their place', () => {
    const instructions = 'Call `lookup_order`, then refund_order and `cancel_it(now)`.'
    const found = lintAgent({ ...base, collectionIds: [], tools: [tool('lookup_order')], instructions }, lint)
    const named = found.filter(({ kind }) => kind === 'tool_missing')
    expect(named.map(({ range }) => instructions.slice(...(range ?? [0, 0])))).toEqual(['refund_order', 'cancel_it'])
  })

  test('the name of a variable is no tool, and what comes after it keeps its place', () => {
    const instructions = 'Greet {{shop.time_zone}} and use find_order.'
    const found = lintAgent({ ...base, instructions }, { inCatalogue: () => true, knownNames: [] })
    const named = found.filter(({ kind }) => kind === 'tool_missing')
    expect(named.map(({ range }) => instructions.slice(range?.[0], range?.[1]))).toEqual(['find_order'])
  })

  test('promises without tools, and rules that stand against each other', () => {
    expect(kinds({ instructions: 'Offer a refund when it broke.' })).toEqual(['promise_without_tool'])
    expect(kinds({ instructions: 'Never offer a refund.' })).toEqual([])
    expect(kinds({ instructions: 'Offer a refund.', tools: [tool('give_back', 'Refunds an order.')] })).toEqual([])
    expect(kinds({ instructions: 'Always mention the price. Never mention the price.' })).toEqual(['contradiction'])
    expect(kinds({ instructions: '' })).toEqual(['no_instructions'])
  })

  test('what runs at the provider, and knowledge that is not there', () => {
    const at = (type: string): AgentTool => ({ kind: 'provider', type, settings: {} })
    expect(kinds({ tools: [at('mcp'), at('web_search'), at('file_search')] })).toEqual([
      'ungated_writes',
      'runs_at_provider',
      'runs_at_provider',
      'knowledge_not_attached',
    ])
    expect(kinds({ collectionIds: ['c1'] })).toEqual(['knowledge_without_search'])
    expect(kinds({}, { ...lint, inCatalogue: () => false })).toEqual(['not_in_catalogue'])
  })
})

describe('templates', () => {
  test.each(templates.filter(({ id }) => id !== 'blank'))(
    '$title can be sent, is clean, and has samples',
    (template) => {
      const { configuration } = template
      expect(findProblems(configuration)).toEqual([])
      expect(lintAgent(configuration, lint)).toEqual([])
      for (const one of configuration.tools) {
        if (one.kind !== 'function') continue
        expect(sampleArguments(one.parameters)).toMatchObject({ issues: [] })
        expect(configuration.instructions).toContain(`\`${one.name}\``)
      }
    },
  )
})

test('samples fit their schema, or it is said why there are none', () => {
  const parameters = {
    type: 'object',
    properties: {
      email: { type: 'string', format: 'email' },
      amount: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      when: { $ref: '#/$defs/day' },
      kind: { oneOf: [{ const: 'a' }, { const: 'b' }] },
      lines: {
        type: 'array',
        minItems: 2,
        items: { type: 'object', properties: { n: { type: 'integer', minimum: 5 } } },
      },
    },
    required: ['email', 'amount', 'when', 'kind', 'lines'],
    $defs: { day: { type: 'string', format: 'date' } },
  }
  expect(sampleArguments(parameters)).toEqual({
    arguments: { email: 'alex@example.com', amount: 1, when: '2026-03-14', kind: 'a', lines: [{ n: 5 }, { n: 5 }] },
    issues: [],
  })
  expect(sampleArguments({ type: 7 })).toMatchObject({ arguments: {}, issues: [expect.any(String)] })
})

test('a schema that asks for endless samples gets few', () => {
  const itself = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`p${at}`, { $ref: '#' }]))
  const { arguments: made } = sampleArguments({ type: 'object', properties: itself })
  expect(JSON.stringify(made).length).toBeLessThan(100_000)
  const long = { type: 'object', properties: { text: { type: 'string', minLength: 2 ** 29 } } }
  expect(JSON.stringify(sampleArguments(long).arguments).length).toBeLessThan(20_000)
  const odd = { type: 'object', properties: { text: { $ref: '#/%E0%A4%A' } } }
  expect(sampleArguments(odd)).toMatchObject({ arguments: {} })
})

test('what has to be typed', () => {
  const release = typedFor('desk_release_number', { phone_number: '+1 (415) 555-0142' })
  expect(release?.expected).toBe('0142')
  expect([isTyped(release, ' 0142 '), isTyped(release, '142'), isTyped(release, '')]).toEqual([true, false, false])
  expect(isTyped(typedFor('desk_delete_agent', {}), '')).toBe(false)
  expect(typedFor('desk_update_agent', {})).toBeNull()
})
