import { createHash } from 'node:crypto'
import type { VoiceCounters, VoiceMoment } from '#main/sandbox/realtime/script.ts'

/** What happened at the voice service since the start: events by name, what was heard, and the sound itself as a digest. */
type Counts = {
  connections: number
  refused: number
  received: Record<string, number>
  sent: Record<string, number>
  order: string[]
  heard: string[]
  soundBytes: number
  outputs: { callId: string; output: string }[]
  truncations: number[]
}

const noCounts = (): Counts => ({
  connections: 0,
  refused: 0,
  received: {},
  sent: {},
  order: [],
  heard: [],
  soundBytes: 0,
  outputs: [],
  truncations: [],
})

export type VoiceBooks = {
  readonly connected: () => void
  readonly refused: () => void
  /** `at`: when it came; its sound is told next. */
  readonly received: (type: string, at: number) => void
  readonly sent: (type: string) => void
  readonly heard: (text: string) => void
  readonly sound: (bytes: Buffer) => void
  readonly output: (callId: string, output: string) => void
  readonly truncated: (ms: number) => void
  readonly view: () => VoiceCounters
  /** When each event of the newest connection came and went. */
  readonly moments: () => readonly VoiceMoment[]
  readonly systemTime: () => number
  /** The sound of the newest connection, as it came. */
  readonly sounds: () => Buffer
  readonly forget: () => void
}

/** A quarter of an hour of 24 kHz; what comes after it is counted and not kept. */
const keptBytes = 15 * 60 * 48_000
const keptMoments = 100_000

const systemTime = (): number => Number(process.hrtime.bigint()) / 1e6

export function createVoiceBooks(): VoiceBooks {
  let counts = noCounts()
  let digest = createHash('sha256')
  let sounds: Buffer[] = []
  let moments: VoiceMoment[] = []
  const note = (moment: VoiceMoment): void => {
    if (moments.length < keptMoments) moments.push(moment)
  }
  return {
    connected: () => {
      counts = { ...counts, connections: counts.connections + 1, order: [], soundBytes: 0 }
      digest = createHash('sha256')
      sounds = []
      moments = []
    },
    refused: () => {
      counts.refused += 1
    },
    received: (type, at) => {
      note({ from: 'client', type, at, bytes: 0 })
      counts.received[type] = (counts.received[type] ?? 0) + 1
      if (type !== 'input_audio_buffer.append') counts.order.push(type)
    },
    sent: (type) => {
      note({ from: 'service', type, at: systemTime(), bytes: 0 })
      counts.sent[type] = (counts.sent[type] ?? 0) + 1
    },
    heard: (text) => counts.heard.push(text),
    sound: (bytes) => {
      const last = moments.at(-1)
      if (last?.from === 'client') moments[moments.length - 1] = { ...last, bytes: bytes.length }
      if (counts.soundBytes < keptBytes) sounds.push(bytes)
      counts.soundBytes += bytes.length
      digest.update(bytes)
    },
    output: (callId, output) => counts.outputs.push({ callId, output }),
    truncated: (ms) => counts.truncations.push(ms),
    view: () => ({ ...structuredClone(counts), soundDigest: digest.copy().digest('hex') }),
    moments: () => moments,
    systemTime,
    sounds: () => Buffer.concat(sounds),
    forget: () => {
      counts = noCounts()
      digest = createHash('sha256')
      sounds = []
      moments = []
    },
  }
}
