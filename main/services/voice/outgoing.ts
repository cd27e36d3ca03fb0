import type { VoiceCommand, VoiceFormat } from '#contract/voice.ts'
import { encodeSound } from '#main/domain/voice/framing.ts'

/**
 * Frames on their way to the socket. What begins a turn leaves at once; afterwards some frames share one event, which costs the
 * desk and the service a fraction of one event each. Nothing waits past `flush`.
 */
export type Outgoing = {
  readonly push: (samples: Int16Array, together: number) => void
  readonly flush: () => void
  /** What waits is forgotten, and the next frame begins a turn. */
  readonly clear: () => void
  /** Samples that left since the call began. */
  readonly sentSamples: () => number
  /** Frames that were not sent: the line was too slow or gone. */
  readonly unsentFrames: () => number
}

function join(frames: readonly Int16Array[]): Int16Array {
  const [first] = frames
  if (first !== undefined && frames.length === 1) return first
  const all = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0))
  let at = 0
  for (const frame of frames) {
    all.set(frame, at)
    at += frame.length
  }
  return all
}

export function createOutgoing(
  format: VoiceFormat,
  frameSamples: number,
  send: (command: VoiceCommand) => 'sent' | 'waiting' | 'refused',
): Outgoing {
  let waiting: Int16Array[] = []
  let atBeginning = true
  let sent = 0
  let unsent = 0

  const flush = (): void => {
    if (waiting.length === 0) return
    const samples = join(waiting)
    waiting = []
    const came = send({ type: 'input_audio_buffer.append', audio: encodeSound(format, samples) })
    if (came === 'refused') unsent += Math.ceil(samples.length / frameSamples)
    else sent += samples.length
  }

  return {
    push: (samples, together) => {
      waiting.push(samples)
      if (atBeginning || waiting.length >= together) flush()
      atBeginning = false
    },
    flush,
    clear: () => {
      waiting = []
      atBeginning = true
    },
    sentSamples: () => sent,
    unsentFrames: () => unsent,
  }
}
