import { z } from 'zod'

/**
 * What a desk says on a realtime voice socket: the documented client events, in their own names. Audio travels as base64 of
 * one of three encodings.
 */
export const VoiceFormatSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('audio/pcm'),
    rate: z.union([8000, 16000, 22050, 24000, 32000, 44100, 48000].map((rate) => z.literal(rate))),
  }),
  z.object({ type: z.literal('audio/pcmu') }),
  z.object({ type: z.literal('audio/pcma') }),
])
export type VoiceFormat = z.infer<typeof VoiceFormatSchema>

export const defaultVoiceFormat: VoiceFormat = { type: 'audio/pcm', rate: 24000 }

export const TurnDetectionSchema = z.object({
  type: z.literal('server_vad'),
  threshold: z.number().min(0.1).max(0.9),
  silence_duration_ms: z.number().int().min(0).max(10_000),
  prefix_padding_ms: z.number().int().min(0).max(10_000).optional(),
  idle_timeout_ms: z.number().int().nullable().optional(),
})

const AudioSideSchema = z.object({
  format: VoiceFormatSchema,
  transcription: z
    .object({
      model: z.literal('grok-transcribe').optional(),
      language_hint: z.string().optional(),
      keyterms: z.array(z.string().max(50)).max(100).optional(),
    })
    .optional(),
  speed: z.number().min(0.7).max(1.5).optional(),
})

/** A tool as the socket takes it: functions flat, provider tools with what they are given. */
export const VoiceToolSchema = z.looseObject({ type: z.string() })
export type VoiceTool = z.infer<typeof VoiceToolSchema>

export const VoiceSessionSchema = z.object({
  instructions: z.string().optional(),
  voice: z.string().optional(),
  turn_detection: TurnDetectionSchema.nullable().optional(),
  tools: z.array(VoiceToolSchema).optional(),
  audio: z.object({ input: AudioSideSchema.optional(), output: AudioSideSchema.optional() }).optional(),
  resumption: z.object({ enabled: z.boolean() }).optional(),
})
export type VoiceSession = z.infer<typeof VoiceSessionSchema>

const TextPartSchema = z.object({ type: z.enum(['input_text', 'text', 'output_text']), text: z.string() })
const AudioPartSchema = z.object({ type: z.literal('input_audio'), audio: z.base64() })

const NewItemSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system']),
    content: z.array(z.union([TextPartSchema, AudioPartSchema])).min(1),
  }),
  z.object({ type: z.literal('function_call_output'), call_id: z.string().min(1), output: z.string() }),
  /** Spoken as written, without the model; the service runs the response by itself. */
  z.object({
    type: z.literal('force_message'),
    role: z.literal('assistant'),
    interruptible: z.boolean().optional(),
    content: z.array(TextPartSchema).min(1),
  }),
])

const ResponseWishSchema = z.object({
  instructions: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
})
export type ResponseWish = z.infer<typeof ResponseWishSchema>

const command = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), event_id: z.string().optional(), ...shape })

export const VoiceCommandSchema = z.discriminatedUnion('type', [
  command('session.update', { session: VoiceSessionSchema }),
  command('input_audio_buffer.append', { audio: z.string() }),
  command('input_audio_buffer.commit', {}),
  command('input_audio_buffer.clear', {}),
  command('conversation.item.create', { previous_item_id: z.string().nullable().optional(), item: NewItemSchema }),
  command('conversation.item.delete', { item_id: z.string() }),
  command('conversation.item.truncate', {
    item_id: z.string(),
    content_index: z.number().int().min(0),
    audio_end_ms: z.number().int().min(1),
  }),
  command('response.create', { response: ResponseWishSchema.optional() }),
  command('response.cancel', { response_id: z.string().optional() }),
])
export type VoiceCommand = z.infer<typeof VoiceCommandSchema>
