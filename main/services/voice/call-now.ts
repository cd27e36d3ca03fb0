import type { CallLineState } from '#main/services/voice/call-line.ts'
import type { CallParts } from '#main/services/voice/call-parts.ts'
import type { EngineNow } from '#main/services/voice/engine-contract.ts'
import type { Sound } from '#main/services/voice/sound.ts'

/** How a call is at this moment, told when it is another than before: soon after something happened, and twice a second at most for what only counts. */
export type CallNowTeller = {
  readonly changed: () => void
  readonly tick: () => void
  readonly now: () => EngineNow
}

const countedEveryMs = 500

export function createCallNow(ports: {
  readonly parts: CallParts
  readonly line: CallLineState
  readonly sound: Sound | null
  readonly atMs: () => number
  readonly isInterruptible: () => boolean
  readonly tell: (now: EngineNow) => void
}): CallNowTeller {
  const { parts, line, sound, atMs } = ports
  const { talking, playback, answers, latency } = parts
  let shown = ''
  let dirty = true
  let lookedAt = -Infinity
  let phase = ''
  let sinceMs = 0

  const now = (): EngineNow => {
    const talk = talking.state()
    if (talk.phase !== phase) {
      phase = talk.phase
      sinceMs = atMs()
    }
    const devices = sound?.inUse() ?? { input: null, output: null }
    return {
      line: line.line(),
      turns: talk.turns,
      talk: { phase: talk.phase, locked: talk.locked, sinceMs },
      agentSpeaking: playback.isSpeaking(),
      thinking: answers.isRunning() && !playback.isBusy(),
      muted: talk.muted,
      interruptible: ports.isInterruptible(),
      ...devices,
      deviceNote: sound?.note() ?? null,
      pace: line.pace(),
      dropped: talking.dropped(),
      underruns: playback.underruns(),
      timeLeftMs: line.timeLeftMs(),
      latency: latency.summary(),
    }
  }

  const look = (): void => {
    dirty = false
    lookedAt = atMs()
    const next = now()
    const text = JSON.stringify(next)
    if (text === shown) return
    shown = text
    ports.tell(next)
  }

  return {
    changed: () => {
      dirty = true
    },
    tick: () => {
      if (dirty || atMs() - lookedAt >= countedEveryMs) look()
    },
    now,
  }
}
