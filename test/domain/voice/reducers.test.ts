import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VoiceCommandSchema, VoiceSessionSchema } from '#contract/voice.ts'
import type { VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { Captions } from '#main/domain/voice/captions.ts'
import { caption, hear, heardAndUnheard, noCaptions } from '#main/domain/voice/captions.ts'
import type { Sequence, Sequenced } from '#main/domain/voice/response-sequence.ts'
import {
  answerCall,
  ask,
  interrupt,
  noSequence,
  observe,
  played,
  reconnected,
} from '#main/domain/voice/response-sequence.ts'
import { buildSession, sessionChoices } from '#main/domain/voice/session.ts'

const place = { responseId: 'R', itemId: 'A', contentIndex: 0 }
const sound = (ms: number): VoiceEvent => ({
  type: 'response.output_audio.delta',
  ...place,
  audio: Buffer.alloc(ms * 48).toString('base64'),
})
const word = (text: string, startMs: number | null = null): VoiceEvent => ({
  type: 'response.output_audio_transcript.delta',
  ...place,
  text,
  startMs,
})
const interim = (transcript: string): VoiceEvent => ({
  type: 'conversation.item.input_audio_transcription.updated',
  itemId: 'U',
  transcript,
})
const final = (transcript: string, isFinal = true): VoiceEvent => ({
  type: 'conversation.item.input_audio_transcription.completed',
  itemId: 'U',
  transcript,
  final: isFinal,
})
const read = (events: readonly VoiceEvent[]): Captions =>
  events.reduce(caption, noCaptions({ type: 'audio/pcm', rate: 24_000 }))

describe('captions', () => {
  test('interim texts take each other\u2019s place, the final one stays, in the place of its commit', () => {
    const { lines } = read([
      { type: 'input_audio_buffer.committed', itemId: 'U', previousItemId: null },
      word('Hello'),
      interim('Where is'),
      interim('Where is my order'),
      final('Where is my older', false),
      final('Where is my order?'),
      final('Where is my order?'),
      interim('Where'),
    ])
    expect(lines.map(({ lane, state, text }) => [lane, state, text])).toEqual([
      ['caller', 'final', 'Where is my order?'],
      ['agent', 'partial', 'Hello'],
    ])
  })

  test('heard and unheard stand apart and are together the whole text', () => {
    const events = [word('Your '), sound(300), word('order '), sound(300), word('shipped '), sound(300), word('today.')]
    const cut = hear(read(events), 'A', 450)
    expect(heardAndUnheard(cut.lines[0]!)).toEqual({ heard: 'Your order ', unheard: 'shipped today.' })
    const late = [
      word(' More.'),
      { type: 'conversation.item.truncated', itemId: 'A', audioEndMs: 900, transcript: null },
    ] as const
    const after = late.reduce<Captions>(caption, cut)
    expect(after.lines[0]).toMatchObject({
      state: 'interrupted',
      heardMs: 450,
      text: 'Your order shipped today. More.',
    })
    expect(heardAndUnheard(hear(read(events), 'A', 0).lines[0]!).heard).toBe('')
  })

  test('an item that is deleted goes; a system message never comes', () => {
    const item = { kind: 'message', id: 'S', role: 'system', text: 'secret', replayed: false } as const
    expect(read([{ type: 'conversation.item.added', item, previousItemId: null }]).lines).toEqual([])
    expect(read([final('Hi'), { type: 'conversation.item.deleted', itemId: 'U' }]).lines).toEqual([])
  })

  test('final news twice is news once, and no text is lost by a cut', () => {
    const whole = fc.constantFrom<VoiceEvent>(
      final('A'),
      final('B'),
      interim('A b'),
      { type: 'input_audio_buffer.committed', itemId: 'U', previousItemId: null },
      { type: 'response.output_audio_transcript.done', ...place, text: 'Whole answer.' },
      { type: 'conversation.item.truncated', itemId: 'A', audioEndMs: 10, transcript: null },
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            whole,
            fc.string().map((text) => word(text)),
            fc.constant(sound(20)),
          ),
        ),
        whole,
        fc.nat(2000),
        (events, last, ms) => {
          const once = caption(read(events), last)
          expect(caption(once, last)).toEqual(once)
          for (const line of hear(once, 'A', ms).lines) {
            const { heard, unheard } = heardAndUnheard(line)
            expect(heard + unheard).toBe(line.text)
          }
        },
      ),
    )
  })
})

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
    expect(answerCall(reconnected(sequence, false), 'c1', '{}').commands).toEqual([])
    expect(answerCall(reconnected(sequence, true), 'c1', '{}').commands).toHaveLength(2)
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

describe('a session from a stored agent', () => {
  const stored = {
    agent_id: 'agent_1',
    instructions: 'Help.',
    voice: { voice_id: 'Leo', vad_threshold: 1, vad_silence_duration_ms: 300 },
    tools: [
      { type: 'function', function: { name: 'lookup_order', parameters: { type: 'object' } } },
      { type: 'file_search', max_num_results: 5 },
      { type: 'web_search' },
    ],
    collection_ids: ['c1', 'c2'],
  }

  test('collections go into the search tool, functions become flat, the threshold fits, provider tools are named', () => {
    const built = buildSession(stored, { ...sessionChoices, turns: 'hands_free' })
    expect(VoiceSessionSchema.parse(built.session)).toMatchObject({
      instructions: 'Help.',
      voice: 'leo',
      turn_detection: { type: 'server_vad', threshold: 0.9, silence_duration_ms: 300 },
      tools: [
        { type: 'function', name: 'lookup_order' },
        { type: 'web_search' },
        { type: 'file_search', max_num_results: 5, vector_store_ids: ['c1', 'c2'] },
      ],
    })
    expect(built.knowledge).toEqual({ attached: true, collections: ['c1', 'c2'] })
    expect(built.outOfSight).toEqual(['web_search', 'file_search'])
    expect(buildSession(stored).session.turn_detection).toBeNull()
  })

  test('says when there is no knowledge to look in', () => {
    expect(buildSession({}).knowledge).toEqual({ attached: false, why: 'no_collections' })
    const lost = buildSession({ ...stored, collection_ids: [] })
    expect(lost.knowledge).toEqual({ attached: false, why: 'search_without_collections' })
    expect(lost.session.tools?.map((tool) => tool.type)).toEqual(['function', 'web_search'])
    expect(buildSession({ collectionIds: ['c9'], voice: { voiceId: 'ara' } })).toMatchObject({
      session: { voice: 'ara', tools: [{ type: 'file_search', vector_store_ids: ['c9'] }] },
    })
  })

  test('an agent that cannot be read is refused by name', () => {
    expect(() => buildSession({ tools: 'all' })).toThrow(/tools/)
    expect(() => buildSession({ tools: [{ type: 'function' }] })).toThrow(/no name/)
    expect(() => buildSession(null)).toThrow(/cannot be read/)
  })
})
