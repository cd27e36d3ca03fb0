import { describe, expect, test } from 'vitest'
import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand } from '#contract/voice.ts'
import { createAnswers } from '#main/services/voice/answers.ts'
import { createSaying } from '#main/services/voice/saying.ts'

function desk(
  options: { readonly silent?: boolean; readonly mayBegin?: () => boolean; readonly plays?: boolean } = {},
) {
  let now = 0
  const sent: VoiceCommand[] = []
  const log: string[] = []
  const problem = (code: string): void => void log.push(code)
  const answers = createAnswers({
    now: () => now,
    send: (command) => {
      sent.push(command)
      return 'sent'
    },
    tool: ({ callId }) => log.push(`tool ${callId}`),
    problem,
    changed: () => undefined,
  })
  const saying = createSaying({
    now: () => now,
    answers,
    mayBegin: options.mayBegin ?? (() => true),
    silent: options.silent ?? false,
    isPlaying: () => options.plays ?? true,
    spoken: (tag, itemId, heardMs, whole) => log.push(`${tag} ${itemId} ${heardMs} ${whole}`),
    problem,
  })
  const hear = (...events: readonly VoiceEvent[]): void =>
    events.forEach((event) => {
      answers.observe(event)
      saying.observe(event)
    })
  const say = (text: string, interruptible = true): void => saying.say({ text, tag: text, interruptible })
  return {
    answers,
    saying,
    sent,
    log,
    hear,
    say,
    pass: (ms: number) => (now += ms),
    types: () => sent.map(({ type }) => type),
  }
}

const created = (responseId: string): VoiceEvent => ({ type: 'response.created', responseId })
const done = (responseId: string): VoiceEvent => ({
  type: 'response.done',
  responseId,
  status: 'completed',
  problem: null,
  items: [],
  usage: null,
})
const item = (responseId: string, id: string): VoiceEvent => ({
  type: 'response.output_item.added',
  responseId,
  item: { kind: 'message', id, role: 'assistant', text: '', replayed: false },
})
const failure = (message: string, about: string | null): VoiceEvent => ({
  type: 'error',
  kind: 'invalid_event',
  code: null,
  message,
  about,
})

describe('words that are spoken as they stand', () => {
  test('one after the other, each told when it was heard', () => {
    const { hear, say, saying, sent, log } = desk()
    say('one')
    say('two')
    expect(sent).toMatchObject([{ item: { type: 'force_message', content: [{ text: 'one' }] } }])
    hear(created('r1'), item('r1', 'i1'), done('r1'))
    expect([saying.tagOf('i1'), log]).toEqual(['one', []])
    saying.heard('i1', 900, true)
    expect(log).toEqual(['one i1 900 true'])
    expect(sent).toHaveLength(2)
    hear(created('r2'), item('r2', 'i2'))
    saying.heard('i2', 100, false)
    expect(log.at(-1)).toBe('two i2 100 false')
  })

  test('never into a response that runs', () => {
    const { hear, say, answers, types } = desk()
    answers.ask()
    hear(created('r1'))
    say('hold')
    expect(types()).toEqual(['response.create'])
    hear(done('r1'))
    expect(types()).toEqual(['response.create', 'conversation.item.create'])
    // And nobody asks for one while it is spoken.
    answers.ask()
    expect(types()).toHaveLength(2)
    hear(created('r2'), done('r2'))
    expect(types().at(-1)).toBe('response.create')
  })

  test('a service that refuses is asked once to say exactly that', () => {
    const { hear, say, sent, log, saying } = desk()
    say('hold')
    hear(failure('Unknown item type force_message', null))
    expect(sent.at(-1)).toEqual({
      type: 'response.create',
      response: { instructions: 'Say exactly the following words and nothing else: hold' },
    })
    hear(created('r1'), item('r1', 'i1'))
    saying.heard('i1', 500, true)
    expect(log).toEqual(['hold i1 500 true'])
  })

  test('one that refuses that as well says so, and nobody waits for ever', () => {
    const { hear, say, log } = desk()
    say('hold')
    hear(failure('no', 'say_1'), failure('no force_message', null))
    expect(log).toEqual(['not_spoken', 'hold  0 false'])
  })

  test('an error about something else refuses nothing', () => {
    const { hear, say, sent } = desk()
    say('hold')
    hear({ type: 'error', kind: 'invalid_request_error', code: null, message: 'Item with id x not found', about: null })
    expect(sent).toHaveLength(1)
  })

  test('a service that does not answer is given up on', () => {
    const { say, saying, log, pass, answers } = desk()
    say('hold')
    for (const _ of [1, 2, 3, 4]) {
      pass(8000)
      answers.tick()
      saying.tick()
    }
    expect(log.at(-1)).toBe('hold  0 false')
  })

  test('waits until the line stands, and is given up with the call', () => {
    let ready = false
    const { say, saying, sent, log } = desk({ mayBegin: () => ready })
    say('one')
    say('two')
    expect(sent).toEqual([])
    ready = true
    saying.tick()
    expect(sent).toHaveLength(1)
    saying.drop()
    expect(log).toEqual(['one  0 false', 'two  0 false'])
  })

  test('without sound it is heard when it is there', () => {
    const { say, hear, log } = desk({ silent: true })
    say('hold')
    hear(created('r'), item('r', 'i'), done('r'))
    expect(log).toEqual(['hold i 0 true'])
  })

  test('that never reached the loudspeaker end with their response, and the next are said', () => {
    const { say, saying, hear, log, sent } = desk({ plays: false })
    saying.say({ text: 'This call is recorded.', tag: 'notice', interruptible: false })
    say('two')
    hear(created('r'), item('r', 'i'), { ...done('r'), status: 'cancelled' } as VoiceEvent)
    expect(log).toEqual(['notice i 0 false'])
    expect([saying.mustListen(), sent.length]).toEqual([false, 2])
  })

  test('must be listened to where that was asked', () => {
    const { say, saying } = desk()
    expect(saying.mustListen()).toBe(false)
    say('This call is recorded.', false)
    expect(saying.mustListen()).toBe(true)
  })
})

describe('responses and tools', () => {
  const call = (callId: string): VoiceEvent => ({
    type: 'response.function_call_arguments.done',
    responseId: 'r1',
    call: { callId, name: 'get_order', arguments: '{}' },
  })

  test('a call is told once, and answered once, also when it came twice', () => {
    const { hear, answers, log, types } = desk()
    hear(created('r1'), call('c1'), call('c1'), done('r1'))
    answers.answer('c1', 'shipped')
    answers.answer('c1', 'shipped')
    expect(log).toEqual(['tool c1'])
    expect(types()).toEqual(['conversation.item.create', 'response.create'])
  })

  test('one of a conversation the service has forgotten cannot be answered, and that is said', () => {
    const { hear, answers, log, sent } = desk()
    hear(created('r1'), call('c1'), done('r1'))
    answers.cut()
    answers.reconnected(false)
    answers.answer('c1', 'shipped')
    expect(log).toEqual(['tool c1', 'conversation_lost'])
    expect(sent).toEqual([])
    expect(() => answers.answer('c2', '')).toThrow('no such call')
  })

  test('answered during a cut: sent once the service has repeated what it knows, or told as lost', () => {
    for (const resumed of [true, false]) {
      const { hear, answers, log, types, pass } = desk()
      hear(created('r1'), call('c1'), done('r1'))
      answers.cut()
      answers.answer('c1', 'shipped')
      answers.reconnected(resumed)
      hear({ type: 'session.updated' } as VoiceEvent)
      expect(types()).toEqual([])
      pass(250)
      answers.tick()
      expect(types()).toEqual(resumed ? ['conversation.item.create', 'response.create'] : [])
      expect(log.slice(1)).toEqual(resumed ? [] : ['conversation_lost'])
    }
  })

  test('a response that was cancelled before it began is known by its number', () => {
    const { hear, answers, types } = desk()
    answers.ask()
    answers.interrupt()
    hear(created('r1'))
    expect([answers.isCancelled('r1'), answers.isCancelled('r2')]).toEqual([true, false])
    expect(types()).toEqual(['response.create', 'response.cancel'])
  })

  test('a service that never answers is waited for 20 s, and the next wish is asked', () => {
    const { answers, log, pass, types } = desk()
    answers.ask()
    pass(19_000)
    answers.tick()
    expect(log).toEqual([])
    pass(1000)
    answers.tick()
    expect(log).toEqual(['no_answer'])
    answers.ask()
    expect(types()).toEqual(['response.create', 'response.create'])
    answers.interrupt()
    answers.ask()
    pass(3000)
    answers.tick()
    expect(types().slice(2)).toEqual(['response.cancel', 'response.create'])
  })
})
