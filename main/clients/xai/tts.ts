/**
 * Text to speech. What comes back is what its content type says it is, whatever was asked for. Sent once: it costs. The list of
 * voices has five of our own behind it.
 */
import type { Speaker } from '#contract/speech.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { isErrorBody, isFields, nonsense, parseJson, refusal } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import type { Sound } from '#main/clients/playable-sound.ts'
import { playable } from '#main/clients/playable-sound.ts'
import { fieldsIn, withoutSlash, wordsOf, wordsOrNull } from '#main/clients/wire-values.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type TextToSpeech = {
  readonly voices: (signal: AbortSignal) => Promise<readonly Speaker[]>
  readonly speak: (
    input: { readonly text: string; readonly voice: string; readonly speed: number },
    signal: AbortSignal,
  ) => Promise<Sound>
}

const rate = 24_000
const timeoutMs = 60_000

const known = (id: string): Speaker => ({ id, name: `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`, language: null })
export const knownVoices: readonly Speaker[] = ['eve', 'ara', 'rex', 'sal', 'leo'].map(known)

/** Compared without case and without the prefix the live socket was seen to say. */
export const voiceId = (given: string): string => given.trim().toLowerCase().replace(/^xai_/, '')

export function createTextToSpeech(ports: {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): TextToSpeech {
  const base = `${withoutSlash(ports.baseUrl)}/tts`
  const authorization = bearer(ports.key, 'speech')
  return {
    voices: async (signal) => {
      const answer = await ports.http.json({
        method: 'GET',
        url: `${base}/voices`,
        headers: { authorization, accept: 'application/json' },
        retry: 'read',
        timeoutMs: 10_000,
        budgetMs: 15_000,
        signal,
      })
      const body = isFields(answer.json) ? answer.json : {}
      const listed = Array.isArray(answer.json) ? answer.json : (body['voices'] ?? body['data'])
      const voices = fieldsIn(listed).flatMap((one): Speaker[] => {
        const id = voiceId(wordsOf(one['voice_id']) || wordsOf(one['id']))
        if (id === '') return []
        return [{ id, name: wordsOf(one['name']) || known(id).name, language: wordsOrNull(one['language']) }]
      })
      if (voices.length === 0) throw nonsense('The list of voices has an unknown form.', answer)
      return voices
    },
    speak: async ({ text, voice, speed }, signal) => {
      const answer = await ports.http.bytes({
        method: 'POST',
        url: base,
        headers: { authorization, accept: 'audio/*, application/json' },
        body: {
          text,
          voice_id: voiceId(voice),
          language: 'auto',
          output_format: { codec: 'mp3', sample_rate: rate, bit_rate: 64_000 },
          speed,
        },
        retry: 'never',
        timeoutMs,
        signal,
      })
      if (!/\bjson\b/i.test(answer.contentType)) {
        const sound = playable(answer.contentType, answer.bytes, rate)
        if (sound !== null) return sound
        throw nonsense(`The service answered with "${answer.contentType.slice(0, 60)}", which is no sound.`, answer)
      }
      const said = parseJson(answer.bytes.toString('utf8'))?.value
      if (isErrorBody(said)) throw refusal({ ...answer, text: JSON.stringify(said), retryAfterMs: null })
      const body = isFields(said) ? said : {}
      const bytes = Buffer.from(wordsOf(body['audio']), 'base64')
      const sound = playable(wordsOf(body['content_type']) || 'audio/mpeg', bytes, rate)
      if (sound === null) throw nonsense('The service answered without sound.', answer)
      return sound
    },
  }
}
