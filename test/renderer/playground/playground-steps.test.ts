import { describe, expect, test } from 'vitest'
import type { Run, RunResult, TextCall } from '#contract/playground.ts'
import { dollars, fieldsOf, modelWords, toolWords, totalWords } from '#renderer/app/Playground/playground-words.ts'
import { pointOf } from '#renderer/state/playground-replay.ts'
import {
  backTo,
  begun,
  firstSetUp,
  fork,
  give,
  heldOf,
  itemsOf,
  openCalls,
  readOutput,
  say,
  setUpOf,
  sideOf,
  stateOf,
  totalsOf,
  type Answer,
  type Column,
} from '#renderer/state/playground-steps.ts'
import { canBeSaved, definitionOf, draftOf } from '#renderer/state/playground-scenario.ts'
import { fakeResult } from '#test/support/fake-playground.ts'

const result = (calls: readonly TextCall[], change: Partial<RunResult> = {}): RunResult => ({
  ...fakeResult,
  calls: [...calls],
  items: calls.length > 0 ? calls.map((call) => ({ kind: 'call', ...call })) : fakeResult.items,
  ...change,
})
const answered = (id: string, of: RunResult): Answer => {
  const run: Run = {
    id: `run_${id}`,
    state: 'done',
    startedAt: 0,
    text: of.text,
    thoughts: '',
    calls: of.calls,
    provider: [],
    result: of,
    trouble: null,
  }
  return { ...begun(id), run }
}
const call = (id: string): TextCall => ({ id, name: 'lookup_order', arguments: '{}' })
const said = say({ setUp: firstSetUp, turns: [] }, 'u1', 'Where is it?')
const asking = (): Column => ({ ...said, turns: [...said.turns, answered('x', result([call('one'), call('two')]))] })
const simulated = { how: 'simulated', output: '{"status":"simulated"}' } as const

describe('a column', () => {
  test('waits for every result of an answer before it goes on, and gives them in the order of the calls', () => {
    const waiting = asking()
    expect(stateOf(waiting)).toBe('calls')
    const half = give(waiting, 'x', 'two', simulated)
    expect(stateOf(half)).toBe('calls')
    const whole = give(half, 'x', 'one', { how: 'edited', output: '{"eta":"Monday"}' })
    expect(stateOf(whole)).toBe('asked')
    expect(itemsOf(whole.turns).slice(-2)).toEqual([
      { kind: 'result', callId: 'one', output: '{"eta":"Monday"}' },
      { kind: 'result', callId: 'two', output: '{"status":"simulated"}' },
    ])
  })

  test('drops what followed when a result is changed later', () => {
    const before = give(give(asking(), 'x', 'one', simulated), 'x', 'two', simulated)
    const later = { ...before, turns: [...before.turns, answered('y', result([]))] }
    const changed = give(later, 'x', 'one', { how: 'edited', output: '1' })
    expect(changed.turns.map(({ id }) => id)).toEqual(['u1', 'x'])
    expect(backTo(later.turns, 'y').map(({ id }) => id)).toEqual(['u1', 'x'])
  })

  test('forks at a call with its calls open again, and leaves the original as it was', () => {
    const played = give(asking(), 'x', 'one', simulated)
    const [, copy] = fork(played.turns, 'x')
    expect(copy?.kind === 'answer' ? openCalls(copy).length : null).toBe(2)
    expect(stateOf(played)).toBe('calls')
    expect(played.turns[1]?.kind === 'answer' && openCalls(played.turns[1]).length).toBe(1)
  })

  test('says how it stands while nothing has come, and when nothing will', () => {
    expect(stateOf({ setUp: firstSetUp, turns: [] })).toBe('ready')
    expect(stateOf(said)).toBe('asked')
    expect(stateOf({ ...said, turns: [...said.turns, begun('x')] })).toBe('running')
    const broken: Answer = { ...begun('x'), failure: { code: 'unreachable', text: 'Away.' } }
    expect(stateOf({ ...said, turns: [...said.turns, broken] })).toBe('broken')
  })

  test('goes on from what the service holds, and only from there', () => {
    const held = answered('y', result([], { id: 'resp_9', isHeld: true }))
    expect(heldOf([...said.turns, held])).toEqual({ responseId: 'resp_9', items: 2 })
    expect(heldOf(asking().turns)).toBeNull()
  })
})

describe('a set-up', () => {
  test('makes the side it says, and comes back from it', () => {
    const voice = { ...firstSetUp, who: 'voice_agent', agentId: 'agent_1', engine: 'chat', model: 'm' } as const
    const side = sideOf(voice, 'first')
    expect(side).toMatchObject({ kind: 'voice_agent', agentId: 'agent_1', model: 'm', instructions: null })
    expect(setUpOf(side, firstSetUp)).toEqual(voice)
    expect(sideOf(firstSetUp, 'first')).toMatchObject({ kind: 'model', model: 'first', tools: 'desk' })
    expect(sideOf({ ...firstSetUp, who: 'support_agent' }, 'first')).toMatchObject({ environment: 'STAGING' })
  })
})

describe('words and figures', () => {
  test('add up, and say where a cost is not known', () => {
    const unknown = { amount: null, currency: 'USD', source: 'unknown', listedAt: null } as const
    const turns = [answered('x', result([])), answered('y', result([], { cost: unknown }))]
    expect(totalsOf(turns)).toEqual({ answers: 2, tokens: 458, cost: 0.000054, unknown: 1, ms: 1800 })
    expect(totalWords(totalsOf(turns))).toBe('2 answers, 458 tokens, $0.000054 and more, 1.8 s')
    expect([dollars(0), dollars(0.004), dollars(2)]).toEqual(['$0.00', '$0.004', '$2.00'])
  })

  test('names tools and prices', () => {
    expect([toolWords('lookup_order'), toolWords('CLOSE')]).toEqual(['Lookup order', 'Close'])
    const price = { promptPerMillion: 0.2, completionPerMillion: 0.5 }
    const none = { cachedPromptPerMillion: null, imagePromptPerMillion: null, perSearch: null }
    expect(modelWords({ id: 'm', price: { ...price, ...none } })).toBe('m, $0.20 in, $0.50 out')
  })

  test('read a result as JSON or say what is wrong', () => {
    expect(readOutput(' {"a": 1} ')).toEqual({ output: '{"a":1}' })
    expect(readOutput('{a}')).toHaveProperty('fault')
    expect(readOutput('  ')).toEqual({ fault: 'Write the result as JSON.' })
    expect(fieldsOf('{"a":"b","c":{"d":1}}')).toEqual([
      ['a', 'b'],
      ['c', '{"d":1}'],
    ])
    expect(fieldsOf('[1]')).toBeNull()
  })
})

test('a row of a timeline names the place it stands for', () => {
  const placed = { id: 'e', at: 0, atMs: null }
  expect(pointOf(undefined, [])).toBeNull()
  expect(pointOf({ ...placed, kind: 'retrieval', turnId: 't_1', chunks: [] }, [])).toBe('t_1')
  expect(pointOf({ ...placed, kind: 'note', noteId: 'n' }, [])).toBeNull()
})

test('a column becomes a scenario: up to the last words of the customer, what was chosen is given again', () => {
  const whole = give(give(asking(), 'x', 'one', { how: 'edited', output: '{"eta":"Monday"}' }), 'x', 'two', simulated)
  const draft = draftOf(whole)
  expect(draft.title).toBe('Where is it?')
  expect(draft.calls.map(({ tool, match }) => [tool, match])).toEqual([
    ['lookup_order', 'exactly'],
    ['lookup_order', 'exactly'],
  ])
  const calls = draft.calls.map((one, at) =>
    at === 0 ? { ...one, match: 'any' as const } : { ...one, match: 'no' as const },
  )
  const definition = definitionOf(whole, { ...draft, calls, neverSays: ' sorry ' }, 'first')
  expect(definition.items).toEqual([{ kind: 'message', role: 'user', text: 'Where is it?' }])
  expect(definition.results.map(({ result: given }) => given)).toEqual([{ eta: 'Monday' }])
  expect(definition.expect.calls).toEqual([{ tool: 'lookup_order', arguments: [] }])
  expect(definition.expect.neverSays).toEqual([{ text: 'sorry', regex: false }])
  expect([canBeSaved(whole), canBeSaved({ setUp: firstSetUp, turns: [] })]).toEqual([true, false])
})
