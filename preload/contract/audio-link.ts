import { z } from 'zod'
import { DeviceSchema } from '#contract/call.ts'

/**
 * What a page with a microphone and a loudspeaker and the desk say to each other, over a port or a socket of its own beside the
 * contract. Words are JSON text; sound is binary (`audio-frame.ts`), so that it is never parsed.
 */
const Stream = z.number().int().min(0).max(65_535)
const Rate = z.number().int().min(8000).max(48_000)

/** From the desk to the page. */
export const ToPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('capture'),
    stream: Stream,
    rate: Rate,
    device: z.string().nullable(),
    echoCancellation: z.boolean(),
    noiseSuppression: z.boolean(),
    gain: z.boolean(),
  }),
  z.object({ type: z.literal('stop_capture'), stream: Stream }),
  z.object({ type: z.literal('playback'), rate: Rate, device: z.string().nullable() }),
  z.object({ type: z.literal('stop_playback') }),
  /** Binary frames with this stream number belong to this piece of the answer. */
  z.object({ type: z.literal('play'), stream: Stream }),
  /** Silence at once, and say how far it got. */
  z.object({ type: z.literal('flush'), question: z.number().int() }),
  z.object({ type: z.literal('devices'), question: z.number().int() }),
])
export type ToPage = z.infer<typeof ToPageSchema>

const PositionSchema = z.object({
  /** The piece that plays, or played last. */
  stream: Stream,
  /** Samples of that piece given to the device so far. */
  rendered: z.number().int().min(0),
  queuedMs: z.number().min(0),
  outputLatencyMs: z.number().min(0),
  underruns: z.number().int().min(0),
  playing: z.boolean(),
})
export type PlayPosition = z.infer<typeof PositionSchema>

/** From the page to the desk. */
export const FromPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    /** Why there is no microphone, in words; null: there can be one. */
    noCapture: z.string().max(500).nullable(),
  }),
  z.object({
    type: z.literal('capturing'),
    stream: Stream,
    rate: Rate,
    label: z.string().max(500),
    latencyMs: z.number().min(0).nullable(),
    hint: z.string().max(500).nullable(),
  }),
  z.object({
    type: z.literal('capture_failed'),
    stream: Stream,
    message: z.string().max(1000),
    /** A person, or their browser for them, said no: it is not to be asked for again and again. */
    denied: z.boolean().optional(),
  }),
  z.object({ type: z.literal('capture_ended'), stream: Stream }),
  z.object({ type: z.literal('playing'), rate: Rate, label: z.string().max(500), latencyMs: z.number().min(0) }),
  z.object({ type: z.literal('playback_failed'), message: z.string().max(1000) }),
  /** Every 100 ms while something plays, and at its beginning and end. */
  z.object({ type: z.literal('position'), position: PositionSchema }),
  z.object({ type: z.literal('flushed'), question: z.number().int(), position: PositionSchema.nullable() }),
  z.object({
    type: z.literal('devices'),
    question: z.number().int(),
    devices: z.array(DeviceSchema).max(200),
  }),
  z.object({ type: z.literal('devices_changed') }),
])
export type FromPage = z.infer<typeof FromPageSchema>
