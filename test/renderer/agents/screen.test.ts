import { describe, expect, test } from 'vitest'
import type { Review } from '#contract/agent-act.ts'
import type { AgentRow, Merge, PhoneNumber } from '#contract/agent.ts'
import { actHeldBecause, moveOf, verbOf } from '#renderer/app/Agents/act-words.ts'
import { phoneWords, rowLine, voiceKey } from '#renderer/app/Agents/agent-words.ts'
import { resolved } from '#renderer/app/Agents/conflict.ts'
import { outlineOf, variablesOf } from '#renderer/app/Agents/instruction-parts.ts'
import { actOfCell, stepCell } from '#renderer/app/Agents/matrix-moves.ts'
import { heldBecause, uncleared } from '#renderer/app/Agents/publish-act.ts'
import { copyOf, newFunction, readObject } from '#renderer/app/Agents/tool-model.ts'
import { beginNew, type AgentDraft } from '#renderer/state/agents-drafts.ts'

const blank = { name: 'A', instructions: '', tools: [], voice: null, collectionIds: [] }
const row: AgentRow = {
  id: 'agent_1',
  name: 'Shop Line',
  voiceId: 'eve',
  instructionsLength: 0,
  gatedTools: 0,
  providerTools: 0,
  knowledge: { attached: false, why: 'no_collections' },
  numbers: [],
  createdAt: null,
  updatedAt: null,
  version: 1,
  changedOutside: null,
  inCall: false,
  open: [],
}
const number: PhoneNumber = {
  id: 'n1',
  number: '+14155550142',
  name: 'Front desk',
  description: '',
  areaCode: '415',
  agentId: 'agent_2',
  agentName: 'After Hours',
  createdAt: null,
  updatedAt: null,
  inCall: false,
  open: [],
}
const review: Review = {
  sentence: [],
  risk: 3,
  request: { method: 'PATCH', path: '/v1/agents/agent_1', body: {} },
  mask: ['name'],
  differences: [],
  checks: [],
  policy: { verdict: 'ask', rule: '' },
  rehearsed: false,
  typed: null,
  obstacles: [],
  conflict: null,
}
const draft: AgentDraft = { ...beginNew('blank', blank, 1), agentId: 'agent_1', basis: { ...blank, instructions: 'x' } }
const now = { isOpen: true, busy: false, running: null, problem: null, review, current: true, failure: null }

describe('words', () => {
  test('a number of the United States is cut into parts, another stays as it came', () => {
    expect(phoneWords('+14155550142')).toBe('+1 415 555 0142')
    expect(phoneWords('+442079460000')).toBe('+442079460000')
  })
  test('the second line of an agent says its numbers, its changes and what happened elsewhere', () => {
    expect(rowLine(row, 0)).toBe('no number')
    expect(rowLine({ ...row, changedOutside: { at: 1 } }, 3)).toBe('no number, 3 changes, changed elsewhere')
  })
  test('voices are known however they are written', () => expect(voiceKey('xai_Ara')).toBe('ara'))
})

describe('instructions', () => {
  test('headings are the outline; without any, short lines with a colon', () => {
    expect(outlineOf('# One\ntext\n## Two').map(({ title, level }) => [title, level])).toEqual([
      ['One', 1],
      ['Two', 2],
    ])
    expect(outlineOf('Greeting:\nHello.\nhttp://x\n').map(({ title, start }) => [title, start])).toEqual([
      ['Greeting', 0],
    ])
  })
  test('variables are counted and known by their first place', () => {
    expect(variablesOf('Hi {{name}}, {{ name }} of {{shop.city}}')).toEqual([
      { name: 'name', count: 2, start: 3 },
      { name: 'shop.city', count: 1, start: 27 },
    ])
  })
})

describe('tools', () => {
  test('a copy has a name of its own', () => {
    const tools = [newFunction('look'), newFunction('look_copy')]
    expect(copyOf(tools, newFunction('look'))).toMatchObject({ name: 'look_copy_2' })
  })
  test('only an object is a schema', () => {
    expect(readObject('{"a":1}')).toEqual({ a: 1 })
    expect(readObject('[1]')).toMatch(/one JSON object/)
    expect(readObject('{')).toMatch(/No JSON yet/)
  })
})

describe('publishing', () => {
  test('waits for what was looked at, refuses what is wrong, and goes when nothing stands against it', () => {
    const whole = { ...draft, basis: blank }
    expect(heldBecause(whole, now)).toBeNull()
    expect(heldBecause(whole, { ...now, current: false })).toMatch(/looked at/)
    expect(heldBecause(whole, { ...now, isOpen: false })).toMatch(/kept/)
    expect(heldBecause(whole, { ...now, problem: '256,001 characters' })).toBe('256,001 characters')
    expect(heldBecause({ ...whole, unread: { '/tools/0/parameters': '{' } }, now)).toMatch(/JSON/)
    expect(heldBecause(whole, { ...now, review: { ...review, obstacles: ['It is in a call.'] } })).toBe(
      'It is in a call.',
    )
    expect(heldBecause(whole, { ...now, review: { ...review, policy: { verdict: 'deny', rule: 'No' } } })).toBe(
      'Refused: No',
    )
  })
  test('a field that would become empty holds it until that is said to be meant', () => {
    expect(uncleared(draft)).toEqual(['instructions'])
    expect(heldBecause(draft, now)).toMatch(/clear it on purpose/)
    expect(uncleared({ ...draft, clear: ['instructions'] })).toEqual([])
  })
  test('of a conflict each field is taken from the side that was chosen, the rest as merged', () => {
    const theirs = { ...blank, name: 'Theirs', instructions: 'theirs' }
    const merged = { ...blank, name: 'A', instructions: 'theirs' }
    const merge = { theirs, merged, fields: [{ field: 'name' }, { field: 'instructions' }] } as unknown as Merge
    expect(resolved(draft, merge, {})).toEqual(merged)
    expect(resolved(draft, merge, { name: 'theirs', instructions: 'mine' })).toEqual({ ...blank, name: 'Theirs' })
  })
})

describe('acts of numbers', () => {
  const asked = { of: 'number', act: { act: 'assign', id: 'n1', agentId: 'agent_1', move: false } } as const
  const holds = { isOpen: true, busy: false, asked, review, current: true, failure: null, typed: '', reason: '' }

  test('a number somebody else has can be moved', () => {
    expect(moveOf(asked, [number], false)).toEqual({ of: 'number', act: { ...asked.act, move: true } })
    expect(moveOf(asked, [{ ...number, agentId: null }], false)).toBeNull()
    expect(moveOf(asked, [], true)).not.toBeNull()
    expect(verbOf({ of: 'number', act: { ...asked.act, move: true } })).toBe('Move')
  })
  test('what has to be typed is typed to the letter', () => {
    const typed = { ...review, typed: { label: 'Type the area code', expected: '415' } }
    expect(actHeldBecause({ ...holds, review: typed, typed: '41' })).toBe('Type “415” first')
    expect(actHeldBecause({ ...holds, review: typed, typed: '415' })).toBeNull()
  })
  test('arrow keys stay within the matrix', () => {
    expect(stepCell('ArrowLeft', { row: 0, column: 0 }, 2, 3)).toEqual({ row: 0, column: 0 })
    expect(stepCell('ArrowDown', { row: 0, column: 2 }, 2, 3)).toEqual({ row: 1, column: 2 })
    expect(stepCell('End', { row: 1, column: 0 }, 2, 3)).toEqual({ row: 1, column: 2 })
    expect(stepCell('x', { row: 1, column: 0 }, 2, 3)).toBeNull()
  })
  test('a cell proposes a move, nothing where it is so already, and nothing for a number in a call', () => {
    expect(actOfCell(number, row)).toEqual({ act: 'assign', id: 'n1', agentId: 'agent_1', move: true })
    expect(actOfCell(number, null)).toEqual({ act: 'unassign', id: 'n1' })
    expect(actOfCell({ ...number, agentId: 'agent_1' }, row)).toBeNull()
    expect(actOfCell({ ...number, inCall: true }, row)).toBeNull()
  })
})
