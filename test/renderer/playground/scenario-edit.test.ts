import { expect, test } from 'vitest'
import { DefinitionSchema } from '#contract/scenario.ts'
import { blankCall, blankMatcher, editedDefinition, editOf, pointerOf } from '#renderer/state/scenario-edit.ts'

const definition = DefinitionSchema.parse({
  title: 'Refunds little',
  side: { kind: 'support_agent' },
  items: [{ kind: 'message', role: 'user', text: 'Refund order 10433.' }],
  results: [{ tool: 'lookup_order', result: { total: 12 } }],
  expect: {
    calls: [
      {
        tool: 'refund_order',
        arguments: [
          { at: '/order_id', match: { is: 'equals', value: '10433' } },
          { at: '/amount', match: { is: 'range', min: null, max: 20 } },
          { at: '/reason', match: { is: 'regex', pattern: 'late|lost' } },
          { at: '', match: { is: 'subset', value: { notify: true } } },
          { at: '/currency', match: { is: 'any' } },
        ],
      },
    ],
    neverCalls: [{ tool: 'close_conversation' }],
    says: [{ text: 'refund', regex: false }],
    neverSays: [{ text: 'guarantee\\w*', regex: true }],
    ends: 'reply',
  },
})
let next = 0
const newId = () => `id_${(next += 1)}`
const edit = editOf(definition, newId)

test('what is opened and saved unchanged is what it was', () => {
  expect(editedDefinition(definition, edit)).toEqual({ definition })
})

test('a name stands for a pointer, and what is no JSON for a text', () => {
  expect([pointerOf('order_id'), pointerOf('/items/0'), pointerOf(' ')]).toEqual(['/order_id', '/items/0', ''])
  const call = {
    ...blankCall(newId),
    tool: 'send_replacement',
    matchers: [{ ...blankMatcher(newId), at: 'sku', value: 'VX-2' }],
  }
  expect(editedDefinition(definition, { ...edit, neverCalls: [call] })).toMatchObject({
    definition: {
      results: definition.results,
      expect: { neverCalls: [{ tool: 'send_replacement', arguments: [{ at: '/sku', match: { value: 'VX-2' } }] }] },
    },
  })
})

test.each([
  [{ title: ' ' }, /title/],
  [{ mostSteps: '0' }, /1 to 50/],
  [{ calls: [blankCall(newId)] }, /Name the tool/],
  [{ calls: [{ ...blankCall(newId), tool: 'a', matchers: [blankMatcher(newId)] }] }, /has to be/],
  [{ calls: [{ ...blankCall(newId), tool: 'a', matchers: [range('x', '')] }] }, /“x” is no number/],
  [{ calls: [{ ...blankCall(newId), tool: 'a', matchers: [range('5', '2')] }] }, /begins after it ends/],
  [{ calls: [{ ...blankCall(newId), tool: 'a', matchers: [range('', ' ')] }] }, /one end/],
])('%o is refused in words', (change, fault) => {
  expect(editedDefinition(definition, { ...edit, ...change })).toEqual({ fault: expect.stringMatching(fault) })
})

function range(value: string, most: string) {
  return { ...blankMatcher(newId), is: 'range', value, most } as const
}
