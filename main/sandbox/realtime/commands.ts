import { z } from 'zod'

/** What a client may say to the voice service, as generously as the real one takes it; what is not here is an invalid event. */
const FormatSchema = z
  .object({
    type: z.enum(['audio/pcm', 'audio/pcmu', 'audio/pcma']),
    rate: z
      .union([
        z.literal(8000),
        z.literal(16_000),
        z.literal(22_050),
        z.literal(24_000),
        z.literal(32_000),
        z.literal(44_100),
        z.literal(48_000),
      ])
      .optional(),
  })
  .transform((format) => ({ type: format.type, rate: format.type === 'audio/pcm' ? (format.rate ?? 24_000) : 8000 }))

const DetectionSchema = z
  .looseObject({
    type: z.string().nullable(),
    threshold: z.number().min(0).max(1).optional(),
    silence_duration_ms: z.number().min(0).max(10_000).optional(),
  })
  .nullable()

const SideSchema = z.looseObject({
  format: FormatSchema.optional(),
  transcription: z.looseObject({ model: z.string().optional() }).nullish(),
  turn_detection: DetectionSchema.optional(),
  voice: z.string().optional(),
})

const ToolSchema = z
  .looseObject({
    type: z.enum(['function', 'web_search', 'x_search', 'file_search', 'mcp']),
    name: z.string().optional(),
  })
  .transform((tool) => {
    const nested = z.object({ name: z.string() }).safeParse(tool['function'])
    return { ...tool, name: tool.name ?? nested.data?.name }
  })
  .refine((tool) => tool.type !== 'function' || tool.name !== undefined, 'A function needs a name.')

export const SessionSchema = z.looseObject({
  instructions: z.string().optional(),
  voice: z.string().optional(),
  turn_detection: DetectionSchema.optional(),
  tools: z.array(ToolSchema).optional(),
  audio: z.looseObject({ input: SideSchema.optional(), output: SideSchema.optional() }).optional(),
  resumption: z.object({ enabled: z.boolean() }).optional(),
})

const PartSchema = z.looseObject({ type: z.string(), text: z.string().optional(), audio: z.string().optional() })
const ItemSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system']),
    content: z.array(PartSchema),
  }),
  z.looseObject({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
  z.looseObject({ type: z.literal('force_message'), content: z.array(PartSchema) }),
])

const event = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.looseObject({ type: z.literal(type), event_id: z.string().optional(), ...shape })

export const ClientEventSchema = z.discriminatedUnion('type', [
  event('session.update', { session: SessionSchema }),
  event('input_audio_buffer.append', { audio: z.base64() }),
  event('input_audio_buffer.commit', {}),
  event('input_audio_buffer.clear', {}),
  event('conversation.item.create', { previous_item_id: z.string().nullish(), item: ItemSchema }),
  event('conversation.item.delete', { item_id: z.string() }),
  event('conversation.item.retrieve', { item_id: z.string() }),
  event('conversation.item.truncate', {
    item_id: z.string(),
    content_index: z.number().int(),
    audio_end_ms: z.number().int().min(0),
  }),
  event('response.create', { response: z.looseObject({ instructions: z.string().optional() }).optional() }),
  event('response.cancel', { response_id: z.string().optional() }),
])
export type ClientEvent = z.infer<typeof ClientEventSchema>
export type ClientSession = z.infer<typeof SessionSchema>
