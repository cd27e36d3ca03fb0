import { frameMs } from '#contract/audio-frame.ts'
import type { CallTalkNotice, TalkPhase, Turns } from '#contract/call.ts'
import type { VoiceCommand, VoiceFormat } from '#contract/voice.ts'
import { createFrameRing } from '#main/domain/voice/frame-ring.ts'
import { rateOf } from '#main/domain/voice/framing.ts'
import type { KeyLoss, TalkEffect, TalkInput, TalkState } from '#main/domain/voice/talk.ts'
import { shownPhase, talk, talkLimits, talkOff } from '#main/domain/voice/talk.ts'
import { assertNever } from '#main/kernel/errors.ts'
import type { SoundFrame } from '#main/kernel/sound.ts'
import { createOutgoing } from '#main/services/voice/outgoing.ts'

/**
 * What a person at the key does, and what becomes of every frame of the microphone. The rules of a turn are the talk state
 * machine's; here its effects happen, in their order, and each frame goes where it belongs: ahead of the press into the ring,
 * within a turn to the service, while a person has taken the call to the recording alone.
 */
export type TalkingPorts = {
  readonly now: () => number
  readonly format: VoiceFormat
  readonly tailMs: number
  /** Nobody holds the key: `release` ends the turn, and so does a second press. */
  readonly toggle: boolean
  readonly turns: Turns
  readonly send: (command: VoiceCommand) => 'sent' | 'waiting' | 'refused'
  readonly microphone: { readonly open: () => void; readonly reopen: () => void; readonly close: () => void }
  /** Our own silence, then the service's. */
  readonly speakOver: () => void
  readonly askForResponse: () => void
  /** The agent could be heard a moment ago: what the microphone holds may be the agent. */
  readonly agentWasAudible: () => boolean
  /** So much silence ends a sentence hands free. */
  readonly quietMs: number
  /** Nobody may speak over what is being said. */
  readonly mustListen: () => boolean
  /** A turn began, when its sound began, or ended. */
  readonly turnBegan: (soundSince: number) => void
  readonly turnEnded: (how: 'committed' | 'cleared') => void
  readonly letGo: () => void
  /** Said to the service or, taken, to the caller. */
  readonly spoken: (frame: SoundFrame) => void
  readonly notice: (notice: CallTalkNotice) => void
  readonly changed: () => void
}

export type Talking = {
  readonly arm: () => void
  readonly disarm: () => void
  readonly opened: () => void
  /** The microphone is being changed, which is no loss. */
  readonly changing: () => void
  readonly failed: () => void
  readonly press: (repeat: boolean) => void
  readonly release: () => void
  readonly loseKey: (why: KeyLoss) => void
  readonly frame: (frame: SoundFrame) => void
  readonly tick: () => void
  /** The line took the beginning of this turn along: the rest of it is of no use. */
  readonly loseTurn: () => void
  readonly setTurns: (turns: Turns) => void
  readonly setMuted: (muted: boolean) => void
  readonly setTaken: (taken: boolean) => void
  readonly state: () => {
    readonly phase: TalkPhase
    readonly locked: boolean
    readonly turns: Turns
    readonly muted: boolean
    readonly inTurn: boolean
    /** When the tail of the turn is over. */
    readonly until: number | null
  }
  readonly dropped: () => { readonly captured: number; readonly unsent: number }
  readonly sentSamples: () => number
}

/** Frames that share one event once a turn runs. */
const togetherHeld = 3
const togetherHandsFree = 2

export function createTalking(ports: TalkingPorts): Talking {
  const { now, format, microphone } = ports
  const limits = { ...talkLimits, tailMs: ports.tailMs }
  const ring = createFrameRing()
  const outgoing = createOutgoing(format, (rateOf(format) * frameMs) / 1000, ports.send)
  let state: TalkState = talkOff
  let turns = ports.turns
  let muted = false
  let taken = false
  let sending = false
  let turnLost = false
  /** Silence still to be sent, so that a service that listens by itself hears the end of a sentence. */
  let quietLeftMs = 0

  const shown = (): string => `${shownPhase(state, limits)} ${state.phase === 'talking' && state.turn.locked}`

  const loseTurn = (): void => {
    if (!turnLost) ports.notice('turn_lost')
    turnLost = true
  }

  const commit = (): void => {
    outgoing.clear()
    if (!turnLost && ports.send({ type: 'input_audio_buffer.commit' }) !== 'refused')
      return ports.turnEnded('committed')
    loseTurn()
    ports.send({ type: 'input_audio_buffer.clear' })
    ports.turnEnded('cleared')
  }

  const run = (effect: TalkEffect): void => {
    switch (effect.kind) {
      case 'open_microphone':
        return microphone.open()
      case 'reopen_microphone':
        return microphone.reopen()
      case 'close_microphone':
        return microphone.close()
      case 'silence_playback':
        return ports.speakOver()
      case 'interrupt_response':
        // Part of speaking over: the order of the two is kept there.
        return
      case 'clear_input':
        outgoing.clear()
        ports.send({ type: 'input_audio_buffer.clear' })
        if (state.phase !== 'talking') ports.turnEnded('cleared')
        return
      case 'send_pre_roll': {
        const frames = ports.agentWasAudible() ? [] : ring.take()
        const [first] = frames
        if (first === undefined) return
        ports.turnBegan(first.capturedAt - frameMs)
        frames.forEach((frame) => outgoing.push(frame.samples, frames.length + 1))
        frames.forEach(ports.spoken)
        return outgoing.flush()
      }
      case 'start_sending':
        ring.clear()
        sending = true
        turnLost = false
        return ports.turnBegan(now())
      case 'stop_sending':
        sending = false
        return outgoing.flush()
      case 'commit':
        return commit()
      case 'ask_for_response':
        return turnLost ? undefined : ports.askForResponse()
      case 'notice':
        return ports.notice(effect.notice)
      default:
        return assertNever(effect)
    }
  }

  const step = (input: TalkInput): void => {
    const before = shown()
    const next = talk(state, input, limits)
    const wasTalking = state.phase === 'talking'
    state = next.state
    if (wasTalking && state.phase === 'tail') ports.letGo()
    next.effects.forEach(run)
    if (shown() !== before) ports.changed()
  }

  /** What was under way is dropped, and no key is down. */
  const restart = (phase: 'arming' | 'armed'): void => {
    const { at, frameAt } = state
    const fresh = { at, frameAt, keyDown: false }
    state = phase === 'arming' ? { ...fresh, phase } : { ...fresh, phase, tappedAt: null }
  }

  const endTurn = (): void => {
    step({ kind: 'release', at: now() })
    if (state.phase !== 'talking') return
    // Locked: the next press ends it.
    step({ kind: 'press', at: now(), repeat: false })
    step({ kind: 'release', at: now() })
  }

  const inTurn = (): boolean => state.phase === 'talking' || state.phase === 'tail'

  const deliver = (frame: SoundFrame): void => {
    const free = turns === 'hands_free' && state.phase === 'armed' && !ports.mustListen()
    if (muted) {
      if (free && !taken && quietLeftMs > 0) {
        quietLeftMs -= frameMs
        outgoing.push(new Int16Array(frame.samples.length), togetherHandsFree)
      } else outgoing.flush()
      return ring.clear()
    }
    if (taken) {
      ring.clear()
      return ports.spoken(frame)
    }
    if (!free && !sending) return outgoing.flush()
    outgoing.push(frame.samples, free ? togetherHandsFree : togetherHeld)
    ports.spoken(frame)
    ring.clear()
  }

  return {
    arm: () => step({ kind: 'arm', at: now() }),
    disarm: () => step({ kind: 'disarm', at: now() }),
    opened: () => step({ kind: 'opened', at: now() }),
    changing: () => {
      if (inTurn() || state.phase === 'off') return
      restart('arming')
      ports.changed()
    },
    failed: () => step({ kind: 'open_failed', at: now() }),
    press: (repeat) => {
      if (repeat || taken || turns === 'hands_free') return
      if (muted) return ports.notice('muted')
      if (ports.toggle && state.phase === 'talking') return endTurn()
      // A turn that ended by itself has left the key down.
      if (state.keyDown && state.phase !== 'arming' && state.phase !== 'talking') step({ kind: 'release', at: now() })
      step({ kind: 'press', at: now(), repeat })
    },
    release: () => (ports.toggle ? endTurn() : step({ kind: 'release', at: now() })),
    loseKey: (why) => {
      // A key that was let go long ago cannot get lost.
      if (!ports.toggle || why === 'lock_screen' || why === 'suspend') step({ kind: 'key_lost', at: now(), why })
    },
    frame: (frame) => {
      ring.push(frame)
      step({ kind: 'frame', at: now(), ms: (frame.samples.length / rateOf(format)) * 1000 })
      deliver(frame)
    },
    loseTurn: () => (inTurn() ? loseTurn() : undefined),
    tick: () => step({ kind: 'tick', at: now() }),
    setTurns: (next) => {
      if (next === turns) return
      if (inTurn()) restart('armed')
      sending = false
      turns = next
      ring.clear()
      run({ kind: 'clear_input' })
      ports.changed()
    },
    setMuted: (next) => {
      if (next === muted) return
      if (next) endTurn()
      muted = next
      quietLeftMs = next ? ports.quietMs : 0
      ring.clear()
      ports.changed()
    },
    setTaken: (next) => {
      if (next === taken) return
      taken = next
      sending = false
      ring.clear()
      if (inTurn()) restart('armed')
      run({ kind: 'clear_input' })
      ports.changed()
    },
    state: () => ({
      phase: shownPhase(state, limits),
      locked: state.phase === 'talking' && state.turn.locked,
      turns,
      muted,
      inTurn: inTurn(),
      until: state.phase === 'tail' ? state.until : null,
    }),
    dropped: () => ({ captured: ring.dropped(), unsent: outgoing.unsentFrames() }),
    sentSamples: outgoing.sentSamples,
  }
}
