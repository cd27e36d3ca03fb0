import { AppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { VoicePorts } from '#main/services/service-ports.ts'
import type { EngineEvent, VoiceEngine } from '#main/services/voice/engine-contract.ts'

/** The voice engine, started when it is first needed, and heard from then on for as long as it runs. */
export type EngineLink = {
  /** Throws `blocked` on a host that holds no calls. */
  readonly current: () => VoiceEngine
  readonly isRunning: () => boolean
  readonly stop: () => void
}

type Ports = {
  readonly voice: VoicePorts | null
  readonly log: Log
  readonly heard: (event: EngineEvent) => void
  /** It ended although nobody asked for that; the next question starts another one. */
  readonly lost: () => void
}

export function createEngineLink({ voice, log, heard, lost }: Ports): EngineLink {
  let running: VoiceEngine | null = null
  const stopping = new AbortController()

  const listen = async (engine: VoiceEngine): Promise<void> => {
    try {
      for await (const event of engine.events({}, { signal: stopping.signal })) heard(event)
    } catch (error) {
      if (!stopping.signal.aborted) log('error', 'voice.engine_failed', { error })
    }
    if (running === engine) running = null
    if (!stopping.signal.aborted) lost()
  }

  return {
    current: () => {
      if (voice === null) throw new AppError('blocked', 'This desk holds no calls: start it in a window or a browser.')
      if (stopping.signal.aborted) throw new AppError('cancelled', 'The desk is stopping.')
      if (running === null) {
        running = voice.engine()
        // Before anything is asked of it: what follows from the first question is heard.
        void listen(running)
      }
      return running
    },
    isRunning: () => running !== null,
    stop: () => stopping.abort(),
  }
}
