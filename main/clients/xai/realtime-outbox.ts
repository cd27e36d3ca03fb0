/**
 * What waits to go out on a voice socket, and how fast it goes. Before the service is ready everything keeps its order, sound up
 * to a cap; afterwards the socket's own buffer is watched: at 128 kB the network is slow, at 512 kB this turn stops.
 */
import type { VoiceCommand } from '#contract/voice.ts'

export type Pace = 'good' | 'slow' | 'stopped'

/** sent: on the socket. waiting: kept for when the service is ready. refused: this turn will not be complete. */
export type Sent = 'sent' | 'waiting' | 'refused'

export const slowBytes = 128 * 1024
export const stopBytes = 512 * 1024
/** Ten seconds of the default sound, as base64. */
const soundCap = 640 * 1024
const commandCap = 256

type Line = {
  readonly write: (text: string) => void
  readonly buffered: () => number
}

export type Outbox = {
  readonly send: (command: VoiceCommand) => Sent
  /** Ahead of everything that waits; past the caps. */
  readonly sendFirst: (commands: readonly VoiceCommand[]) => void
  /** Commands may go; sound may go. Both false: everything waits. */
  readonly open: (line: Line, sound: boolean) => void
  /** The line is gone. What waited for it is dropped: half a turn is never sent again by itself. */
  readonly cut: () => { readonly turnLost: boolean }
  /** Looks at the buffer again. */
  readonly look: () => Pace
  /** Pieces of sound that were not sent. */
  readonly dropped: () => number
}

const isSound = (command: VoiceCommand): boolean => command.type === 'input_audio_buffer.append'

const closesTurn = (command: VoiceCommand): boolean =>
  command.type === 'input_audio_buffer.commit' || command.type === 'input_audio_buffer.clear'

/** In held turns a turn that lost something is of no use; hands free, sound simply goes on after a gap. */
export function createOutbox(isHeld: () => boolean, onPace: (pace: Pace) => void): Outbox {
  let line: Line | null = null
  let soundMayGo = false
  let waiting: VoiceCommand[] = []
  let waitingSound = 0
  let waitingCommands = 0
  let dropped = 0
  /** The turn under way has lost something: the rest of it is of no use. */
  let broken = false
  /** Sound has been given since the last commit or clear. */
  let inTurn = false
  let pace: Pace = 'good'

  const look = (): Pace => {
    const bytes = line?.buffered() ?? 0
    const next = bytes > stopBytes ? 'stopped' : bytes > slowBytes ? 'slow' : 'good'
    if (next !== pace) {
      pace = next
      onPace(next)
    }
    return pace
  }

  const write = (command: VoiceCommand): void => {
    line?.write(JSON.stringify(command))
    look()
  }

  const wait = (command: VoiceCommand): Sent => {
    if (isSound(command)) {
      const bytes = command.type === 'input_audio_buffer.append' ? command.audio.length : 0
      if (waitingSound + bytes > soundCap) {
        dropped += 1
        broken = isHeld()
        return 'refused'
      }
      waitingSound += bytes
    } else if (waitingCommands >= commandCap) return 'refused'
    else waitingCommands += 1
    waiting.push(command)
    return 'waiting'
  }

  const drain = (count: number): void => {
    const going = waiting.splice(0, count)
    waitingCommands -= going.filter((command) => !isSound(command)).length
    if (waiting.length === 0) waitingSound = 0
    going.forEach(write)
  }

  return {
    send: (command) => {
      if (command.type === 'input_audio_buffer.clear') broken = false
      if (isSound(command)) {
        inTurn = true
        if ((broken && isHeld()) || (line !== null && look() === 'stopped')) {
          broken = isHeld()
          dropped += 1
          return 'refused'
        }
      } else if (closesTurn(command)) {
        inTurn = false
        if (broken) return 'refused'
      }
      const inOrder = line !== null && (soundMayGo || (waiting.length === 0 && !isSound(command)))
      if (!inOrder) return wait(command)
      write(command)
      return 'sent'
    },
    sendFirst: (commands) => {
      if (line !== null && waiting.length === 0) return commands.forEach(write)
      waiting.unshift(...commands)
      waitingCommands += commands.length
    },
    open: (fresh, sound) => {
      line = fresh
      soundMayGo = sound
      // Without leave for sound, what stands before the first piece of it may go all the same.
      const first = sound ? -1 : waiting.findIndex(isSound)
      drain(first === -1 ? waiting.length : first)
    },
    cut: () => {
      // A connection that never came to be leaves what waits for it; one that was there takes its turn along.
      const turnLost = line !== null && inTurn
      if (line !== null) {
        broken = isHeld() && inTurn
        dropped += waiting.filter(isSound).length
        waiting = []
        waitingSound = 0
        waitingCommands = 0
      }
      line = null
      soundMayGo = false
      pace = 'good'
      return { turnLost }
    },
    look,
    dropped: () => dropped,
  }
}
