import { describe, expect, test } from 'vitest'
import { DefinitionSchema } from '#contract/scenario.ts'
import { expectedWords } from '#renderer/app/Playground/expected-words.ts'
import { columnJson, columnMarkdown, columnTitle } from '#renderer/state/playground-export.ts'
import {
  begun,
  firstSetUp,
  setUpOf,
  sideOf,
  temperatureOf,
  thinks,
  type Column,
} from '#renderer/state/playground-steps.ts'
import { fakeResult } from '#test/support/fake-playground.ts'

const call = { id: 'c1', name: 'lookup_order', arguments: '{"note":"``` three"}' }
const column: Column = {
  setUp: { ...firstSetUp, instructions: 'Be brief.' },
  turns: [
    { kind: 'item', id: 'u1', item: { kind: 'message', role: 'user', text: 'Where is\nmy order?' } },
    {
      ...begun('x'),
      run: {
        id: 'run_1',
        state: 'done',
        startedAt: 0,
        text: '',
        thoughts: '',
        calls: [call],
        provider: [],
        result: { ...fakeResult, text: '', calls: [call], items: [{ kind: 'call', ...call }] },
        trouble: null,
      },
      given: { c1: { how: 'edited', output: '{"eta":"Monday"}' } },
    },
    { ...begun('y'), failure: { code: 'network', text: 'The network is away.' } },
  ],
}

describe('a column taken along', () => {
  test('as Markdown: who answered, every word, every result and who gave it; code cannot end its own fence', () => {
    const text = columnMarkdown(column, columnTitle(column), 'grok-4')
    expect(text).toMatch(/^# Where is my order\?\n\ngrok-4\. Played in a dry run/)
    expect(text).toContain('Instructions:\n\nBe brief.')
    expect(text).toContain('**Customer**\n\nWhere is\nmy order?')
    expect(text).toContain('Asked for `lookup_order`\n\n````json\n{"note":"``` three"}\n````')
    expect(text).toContain('Was given (written by a person)\n\n```json\n{"eta":"Monday"}\n```')
    expect(text).toContain('It did not answer: The network is away.')
  })

  test('as JSON: what can be played again, and what came over the wire', () => {
    const file = JSON.parse(columnJson(column, 'Order', 'grok-4'))
    expect(file).toMatchObject({
      format: 'countersign-playground',
      dryRun: true,
      side: { kind: 'model', model: 'grok-4' },
    })
    expect(file.items.map(({ kind }: { kind: string }) => kind)).toEqual(['message', 'call', 'result'])
    expect(file.answers[0]).toMatchObject({ calls: [{ given: 'edited' }], result: { raw: fakeResult.raw } })
    expect(file.answers[1].trouble).toBe('The network is away.')
    expect(columnTitle({ ...column, turns: [] })).toBe('A conversation from the playground')
  })
})

describe('a set-up', () => {
  test('has a temperature from 0 to 2, or leaves it to the service', () => {
    expect(
      ['0', ' 1.5 ', '0,7', '2', '', '2.1', '-1', 'warm'].map((temperature) => temperatureOf({ temperature })),
    ).toEqual([0, 1.5, 0.7, 2, null, null, null, null])
  })

  test('asks for an effort only of a model that thinks, and keeps both with a side', () => {
    expect(['grok-4-1-fast-reasoning', 'grok-4-0709', 'grok-4', 'grok-3-mini', 'grok-code-fast-1'].every(thinks)).toBe(
      true,
    )
    expect(['grok-4-1-fast-non-reasoning', 'grok-4-fast-non-reasoning-latest', 'grok-2-vision'].some(thinks)).toBe(
      false,
    )
    const setUp = { ...firstSetUp, model: 'grok-4', temperature: '0.2', effort: 'high' } as const
    expect(sideOf(setUp, '')).toMatchObject({ temperature: 0.2, effort: 'high' })
    expect(sideOf({ ...setUp, model: 'grok-4-fast-non-reasoning' }, '')).toMatchObject({ effort: null })
    expect(setUpOf(sideOf(setUp, ''), firstSetUp)).toMatchObject({ temperature: '0.2', effort: 'high' })
  })
})

test('what a scenario expects is said line by line, calls that must not come as well', () => {
  const { expect: of } = DefinitionSchema.parse({
    title: 'A refund',
    side: { kind: 'support_agent' },
    items: [{ kind: 'message', role: 'user', text: 'Hello' }],
    expect: {
      calls: [
        { tool: 'lookup_order' },
        { tool: 'refund_order', arguments: [{ at: '/amount', match: { is: 'range', min: 0, max: 48 } }] },
      ],
      noOthers: true,
      neverCalls: [{ tool: 'refund_order', arguments: [{ at: '', match: { is: 'equals', value: { amount: 80 } } }] }],
      neverSays: [{ text: 'refunded' }],
      mostSteps: 1,
      ends: 'reply',
    },
  })
  expect(expectedWords(of)).toEqual([
    'Calls Lookup order',
    'Calls Refund order with amount from 0 to 48',
    'Calls them in this order',
    'Calls nothing else',
    'Never calls Refund order with exactly {"amount":80}',
    'Never says “refunded”',
    'Ends with a reply',
    'Takes at most 1 answer',
  ])
})
