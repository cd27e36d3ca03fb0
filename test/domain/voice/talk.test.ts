import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TalkEffect, TalkInput, TalkState } from '#main/domain/voice/talk.ts'
import { shownPhase, talk, talkOff } from '#main/domain/voice/talk.ts'

/** Plays inputs with a frame every 20 ms between them, as an open microphone would give. */
function play(
  inputs: readonly TalkInput[],
  frames = true,
): { state: TalkState; told: string[]; effects: TalkEffect[] } {
  let state = talkOff
  const effects: TalkEffect[] = []
  const step = (input: TalkInput): void => {
    const next = talk(state, input)
    state = next.state
    effects.push(...next.effects)
  }
  let at = 0
  for (const input of inputs) {
    for (; frames && at + 20 <= input.at; at += 20) step({ kind: 'frame', at: at + 20, ms: 20 })
    at = Math.max(at, input.at)
    step(input)
  }
  return { state, effects, told: effects.map((effect) => (effect.kind === 'notice' ? effect.notice : effect.kind)) }
}

const armed: readonly TalkInput[] = [
  { kind: 'arm', at: 0 },
  { kind: 'opened', at: 10 },
]
const press = (at: number, repeat = false): TalkInput => ({ kind: 'press', at, repeat })
const release = (at: number): TalkInput => ({ kind: 'release', at })
const tick = (at: number): TalkInput => ({ kind: 'tick', at })
const beginning = [
  'open_microphone',
  'silence_playback',
  'interrupt_response',
  'clear_input',
  'send_pre_roll',
  'start_sending',
]
const committed = ['stop_sending', 'commit', 'ask_for_response']

describe('a turn', () => {
  test('silence first, then the service, then the sound before the press; a tail, one commit, one request', () => {
    const { told, state } = play([...armed, press(400), release(1400), tick(1599), tick(1600)])
    expect(told).toEqual([...beginning, ...committed])
    expect(shownPhase(state)).toBe('armed')
  })

  test('a key that repeats, said or unsaid, is one press', () => {
    const repeats = [700, 730, 760].flatMap((at) => [press(at, true), press(at)])
    expect(play([...armed, press(400), ...repeats, release(1400), tick(1700)]).told).toEqual([
      ...beginning,
      ...committed,
    ])
  })

  test('a keyboard that repeats by letting go stays one turn', () => {
    const { told } = play([
      ...armed,
      press(400),
      release(900),
      press(905),
      release(935),
      press(940),
      release(1400),
      tick(1700),
    ])
    expect(told).toEqual([...beginning, ...committed])
  })

  test('a tap is cleared, and its hint comes when no second press can', () => {
    const { told } = play([...armed, press(400), release(649), tick(900), tick(960)])
    expect(told).toEqual([...beginning, 'stop_sending', 'clear_input', 'tap'])
  })

  test('two presses lock, the third ends', () => {
    const { told } = play([
      ...armed,
      press(400),
      release(500),
      press(700),
      release(800),
      tick(5000),
      press(6000),
      release(6050),
      tick(6300),
    ])
    expect(told).toEqual([...beginning, 'stop_sending', 'clear_input', ...beginning.slice(1), 'locked', ...committed])
  })

  test('a lost key ends talking and says so; a lock ends only when the person is away', () => {
    expect(play([...armed, press(400), { kind: 'key_lost', at: 1400, why: 'blur' }, tick(1700)]).told).toEqual([
      ...beginning,
      'key_lost',
      ...committed,
    ])
    const locked = [...armed, press(400), release(500), press(600), release(700)]
    expect(play([...locked, { kind: 'key_lost', at: 1400, why: 'blur' }]).state.phase).toBe('talking')
    expect(play([...locked, { kind: 'key_lost', at: 1400, why: 'suspend' }]).state.phase).toBe('tail')
  })

  test('a warning at 100 s, the end at 120 s, and a key still held begins nothing', () => {
    const { told, state } = play([...armed, press(400), tick(100_400), tick(120_700), press(121_000), tick(122_000)])
    expect(told).toEqual([...beginning, 'time_warning', 'time_over', ...committed])
    expect(state.phase).toBe('armed')
  })

  test('a press while the device opens begins when it is open, without a sound from before', () => {
    const { told } = play([{ kind: 'arm', at: 0 }, press(100), { kind: 'opened', at: 500 }, release(1500), tick(1800)])
    expect(told).toEqual([...beginning.filter((effect) => effect !== 'send_pre_roll'), ...committed])
    expect(play([{ kind: 'arm', at: 0 }, press(100), release(300), { kind: 'opened', at: 500 }]).told).toEqual([
      'open_microphone',
      'not_ready',
    ])
  })
})

describe('a microphone that fails', () => {
  test('late frames degrade a microphone that waits, and no turn', () => {
    const { state } = play([...armed, tick(790)])
    expect(shownPhase(talk(state, tick(1039)).state)).toBe('armed')
    expect(shownPhase(talk(state, tick(1040)).state)).toBe('degraded')
    const turn = play([...armed, press(400), tick(800)]).state
    expect(shownPhase(talk(turn, tick(1300)).state)).toBe('talking')
  })

  test('a second without a frame is a loss; what was said is committed', () => {
    const { state } = play([...armed, press(400), tick(800)])
    const lost = talk(state, tick(1800))
    expect(shownPhase(lost.state)).toBe('lost')
    expect(lost.effects.map((effect) => (effect.kind === 'notice' ? effect.notice : effect.kind))).toEqual([
      ...committed,
      'microphone_lost',
      'reopen_microphone',
    ])
    expect(talk(lost.state, { kind: 'opened', at: 2500 }).state.phase).toBe('armed')
    const up = talk(lost.state, release(2600)).state
    expect(talk(up, press(2700)).effects.at(-1)).toEqual({ kind: 'open_microphone' })
  })

  test('a turn in which nothing came is not committed', () => {
    const { told } = play([...armed, press(20), release(400), tick(700)], false)
    expect(told).toEqual([...beginning, 'stop_sending', 'clear_input', 'nothing_heard'])
  })
})

test('whatever happens: begins and ends take turns, a commit is asked for once, time never runs back', () => {
  const kinds = ['arm', 'opened', 'open_failed', 'disarm', 'release', 'tick'] as const
  const input = fc.tuple(
    fc.integer({ min: -50, max: 3000 }),
    fc.oneof(
      fc.constantFrom(...kinds).map((kind) => ({ kind })),
      fc.boolean().map((repeat) => ({ kind: 'press' as const, repeat })),
      fc.constantFrom('blur' as const, 'suspend' as const).map((why) => ({ kind: 'key_lost' as const, why })),
      fc.constant({ kind: 'frame' as const, ms: 20 }),
    ),
  )
  fc.assert(
    fc.property(fc.array(input, { maxLength: 80 }), (inputs) => {
      let state = talkOff
      let at = 0
      let sending = false
      for (const [ms, what] of inputs) {
        at += ms
        const next = talk(state, { ...what, at } as TalkInput)
        expect(next.state.at).toBeGreaterThanOrEqual(state.at)
        state = next.state
        const kindsNow = next.effects.map((effect) => effect.kind)
        for (const [place, kind] of kindsNow.entries()) {
          if (kind === 'start_sending') {
            expect(sending).toBe(false)
            sending = true
          }
          if (kind === 'stop_sending') {
            expect(sending).toBe(true)
            sending = false
            expect(['commit', 'clear_input']).toContain(kindsNow[place + 1])
          }
          if (kind === 'commit') expect(kindsNow[place + 1]).toBe('ask_for_response')
        }
        expect(sending).toBe(state.phase === 'talking' || state.phase === 'tail')
      }
    }),
    { numRuns: 300 },
  )
})
