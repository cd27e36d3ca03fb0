import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VoiceSessionSchema } from '#contract/voice.ts'
import type { VoiceEvent } from '#contract/voice-event.ts'
import type { Captions } from '#main/domain/voice/captions.ts'
import { caption, hear, heardAndUnheard, noCaptions } from '#main/domain/voice/captions.ts'
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
