import { alike, compare, loudness, trim } from '#main/sandbox/realtime/hearing.ts'
import type { KnownSpeech } from '#main/sandbox/realtime/sound.ts'
import { innerRate } from '#main/sandbox/realtime/sound.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'
import type { Sound } from '#main/sandbox/speech/sound-file.ts'
import { mix, readBare, readWav } from '#main/sandbox/speech/sound-file.ts'

/**
 * `POST /v1/stt`: the text of a recording with the time of each word. It knows what it was told to know by ear and what it said
 * itself, also where it was cut off; of anything else it says how long it was, and from when to when.
 */
type Word = { readonly text: string; readonly start: number; readonly end: number; readonly speaker?: number }
type Stretch = { readonly from: number; readonly to: number }

const window = innerRate / 50
const gap = innerRate / 5
const mostMerged = 6
const hundredths = (samples: number): number => Math.round((samples / innerRate) * 100) / 100

/** Where somebody speaks; silence of more than 200 ms lies between. */
function stretchesOf(samples: Int16Array): readonly Stretch[] {
  const found: { from: number; to: number }[] = []
  for (let at = 0; at < samples.length; at += window) {
    if (loudness(samples.subarray(at, at + window)) <= 200) continue
    const last = found.at(-1)
    if (last !== undefined && at - last.to < gap) last.to = at + window
    else found.push({ from: at, to: at + window })
  }
  return found.filter(({ from, to }) => to - from >= 3 * window)
}

/** The known speech this is, whole; else the one it is the beginning of. */
function find(speech: Int16Array, known: readonly KnownSpeech[]): KnownSpeech | null {
  let best: { one: KnownSpeech | null; likeness: number } = { one: null, likeness: alike }
  for (const one of known) {
    const likeness = compare(speech, trim(one.samples))
    if (likeness > best.likeness) best = { one, likeness }
  }
  if (best.one !== null || speech.length < innerRate / 2) return best.one
  best = { one: null, likeness: 0.75 }
  for (const one of known) {
    const whole = trim(one.samples)
    const likeness = whole.length > speech.length ? compare(speech, whole.subarray(0, speech.length)) : 0
    if (likeness > best.likeness) best = { one, likeness }
  }
  return best.one
}

function wordsAt({ from, to }: Stretch, known: KnownSpeech): readonly Word[] {
  const lead = (trim(known.samples).byteOffset - known.samples.byteOffset) / 2
  const letters = known.text.length
  const spread = (word: string) => ({ word, length: ((to - from) * word.length) / letters })
  const words = known.words ?? known.text.split(/(?<=\s)(?=\S)/).map(spread)
  let at = from - (known.words === null ? 0 : lead)
  return words.flatMap(({ word, length }) => {
    const start = Math.max(from, at)
    at += length
    return start >= to ? [] : [{ text: word.trim(), start: hundredths(start), end: hundredths(Math.min(to, at)) }]
  })
}

function transcribe(samples: Int16Array, known: readonly KnownSpeech[]): readonly Word[] {
  const stretches = stretchesOf(samples)
  const words: Word[] = []
  for (let place = 0; place < stretches.length;) {
    const from = stretches[place]?.from ?? 0
    let taken = 1
    let stretch: Stretch = { from, to: stretches[place]?.to ?? 0 }
    let speech: KnownSpeech | null = null
    // A sentence has pauses of its own: the most that makes sense together counts.
    for (let count = Math.min(mostMerged, stretches.length - place); count > 0 && speech === null; count -= 1) {
      const to = stretches[place + count - 1]?.to ?? 0
      speech = find(samples.subarray(from, to), known)
      if (speech === null) continue
      taken = count
      stretch = { from, to }
    }
    const { to } = stretch
    const unknown = `[audio ${((to - from) / innerRate).toFixed(1)} s]`
    words.push(
      ...(speech === null
        ? [{ text: unknown, start: hundredths(from), end: hundredths(to) }]
        : wordsAt(stretch, speech)),
    )
    place += taken
  }
  return words
}

const textOf = (words: readonly Word[]): string => words.map((word) => word.text).join(' ')
const bareTypes: Readonly<Record<string, 'audio/pcm' | 'audio/pcmu' | 'audio/pcma'>> = {
  pcm: 'audio/pcm',
  mulaw: 'audio/pcmu',
  alaw: 'audio/pcma',
}
const bareRates = new Set([8000, 16_000, 22_050, 24_000, 44_100, 48_000])
const option = (form: FormData, name: string): string | null => {
  const value = form.get(name)
  return typeof value === 'string' ? value : null
}

/** The sound in a form, or why there is none. */
async function soundOf(form: FormData): Promise<Sound | string> {
  const file = form.get('file')
  if (option(form, 'url') !== null) return 'url: this service reads uploaded files only'
  if (file === null || typeof file === 'string') return 'file or url is required'
  const bytes = Buffer.from(await file.arrayBuffer())
  const format = option(form, 'audio_format')
  if (format === null) return readWav(bytes) ?? 'file: the audio could not be decoded; WAV of 16 bits or G.711 is'
  const type = bareTypes[format]
  const rate = Number(option(form, 'sample_rate') ?? (type === 'audio/pcm' ? '24000' : '8000'))
  if (type === undefined) return 'audio_format has to be pcm, mulaw or alaw'
  if (!bareRates.has(rate)) return 'sample_rate is not one of those taken'
  const count = option(form, 'multichannel') === 'true' ? Number(option(form, 'channels') ?? '2') : 1
  if (!Number.isInteger(count) || count < 1 || count > 8) return 'channels has to be between 2 and 8'
  return readBare(bytes, type, rate, count)
}

export function createSpeechToText(context: {
  readonly known: () => readonly KnownSpeech[]
  readonly errorBody: (status: number, error?: string) => unknown
}): (request: Request) => Promise<Reply> | Reply | null {
  const refuse = (status: number, error: string): Reply => ({ status, body: context.errorBody(status, error) })
  const answer = async (request: Request): Promise<Reply> => {
    const type = request.headers['content-type'] ?? ''
    if (!/^multipart\/form-data\b/i.test(type)) return refuse(400, 'Expected a multipart form')
    const form = await new Response(new Uint8Array(request.bytes), { headers: { 'content-type': type } })
      .formData()
      .catch(() => null)
    if (form === null) return refuse(400, 'The form could not be read')
    if (option(form, 'format') === 'true' && option(form, 'language') === null)
      return refuse(400, 'format needs language')
    const sound = await soundOf(form)
    if (typeof sound === 'string') return refuse(400, sound)
    const known = context.known()
    const about = { language: option(form, 'language') ?? 'en', duration: Math.round(sound.seconds * 100) / 100 }
    if (option(form, 'multichannel') !== 'true') {
      const words = transcribe(mix(sound.channels), known)
      return { status: 200, body: { text: textOf(words), ...about, words } }
    }
    const channels = sound.channels.map((samples, index) => {
      const words = transcribe(samples, known)
      return { index, text: textOf(words), words }
    })
    const words = channels.flatMap((channel) => channel.words).toSorted((one, other) => one.start - other.start)
    return { status: 200, body: { text: textOf(words), ...about, words, channels } }
  }
  return (request) => {
    if (request.path !== '/v1/stt') return null
    return request.method === 'POST' ? answer(request) : refuse(405, 'Method not allowed')
  }
}
