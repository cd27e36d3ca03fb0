import { describe, expect, test } from 'vitest'
import { commands } from '#renderer/app/Palette/commands.ts'
import { presets } from '#renderer/app/Palette/presets.ts'
import { KeyPresetSchema } from '#contract/preferences.ts'
import type { CallNow } from '#contract/call.ts'
import { microphoneWords, talkFace } from '#renderer/app/Calls/talk-face.ts'
import {
  talkKey,
  talkKeyAt,
  talkKeyUp,
  talkKeyWords,
  type TalkKeyInput,
  type TalkKeyState,
} from '#renderer/app/Calls/talk-key.ts'
import { loseTalkKey, pressTalk } from '#renderer/state/call-actions.ts'
import { useCall } from '#renderer/state/call.ts'
import { clash } from '#renderer/ui/combos.ts'
import { presetKeys, type Definitions } from '#renderer/ui/keymap.ts'
import { makeNow, makeViews } from '#test/support/fake-call-data.ts'

/** The key as this window sees it, what the button says, and that no key of a call is taken from the decision beside it. */
function play(...inputs: readonly TalkKeyInput[]): readonly string[] {
  let state: TalkKeyState = talkKeyUp
  return inputs.flatMap((input) => {
    const step = talkKey(state, input)
    state = step.state
    if (step.effect === null) return []
    return step.effect.kind === 'lose' ? [`lose ${step.effect.why}`] : [step.effect.kind]
  })
}
const key = { by: 'key', code: 'Space' } as const
const pointer = { by: 'pointer', code: 'pointer' } as const
const down = (more: Partial<Extract<TalkKeyInput, { kind: 'down' }>> = {}): TalkKeyInput => ({
  kind: 'down',
  holder: key,
  repeat: false,
  mode: 'hold',
  ...more,
})
const up: TalkKeyInput = { kind: 'up', holder: key }

describe('the talk key', () => {
  test('talks while it is held, however often the keyboard repeats it', () => {
    expect(play(down(), down({ repeat: true }), down({ repeat: true }), up)).toEqual(['press', 'release'])
  })
  test('a repeat alone presses nothing: the key was already down when the call came', () => {
    expect(play(down({ repeat: true }), up)).toEqual([])
  })
  test('another key or the pointer does not let go of it', () => {
    const other: TalkKeyInput = { kind: 'up', holder: { by: 'key', code: 'KeyV' } }
    expect(play(down(), down({ holder: pointer }), other, { kind: 'up', holder: pointer }, up)).toEqual([
      'press',
      'release',
    ])
  })
  test.each(['blur', 'hidden', 'menu', 'dialog'] as const)(
    '%s gives it up once; its late coming up is nothing',
    (why) => {
      expect(play(down(), { kind: 'lost', why }, { kind: 'lost', why }, up)).toEqual(['press', `lose ${why}`])
    },
  )
  test('nothing is given up that nobody holds', () => {
    expect(play({ kind: 'lost', why: 'blur' }, up)).toEqual([])
  })
  test('as a toggle it begins and ends, and coming up is nothing', () => {
    const press = down({ mode: 'toggle' })
    expect(play(press, down({ mode: 'toggle', repeat: true }), up, press, up)).toEqual(['press', 'release'])
    expect(play(press, up, { kind: 'lost', why: 'blur' })).toEqual(['press'])
  })
  test('what was begun without holding is ended by the key as well', () => {
    expect(play({ kind: 'toggle' }, down(), up)).toEqual(['press', 'release'])
  })
  test('a turn the desk ended begins anew with the next press', () => {
    expect(play({ kind: 'toggle' }, { kind: 'ended' }, { kind: 'toggle' })).toEqual(['press', 'press'])
    expect(play(down(), { kind: 'ended' }, up)).toEqual(['press', 'release'])
  })
  test('where the desk begins no turn, nothing is kept: the next press is a press', () => {
    expect(play({ kind: 'toggle', deaf: true }, { kind: 'toggle' })).toEqual(['press', 'press'])
    expect(play(down({ mode: 'toggle', deaf: true }), up, down({ mode: 'toggle' }), up)).toEqual(['press', 'press'])
    expect(play({ kind: 'toggle' }, { kind: 'toggle', deaf: true })).toEqual(['press', 'release'])
  })
  test('who comes back to a turn that goes on ends it with the next press', () => {
    const back = (phase: CallNow['talk']['phase'], locked: boolean) =>
      talkKey(talkKeyAt({ phase, locked, sinceMs: 0 }), down()).effect?.kind
    expect([back('talking', false), back('talking', true), back('armed', false)]).toEqual(['release', 'press', 'press'])
  })
  test('a key that was lost and cannot be told of is no fault to read', async () => {
    useCall.setState({ note: null })
    expect(await loseTalkKey('call-over', 'hidden')).toBe(false)
    expect(useCall.getState().note).toBeNull()
    expect(await pressTalk('call-over')).toBe(false)
    expect(useCall.getState().note?.notice).toBe('refused')
  })
  test('which key talks is said, with the one that works everywhere', () => {
    expect(talkKeyWords('hold', 'Space', null)).toBe('Hold Space in this window')
    expect(talkKeyWords('toggle', 'Space', 'F9')).toContain('F9 begins and ends in any window')
    expect(talkKeyWords('hold', null, null)).toContain('use the button')
  })
})

describe('the talk button', () => {
  const [{ call }] = makeViews(0, 0) as [ReturnType<typeof makeViews>[number]]
  const said = (change: Partial<CallNow>) => {
    const { word, hint } = talkFace(call, makeNow('x', change), 'hold', 'Jo Lindqvist')
    return `${word}: ${hint}`
  }
  const talk = (phase: CallNow['talk']['phase'], locked = false) => ({ talk: { phase, locked, sinceMs: 0 } })
  const hold = { since: 0, limitMs: 60_000, proposalIds: [], lines: 0, mostLines: 2 }
  test('a word for every state', () => {
    expect([
      said(talk('off')),
      said(talk('arming')),
      said(talk('armed')),
      said(talk('talking')),
      said(talk('talking', true)),
      said(talk('tail')),
      said(talk('lost')),
      said({ agentSpeaking: true }),
      said({ agentSpeaking: true, interruptible: false }),
      said({ hold }),
      said({ muted: true }),
      said({ turns: 'hands_free' }),
      said({ line: { state: 'waiting', attempt: 3, message: '' } }),
      said(talk('degraded')),
      said({ agentSpeaking: true, turns: 'hands_free' }),
      said({ taken: 'Jo Lindqvist' }),
      said({ taken: 'Ada Marsh', agentSpeaking: true }),
      said({ taken: 'Jo Lindqvist', muted: true }),
    ]).toEqual([
      'Idle: microphone is off',
      'Opening microphone: one moment',
      'Ready: hold to talk',
      'Talking: release to send',
      'Talking: press to send',
      'Sending: last words on their way',
      'Microphone lost: looking for another',
      'Agent speaking: hold to interrupt',
      'Agent speaking: may not be interrupted',
      'On hold: hold to talk',
      'Muted: nothing is sent',
      'Ready: just speak',
      'Reconnecting: try 3',
      'Ready: sound comes late',
      'Agent speaking: speak to interrupt',
      'You are on the line: caller hears you',
      'Taken: caller hears Ada Marsh',
      'Muted: nothing is sent',
    ])
    expect(talkFace(call, makeNow('x', talk('talking')), 'toggle').hint).toBe('press to send')
    expect(talkFace({ ...call, state: 'ended' }, null, 'hold').word).toBe('Idle')
  })
  test('the status bar says what the microphone does, of all calls', () => {
    expect(microphoneWords([null, makeNow('x', talk('off'))])).toBeNull()
    expect(microphoneWords([makeNow('x'), makeNow('y', talk('talking'))])?.text).toBe('Mic live, you are talking')
    expect(microphoneWords([makeNow('x')])?.text).toBe('Mic armed')
    expect(microphoneWords([makeNow('x', { muted: true })])?.text).toBe('Mic muted')
    expect(microphoneWords([makeNow('x', { turns: 'hands_free' })])?.text).toBe('Mic live, hands-free')
    const taken = microphoneWords([makeNow('x', { taken: 'Jo Lindqvist' })])
    expect(taken).toEqual({ talking: true, text: 'Mic live, the caller hears it' })
    expect(microphoneWords([makeNow('x', { taken: 'Jo Lindqvist', muted: true })])?.text).toBe('Mic muted')
  })
})

test.each(KeyPresetSchema.options)(
  'in the preset %s no key of a call is one of the decision pinned beside it',
  (preset) => {
    const all: Definitions = commands
    const combos = presetKeys(all, presets, preset)
    // What belongs to drafts of replies is never on the card of a call.
    const elsewhere = new Set(['decision.rebase', 'decision.note'])
    const ofDecision = Object.keys(all).filter((id) => id.startsWith('decision.') && !elsewhere.has(id))
    const ofCall = Object.keys(all).filter((id) => id.startsWith('call.') || id.startsWith('calls.'))
    const both = ofCall.flatMap((one) =>
      ofDecision
        .filter((other) => combos[one]?.some((mine) => combos[other]?.some((its) => clash(mine, its))))
        .map((other) => `${one} ${other}`),
    )
    expect(both).toEqual([])
  },
)
