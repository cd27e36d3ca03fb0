import type { Dictated, Speaker, Spoken } from '#contract/speech.ts'
import type { Sound } from '#main/clients/playable-sound.ts'
import type { SpeechToText } from '#main/clients/xai/speech.ts'
import type { TextToSpeech } from '#main/clients/xai/tts.ts'
import { knownVoices, voiceId } from '#main/clients/xai/tts.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { speakable } from '#main/domain/speakable.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { SpeechFiles } from '#main/kernel/speech-files.ts'
import { createSharedWork, type SharedWork } from '#main/services/shared-work.ts'

/**
 * Replies read aloud and dictated. What was said once is kept and not paid for again, until words are erased; a text that is
 * being said is asked for once however many wait for it, and a second way is tried only where the first surely made nothing.
 */
export type Speaking = {
  readonly voices: (signal: AbortSignal) => Promise<{ voices: Speaker[]; source: 'service' | 'known' }>
  readonly speak: (
    input: { readonly text: string; readonly voice?: string | undefined; readonly speed?: number | undefined },
    signal: AbortSignal,
  ) => Promise<Spoken>
  readonly dictate: (
    input: { readonly type: string; readonly data: string; readonly language: string | null },
    signal: AbortSignal,
  ) => Promise<Dictated>
}

export type SpeechConnections = {
  readonly speaking: TextToSpeech
  readonly hearing: SpeechToText
  /** The line of calls, for services that make no speech of their own. */
  readonly byCall: (input: { readonly text: string; readonly voice: string }, signal: AbortSignal) => Promise<Sound>
}

/** Refusals another way to the same service would not change. */
const final = new Set(['missing_secret', 'unauthorised', 'quota_exhausted', 'rate_limited', 'unreachable', 'cancelled'])

/** Refused as it stood, or not known to the service at all: no sound was made that somebody pays for. */
const madeNothing = ({ data }: AppError): boolean => data?.['sent'] === false || data?.['status'] === 501
const endings: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
}

export function createSpeaking(ports: {
  readonly connections: () => SpeechConnections | null
  readonly files: SpeechFiles | null
  readonly usual: () => { readonly voice: string; readonly speed: number }
  readonly log: Log
}): Speaking {
  const { files, log } = ports
  const connected = (): SpeechConnections => {
    const found = ports.connections()
    if (found !== null) return found
    throw new AppError('missing_secret', 'The voice service is not connected. Add it under Settings.', {
      data: { secret: 'voice' },
    })
  }
  const make = async (
    input: { readonly text: string; readonly voice: string; readonly speed: number },
    signal: AbortSignal,
  ): Promise<{ readonly sound: Sound; readonly by: 'speech' | 'call' }> => {
    const { speaking, byCall } = connected()
    try {
      return { sound: await speaking.speak(input, signal), by: 'speech' }
    } catch (thrown) {
      const error = asAppError(thrown)
      if (final.has(error.code) || !madeNothing(error) || signal.aborted) throw error
      log('info', 'speech.by_call', { code: error.code })
      // What the first refusal says is of more use than why the second way failed too.
      const sound = await byCall(input, signal).catch(() => null)
      if (sound === null) throw error
      return { sound, by: 'call' }
    }
  }

  type Made = { readonly sound: Sound; readonly by: Spoken['by'] }
  const underWay = new Map<string, SharedWork<Made>>()
  const makeOnce = (name: string, input: Parameters<typeof make>[0], signal: AbortSignal): Promise<Made> => {
    const work =
      underWay.get(name) ??
      createSharedWork(async (stop): Promise<Made> => {
        try {
          const kept = (await files?.read(name).catch(() => null)) ?? null
          const known = kept === null ? null : readKept(kept)
          if (known !== null) return { sound: known, by: 'kept' }
          const made = await make(input, stop)
          await files
            ?.write(name, toKept(made.sound))
            .catch((error: unknown) => log('warn', 'speech.not_kept', { error }))
          return made
        } finally {
          underWay.delete(name)
        }
      })
    underWay.set(name, work)
    return work.join(signal)
  }

  return {
    voices: async (signal) => {
      try {
        return { voices: [...(await connected().speaking.voices(signal))], source: 'service' }
      } catch (thrown) {
        if (signal.aborted) throw thrown
        return { voices: [...knownVoices], source: 'known' }
      }
    },
    speak: async ({ text, ...wanted }, signal) => {
      const words = speakable(text)
      if (words === '') throw new AppError('invalid_input', 'There is nothing in this to be said.')
      const usual = ports.usual()
      const voice = voiceId(wanted.voice ?? usual.voice)
      const speed = wanted.speed ?? usual.speed
      const name = sha256(JSON.stringify([words, voice, speed]))
      const { sound, by } = await makeOnce(name, { text: words, voice, speed }, signal).catch((thrown: unknown) => {
        const error = asAppError(thrown)
        throw new AppError(error.code, error.message, { cause: error, data: { ...error.data, words } })
      })
      return { type: sound.type, data: base64(sound.bytes), words, voice, by }
    },
    dictate: async ({ type, data, language }, signal) => {
      const file = new Blob([Buffer.from(data, 'base64')], { type })
      const ending = endings[type] ?? 'wav'
      return connected().hearing.textOf({ file, name: `dictated.${ending}`, language }, signal)
    },
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** The type in the first line, the sound behind it. */
const toKept = (sound: Sound): Uint8Array => Buffer.concat([Buffer.from(`${sound.type}\n`), sound.bytes])

function readKept(bytes: Uint8Array): Sound | null {
  const end = bytes.indexOf(10)
  const type = Buffer.from(bytes.subarray(0, Math.max(0, end))).toString('latin1')
  return end > 0 && /^audio\/[a-z0-9]+$/.test(type) ? { type, bytes: bytes.subarray(end + 1) } : null
}
