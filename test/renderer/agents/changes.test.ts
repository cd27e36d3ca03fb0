import { describe, expect, test } from 'vitest'
import type { AgentConfiguration, AgentTool } from '#contract/agent.ts'
import {
  changedFields,
  changeLines,
  countChanges,
  dirtyTabs,
  emptiedFields,
  lineChange,
  withField,
} from '#renderer/state/agent-changes.ts'

const tool = (name: string, description = ''): AgentTool => ({
  kind: 'function',
  name,
  description,
  parameters: { type: 'object' },
  rest: {},
})
const base: AgentConfiguration = {
  name: 'Shop Line',
  instructions: 'Be kind.\nBe brief.',
  tools: [tool('lookup'), tool('refund')],
  voice: { voiceId: 'ara', vadThreshold: 0.5, vadSilenceMs: 600, rest: {} },
  collectionIds: ['one', 'two'],
}

describe('what a draft changes', () => {
  test('nothing, while every field says the same', () => {
    expect(changedFields(base, structuredClone(base))).toEqual([])
    expect(changeLines(base, structuredClone(base))).toEqual([])
  })

  test('of a voice each part by itself; what goes along unchanged is said and does not count', () => {
    const draft = { ...base, voice: { voiceId: 'leo', vadThreshold: 0.65, vadSilenceMs: 600, rest: {} } }
    const lines = changeLines(base, draft)
    expect(lines).toEqual([
      { kind: 'value', path: 'voice.voice_id', before: 'ara', after: 'leo' },
      { kind: 'value', path: 'voice.vad_threshold', before: '0.50', after: '0.65' },
      { kind: 'same', path: 'voice.vad_silence_duration_ms', value: '600' },
    ])
    expect(countChanges(lines)).toBe(2)
    expect([...dirtyTabs(base, draft)]).toEqual(['voice'])
  })

  test('instructions are counted in lines, a last line without a break like any other', () => {
    expect(lineChange('a\nb', 'a\nb\nc')).toEqual({ added: 1, removed: 0 })
    expect(lineChange('a\nb', 'a\nx\nb2')).toEqual({ added: 2, removed: 1 })
    expect(lineChange('', 'a')).toEqual({ added: 1, removed: 0 })
    expect(lineChange('a', '')).toEqual({ added: 0, removed: 1 })
  })

  test('tools by their names, and their order when nothing else is different', () => {
    const draft = { ...base, tools: [tool('lookup', 'Looks it up.'), tool('escalate')] }
    expect(changeLines(base, draft).map(({ path, ...line }) => [path, 'after' in line ? line.after : null])).toEqual([
      ['tools.lookup', 'changed'],
      ['tools.escalate', 'added'],
      ['tools.refund', null],
    ])
    expect(changeLines(base, { ...base, tools: base.tools.toReversed() })).toEqual([
      { kind: 'value', path: 'tools', before: null, after: 'in another order' },
    ])
  })

  test('a field that becomes empty is named, so that nobody clears it by mistake', () => {
    const draft = { ...base, instructions: '', voice: null, collectionIds: [] }
    expect(emptiedFields(base, draft)).toEqual(['instructions', 'voice', 'collection_ids'])
    expect(emptiedFields({ ...base, instructions: '' }, draft)).toEqual(['voice', 'collection_ids'])
  })

  test('one field is taken from the other side, and only that', () => {
    const theirs = { ...base, name: 'Other', collectionIds: [] }
    expect(withField(base, 'collection_ids', theirs)).toEqual({ ...base, collectionIds: [] })
  })
})
