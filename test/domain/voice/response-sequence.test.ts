import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VoiceCommandSchema } from '#contract/voice.ts'
import type { VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { Sequence, Sequenced } from '#main/domain/voice/response-sequence.ts'
import {
  answerCall,
  ask,
  cut,
  interrupt,
  noSequence,
  observe,
  played,
  reconnected,
  take,
} from '#main/domain/voice/response-sequence.ts'

const created = (responseId: string): VoiceEvent => ({ type: 'response.created', responseId })
const done = (responseId: string, items: readonly VoiceItem[] = []): VoiceEvent => ({
  type: 'response.done',
  responseId,
  status: 'completed',
  problem: null,
  items,
  usage: null,
})
const call = (responseId: string, callId: string): VoiceEvent => ({
  type: 'response.function_call_arguments.done',
  responseId,
  call: { callId, name: 'lookup_order', arguments: '{}' },
})

/** Follows a list of steps and gives what was sent, in order. */
function follow(steps: readonly ((sequence: Sequence) => Sequenced)[]): {
  sent: string[]
  sequence: Sequence
  opened: string[]
} {
  let sequence = noSequence
  const sent: string[] = []
  const opened: string[] = []
  for (const step of steps) {
    const next = step(sequence)
    sequence = next.sequence
    for (const command of next.commands) {
      VoiceCommandSchema.parse(command)
      sent.push(command.type)
    }
    opened.push(...next.opened.map((one) => one.callId))
  }
  return { sent, sequence, opened }
}
const see = (event: VoiceEvent) => (sequence: Sequence) => observe(sequence, event)
const answer = (callId: string) => (sequence: Sequence) => answerCall(sequence, callId, '{}')

describe('responses', () => {
  test('a cancel is waited for before the next request leaves', () => {
    const { sent } = follow([ask, see(created('1')), interrupt, ask])
    expect(sent).toEqual(['response.create', 'response.cancel'])
    expect(follow([ask, see(created('1')), interrupt, ask, see(done('1'))]).sent).toEqual([
      'response.create',
      'response.cancel',
      'response.create',
    ])
    expect(follow([interrupt]).sent).toEqual([])
  })

  test('one output for each call, one request for all calls of a response, after it and after the loudspeaker', () => {
    const item = { kind: 'function_call', id: 'F', callId: 'c1', name: 'lookup_order', arguments: '{}' } as const
    const calls = [
      ask,
      see(created('1')),
      see(call('1', 'c1')),
      answer('c1'),
      see(call('1', 'c2')),
      see(done('1', [item])),
    ]
    expect(follow(calls)).toMatchObject({ sent: ['response.create', 'conversation.item.create'], opened: ['c1', 'c2'] })
    const speaking = [
      ...calls,
      (sequence: Sequence) => played(sequence, true),
      answer('c2'),
      answer('c2'),
      answer('nobody'),
    ]
    expect(follow(speaking).sent.slice(2)).toEqual(['conversation.item.create'])
    const quiet = follow([...speaking, (sequence) => played(sequence, false), see(created('2')), see(done('2'))])
    expect(quiet.sent.slice(2)).toEqual(['conversation.item.create', 'response.create'])
  })

  test('a response that was already running is waited for; a cancel too late frees the way', () => {
    const error = (code: string): VoiceEvent => ({ type: 'error', kind: null, code, message: '', about: null })
    const steps = [ask, see(error('conversation_already_has_active_response')), see(done('other'))]
    expect(follow(steps).sent).toEqual(['response.create', 'response.create'])
    const late = [ask, see(created('1')), interrupt, ask, see(error('response_cancel_not_active'))]
    expect(follow(late).sent).toEqual(['response.create', 'response.cancel', 'response.create'])
  })

  test('after a cut without resumption the old calls cannot be answered', () => {
    const { sequence } = follow([ask, see(created('1')), see(call('1', 'c1'))])
    expect(answerCall(reconnected(cut(sequence), false).sequence, 'c1', '{}').commands).toEqual([])
    expect(answerCall(reconnected(cut(sequence), true).sequence, 'c1', '{}').commands).toHaveLength(2)
  })

  const answered = [ask, see(created('1')), see(call('1', 'c1')), see(done('1')), answer('c1')]
  const away = (sequence: Sequence): Sequenced => ({ sequence: cut(sequence), commands: [], opened: [] })
  const back = (resumed: boolean) => (sequence: Sequence) => reconnected(sequence, resumed)
  const output: VoiceItem = { kind: 'function_call_output', id: 'O', callId: 'c1', output: '{}' }
  const replayed: VoiceEvent = { type: 'conversation.item.added', item: output, previousItemId: null }
  const both = ['conversation.item.create', 'response.create']

  test('an output nobody has shown to know is sent again after a cut, and one request to go on; a known one is not', () => {
    expect(follow([...answered, away, back(true)]).sent.slice(1)).toEqual([...both, ...both])
    expect(follow([...answered, away, see(replayed), back(true)]).sent.slice(3)).toEqual(['response.create'])
    expect(follow([...answered, see(created('2')), see(done('2')), away, back(true)]).sent.slice(3)).toEqual([])
    const playing = [
      ...answered.slice(0, -1),
      (sequence: Sequence) => played(sequence, true),
      answer('c1'),
      see(replayed),
    ]
    expect(follow([...playing, away, back(true)]).sent.slice(2)).toEqual(['response.create'])
  })

  test('an answer given while the line is away waits for what becomes of the conversation', () => {
    const waiting = [...answered.slice(0, -1), away, answer('c1')]
    expect(follow(waiting).sent).toEqual(['response.create'])
    expect(follow([...waiting, back(true)]).sent.slice(1)).toEqual(both)
    expect(follow([...waiting, back(false)]).sent.slice(1)).toEqual([])
    expect(follow([away, ask, back(false)]).sent).toEqual(['response.create'])
  })

  test('while a person has taken the call nobody is asked to answer; afterwards once', () => {
    const taken = (is: boolean) => (sequence: Sequence) => take(sequence, is)
    const steps = [...answered.slice(0, -1), taken(true), interrupt, answer('c1'), ask]
    expect(follow(steps).sent).toEqual(['response.create', 'conversation.item.create'])
    expect(follow([...steps, taken(false)]).sent.slice(1)).toEqual(both)
    expect(follow([taken(true), taken(false)]).sent).toEqual([])
  })

  test('whatever happens: no second request before the end of the first, one output per call', () => {
    const step = fc.constantFrom<(sequence: Sequence) => Sequenced>(
      ask,
      interrupt,
      (sequence) => played(sequence, true),
      (sequence) => played(sequence, false),
      answer('c1'),
      answer('c2'),
      see(call('1', 'c1')),
      see(call('1', 'c2')),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(step, fc.constant('serve' as const)), { maxLength: 60 }), (steps) => {
        let sequence = noSequence
        let running = 'no'
        const outputs: string[] = []
        const apply = (next: Sequenced): void => {
          sequence = next.sequence
          for (const command of next.commands) {
            if (command.type === 'response.create') {
              expect(running).toBe('no')
              running = 'asked'
            }
            if (command.type === 'response.cancel') expect(running).not.toBe('no')
            if (command.type === 'conversation.item.create' && command.item.type === 'function_call_output')
              outputs.push(command.item.call_id)
          }
        }
        for (const one of steps) {
          if (one !== 'serve') apply(one(sequence))
          else if (running === 'asked') {
            running = 'created'
            apply(observe(sequence, created('1')))
          } else if (running === 'created') {
            running = 'no'
            apply(observe(sequence, done('1')))
          }
        }
        expect(new Set(outputs).size).toBe(outputs.length)
      }),
      { numRuns: 300 },
    )
  })
})
