/** Speech to text of a recording, with the time of each word and each side by itself. Sent once: it costs. */
import { FormData } from 'undici'
import { z } from 'zod'
import type { HttpClient } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type SpokenWord = { readonly text: string; readonly startMs: number; readonly endMs: number }

export type SpeechToText = {
  /** The words of each channel, in order. */
  readonly wordsOf: (
    sound: { readonly file: Blob; readonly name: string; readonly language: string | null },
    signal: AbortSignal,
  ) => Promise<readonly (readonly SpokenWord[])[]>
  /** What one person said. */
  readonly textOf: (
    sound: { readonly file: Blob; readonly name: string; readonly language: string | null },
    signal: AbortSignal,
  ) => Promise<{ readonly text: string; readonly language: string | null; readonly seconds: number | null }>
}

const timeoutMs = 300_000
const largest = 500 * 1024 * 1024

const WordSchema = z.object({ text: z.string(), start: z.number(), end: z.number() })
const AnswerSchema = z.object({
  text: z.string().nullish(),
  language: z.string().nullish(),
  duration: z.number().nullish(),
  words: z.array(WordSchema).nullish(),
  channels: z
    .array(z.object({ index: z.number().int().min(0).max(7), words: z.array(WordSchema).nullish() }))
    .nullish(),
})

export function createSpeechToText(ports: {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): SpeechToText {
  const ask = async (
    { file, name, language }: { readonly file: Blob; readonly name: string; readonly language: string | null },
    options: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => {
    if (file.size > largest)
      throw new AppError('too_large', 'The recording is too long for the service: 500 MB at most.')
    // Options behind the file may be ignored.
    const form = new FormData()
    if (language !== null) form.append('language', language)
    for (const [option, value] of Object.entries(options)) form.append(option, value)
    form.append('file', file, name)
    const answer = await ports.http.json({
      method: 'POST',
      url: `${ports.baseUrl.replace(/\/+$/, '')}/stt`,
      headers: { authorization: bearer(ports.key, 'speech to text'), accept: 'application/json' },
      form,
      retry: 'never',
      timeoutMs,
      signal,
    })
    const parsed = AnswerSchema.safeParse(answer.json)
    if (!parsed.success) throw nonsense('The words have an unknown form.', answer)
    return { answer, read: parsed.data }
  }
  return {
    wordsOf: async (sound, signal) => {
      const { channels, words } = (await ask(sound, { multichannel: 'true', channels: '2' }, signal)).read
      const inOrder = (channels ?? []).toSorted((a, b) => a.index - b.index)
      return inOrder.length === 0 ? [toWords(words)] : inOrder.map((channel) => toWords(channel.words))
    },
    textOf: async (sound, signal) => {
      const { answer, read } = await ask(sound, {}, signal)
      const { text, words, language = null, duration = null } = read
      if (typeof text !== 'string' && !Array.isArray(words)) throw nonsense('The words have an unknown form.', answer)
      const said = text ?? (words ?? []).map((word) => word.text).join(' ')
      return { text: said.trim(), language, seconds: duration }
    },
  }
}

const toWords = (words: readonly z.infer<typeof WordSchema>[] | null | undefined): readonly SpokenWord[] =>
  (words ?? []).map(({ text, start, end }) => ({
    text,
    startMs: Math.round(start * 1000),
    endMs: Math.round(Math.max(start, end) * 1000),
  }))
