import { AppError, assertNever } from '#main/kernel/errors.ts'

/**
 * Push to talk, decided without a clock: every input carries its moment, every answer is a list of effects in the order they
 * have to happen. A turn that begins always ends: committed once, or cleared.
 */
export type TalkLimits = {
  readonly tailMs: number
  readonly tapMs: number
  readonly lockWithinMs: number
  readonly warnAfterMs: number
  readonly capMs: number
  readonly degradedAfterMs: number
  readonly lostAfterMs: number
  readonly leastAudioMs: number
}

export const talkLimits: TalkLimits = {
  tailMs: 200,
  tapMs: 250,
  lockWithinMs: 300,
  warnAfterMs: 100_000,
  capMs: 120_000,
  degradedAfterMs: 250,
  lostAfterMs: 1000,
  leastAudioMs: 100,
}

type Turn = {
  readonly startedAt: number
  /** Hands stay free: the next press ends it. */
  readonly locked: boolean
  readonly warned: boolean
  readonly audioMs: number
}

type Phase =
  | { readonly phase: 'off' }
  | { readonly phase: 'arming' }
  /** `tappedAt`: a tap that may become the first half of a double press. */
  | { readonly phase: 'armed'; readonly tappedAt: number | null }
  | { readonly phase: 'talking'; readonly turn: Turn }
  | { readonly phase: 'tail'; readonly turn: Turn; readonly until: number }
  | { readonly phase: 'lost' }

export type TalkState = Phase & {
  readonly at: number
  readonly keyDown: boolean
  readonly frameAt: number
}

export type KeyLoss = 'blur' | 'hidden' | 'menu' | 'dialog' | 'lock_screen' | 'suspend'

export type TalkInput =
  | { readonly kind: 'arm' | 'opened' | 'open_failed' | 'disarm' | 'release' | 'tick'; readonly at: number }
  | { readonly kind: 'press'; readonly at: number; readonly repeat: boolean }
  | { readonly kind: 'key_lost'; readonly at: number; readonly why: KeyLoss }
  | { readonly kind: 'frame'; readonly at: number; readonly ms: number }

export type TalkNotice =
  | 'tap'
  | 'locked'
  | 'key_lost'
  | 'time_warning'
  | 'time_over'
  | 'not_ready'
  | 'microphone_lost'
  | 'nothing_heard'

export type TalkEffect =
  | { readonly kind: 'open_microphone' | 'reopen_microphone' | 'close_microphone' }
  /** In this order on a press: our own silence first, then the service's. */
  | { readonly kind: 'silence_playback' | 'interrupt_response' | 'clear_input' | 'send_pre_roll' | 'start_sending' }
  | { readonly kind: 'stop_sending' | 'commit' | 'ask_for_response' }
  | { readonly kind: 'notice'; readonly notice: TalkNotice }

type Step = { readonly state: TalkState; readonly effects: readonly TalkEffect[] }

export const talkOff: TalkState = { phase: 'off', at: 0, keyDown: false, frameAt: 0 }

/** What a person is shown: late frames are a phase of their own while nothing is sent; a turn stays a turn. */
export function shownPhase(state: TalkState, limits: TalkLimits = talkLimits): Phase['phase'] | 'degraded' {
  return state.phase === 'armed' && state.at - state.frameAt >= limits.degradedAfterMs ? 'degraded' : state.phase
}

const plain = (...kinds: Exclude<TalkEffect['kind'], 'notice'>[]): TalkEffect[] => kinds.map((kind) => ({ kind }))
const say = (notice: TalkNotice): TalkEffect => ({ kind: 'notice', notice })

const to = (state: TalkState, phase: Phase, effects: readonly TalkEffect[] = []): Step => {
  const { at, keyDown, frameAt } = state
  return { state: { ...phase, at, keyDown, frameAt }, effects }
}

const armed: Phase = { phase: 'armed', tappedAt: null }

function begin(state: TalkState, locked: boolean, preRoll: boolean): Step {
  const turn = { startedAt: state.at, locked, warned: false, audioMs: 0 }
  const effects = plain('silence_playback', 'interrupt_response', 'clear_input')
  if (preRoll) effects.push(...plain('send_pre_roll'))
  effects.push(...plain('start_sending'), ...(locked ? [say('locked')] : []))
  return to(state, { phase: 'talking', turn }, effects)
}

/** A turn with too little in it is cleared: a service refuses less than 100 ms. */
function finish(state: TalkState, turn: Turn, next: Phase, limits: TalkLimits): Step {
  const enough = turn.audioMs >= limits.leastAudioMs
  return to(
    state,
    next,
    enough
      ? plain('stop_sending', 'commit', 'ask_for_response')
      : [...plain('stop_sending', 'clear_input'), say('nothing_heard')],
  )
}

function letGo(state: TalkState, turn: Turn, limits: TalkLimits): Step {
  if (!turn.locked && state.at - turn.startedAt < limits.tapMs)
    return to(state, { phase: 'armed', tappedAt: state.at }, plain('stop_sending', 'clear_input'))
  return to(state, { phase: 'tail', turn, until: state.at + limits.tailMs })
}

/** What time alone has brought by `state.at`; deadlines count from when they were due, not from when somebody looked. */
function settle(state: TalkState, limits: TalkLimits): Step {
  switch (state.phase) {
    case 'off':
    case 'arming':
    case 'lost':
      return { state, effects: [] }
    case 'armed': {
      if (state.at - state.frameAt >= limits.lostAfterMs)
        return to(state, { phase: 'lost' }, [say('microphone_lost'), ...plain('reopen_microphone')])
      if (state.tappedAt === null || state.at - state.tappedAt <= limits.lockWithinMs) return { state, effects: [] }
      return to(state, armed, [say('tap')])
    }
    case 'talking': {
      const { turn } = state
      if (state.at - state.frameAt >= limits.lostAfterMs) {
        const ended = finish(state, turn, { phase: 'lost' }, limits)
        return { ...ended, effects: [...ended.effects, say('microphone_lost'), ...plain('reopen_microphone')] }
      }
      const over = turn.startedAt + limits.capMs
      if (state.at >= over) {
        const late = settle(to(state, { phase: 'tail', turn, until: over + limits.tailMs }).state, limits)
        return { ...late, effects: [say('time_over'), ...late.effects] }
      }
      if (turn.warned || state.at - turn.startedAt < limits.warnAfterMs) return { state, effects: [] }
      return to(state, { phase: 'talking', turn: { ...turn, warned: true } }, [say('time_warning')])
    }
    case 'tail':
      return state.at >= state.until ? finish(state, state.turn, armed, limits) : { state, effects: [] }
    default:
      return assertNever(state)
  }
}

function press(state: TalkState, limits: TalkLimits): Step {
  switch (state.phase) {
    case 'off':
      return { state, effects: [] }
    case 'arming':
      return { state, effects: [] }
    case 'armed':
      return begin(state, state.tappedAt !== null && state.at - state.tappedAt <= limits.lockWithinMs, true)
    case 'talking':
      return state.turn.locked ? letGo(state, state.turn, limits) : { state, effects: [] }
    case 'tail':
      // Back before the turn was closed: the same sentence, or a keyboard that repeats by letting go.
      return to(state, { phase: 'talking', turn: state.turn })
    case 'lost':
      return { state, effects: [say('microphone_lost'), ...plain('open_microphone')] }
    default:
      return assertNever(state)
  }
}

function release(state: TalkState, limits: TalkLimits): Step {
  if (state.phase === 'arming') return { state, effects: [say('not_ready')] }
  if (state.phase !== 'talking' || state.turn.locked) return { state, effects: [] }
  return letGo(state, state.turn, limits)
}

function loseKey(state: TalkState, why: KeyLoss, limits: TalkLimits): Step {
  if (state.phase !== 'talking') return { state, effects: [] }
  const away = why === 'lock_screen' || why === 'suspend'
  if (state.turn.locked && !away) return { state, effects: [] }
  const ended = letGo(state, state.turn, limits)
  return { ...ended, effects: [...ended.effects, say('key_lost')] }
}

function handle(state: TalkState, input: TalkInput, limits: TalkLimits): Step {
  const held = state.keyDown
  switch (input.kind) {
    case 'arm':
      return state.phase === 'off' ? to(state, { phase: 'arming' }, plain('open_microphone')) : { state, effects: [] }
    case 'opened': {
      if (state.phase !== 'arming' && state.phase !== 'lost') return { state, effects: [] }
      const open = { ...state, frameAt: state.at }
      return held && state.phase === 'arming' ? begin(open, false, false) : to(open, armed)
    }
    case 'open_failed':
      return state.phase === 'arming' ? to(state, { phase: 'lost' }, [say('microphone_lost')]) : { state, effects: [] }
    case 'disarm': {
      if (state.phase === 'off') return { state, effects: [] }
      const open = state.phase === 'talking' || state.phase === 'tail'
      const ending = open ? plain('stop_sending', 'clear_input') : []
      return to({ ...state, keyDown: false }, { phase: 'off' }, [...ending, ...plain('close_microphone')])
    }
    case 'press':
      if (input.repeat || held) return { state, effects: [] }
      return press({ ...state, keyDown: true }, limits)
    case 'release':
      return held ? release({ ...state, keyDown: false }, limits) : { state, effects: [] }
    case 'key_lost':
      return loseKey({ ...state, keyDown: false }, input.why, limits)
    case 'frame': {
      const heard = { ...state, frameAt: state.at }
      if (heard.phase !== 'talking' && heard.phase !== 'tail') return { state: heard, effects: [] }
      return { state: { ...heard, turn: { ...heard.turn, audioMs: heard.turn.audioMs + input.ms } }, effects: [] }
    }
    case 'tick':
      return { state, effects: [] }
    default:
      return assertNever(input)
  }
}

export function talk(before: TalkState, input: TalkInput, limits: TalkLimits = talkLimits): Step {
  if (!Number.isFinite(input.at)) throw new AppError('invalid_input', 'A moment has to be a number.')
  const due = settle({ ...before, at: Math.max(before.at, input.at) }, limits)
  const done = handle(due.state, input, limits)
  return { state: done.state, effects: [...due.effects, ...done.effects] }
}
