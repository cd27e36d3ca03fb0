import type { SoundFormat, Voice } from '#main/sandbox/realtime/sound.ts'
import { innerRate, resample, toBytes } from '#main/sandbox/realtime/sound.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** `POST /v1/tts` and its list of voices. It has no MP3: whoever asks for one gets a WAV, which the content type says. */
const voices = ['eve', 'ara', 'rex', 'sal', 'leo', 'carina', 'zagan', 'orion', 'luna'].map((id) => ({
  voice_id: id,
  name: `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`,
  language: 'multilingual',
}))
const rates = new Set([8000, 16_000, 22_050, 24_000, 44_100, 48_000])
const codecs = new Set(['mp3', 'wav', 'pcm', 'mulaw', 'alaw'])
const mostCharacters = 15_000

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

/** In this interface a refusal is a message and nothing else. */
const refuse = (status: number, error: string): Reply => ({ status, body: { error } })

function wav(samples: Buffer, rate: number): Buffer {
  const header = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  )
  header.writeUInt32LE(36 + samples.length, 4)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

async function speak(request: Request, voice: Voice): Promise<Reply> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '') || request.text === '')
    return refuse(415, 'Expected request with `Content-Type: application/json`')
  const body = fields(request.json)
  const { text, speed = 1, voice_id: id = 'eve' } = body
  const format = fields(body['output_format'])
  const { codec = 'mp3', sample_rate: rate = 24_000 } = format
  if (typeof text !== 'string' || text === '') return refuse(400, 'text is required')
  if (text.length > mostCharacters) return refuse(400, `text must be at most ${mostCharacters} characters`)
  if (typeof speed !== 'number' || speed < 0.7 || speed > 1.5) return refuse(400, 'speed must be between 0.7 and 1.5')
  if (typeof id !== 'string' || !voices.some((one) => one.voice_id === id.toLowerCase()))
    return refuse(400, 'voice_id is not a voice of this team')
  if (typeof codec !== 'string' || !codecs.has(codec)) return refuse(400, 'output_format.codec is unknown')
  if (typeof rate !== 'number' || !rates.has(rate)) return refuse(400, 'output_format.sample_rate is not supported')
  const words = await voice(text)
  const said = Int16Array.from(words.flatMap(({ samples }) => [...samples]))
  const samples = resample(said, innerRate, rate)
  const kind: SoundFormat['type'] = codec === 'mulaw' ? 'audio/pcmu' : codec === 'alaw' ? 'audio/pcma' : 'audio/pcm'
  const bytes = toBytes(samples, { type: kind, rate })
  const types = { mulaw: 'audio/basic', alaw: 'audio/alaw', pcm: 'audio/pcm' } as const
  const type = codec in types ? types[codec as keyof typeof types] : 'audio/wav'
  const sound = type === 'audio/wav' ? wav(bytes, rate) : bytes
  if (body['with_timestamps'] !== true) return { status: 200, headers: { 'content-type': type }, body: sound }
  let at = 0
  const times = words.flatMap(({ word, samples: { length } }) => {
    const each = length / innerRate / Math.max(1, word.length)
    return Array.from(word, () => [at, (at += each)])
  })
  return {
    status: 200,
    body: {
      audio: sound.toString('base64'),
      content_type: type,
      duration: said.length / innerRate,
      audio_timestamps: { graph_chars: words.flatMap(({ word }) => Array.from(word)), graph_times: times },
    },
  }
}

export function createTextToSpeech(context: {
  readonly voice: Voice
}): (request: Request) => Promise<Reply> | Reply | null {
  return (request) => {
    const { method, path } = request
    if (path === '/v1/tts') return method === 'POST' ? speak(request, context.voice) : refuse(405, 'Method not allowed')
    if (path === '/v1/tts/voices') return { status: 200, body: { voices } }
    const found = /^\/v1\/tts\/voices\/([^/]+)$/.exec(path)
    if (found === null) return null
    const one = voices.find((voice) => voice.voice_id === decodeURIComponent(found[1] ?? '').toLowerCase())
    return one === undefined ? refuse(404, 'Voice not found') : { status: 200, body: one }
  }
}
