/**
 * Server events of the voice socket: every documented one, under its present and its older names, as one vocabulary. A frame
 * that is no event is an error with a code; an event nobody knows is kept whole.
 */
import { z } from 'zod'
import type { Json } from '#contract/tool.ts'
import type { VoiceEvent } from '#contract/voice-event.ts'
import { parseJson } from '#main/clients/http/errors.ts'
import {
  CallArgumentsSchema,
  id,
  ItemSchema,
  number,
  ProblemSchema,
  readUsage,
  StatusSchema,
  text,
} from '#main/clients/xai/realtime-shapes.ts'
import { AppError } from '#main/kernel/errors.ts'

const aliases: Readonly<Record<string, string>> = {
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'conversation.item.created': 'conversation.item.added',
}

type Fields = Readonly<Record<string, unknown>>
type Read = (fields: Fields) => VoiceEvent

const FieldsSchema = z.record(z.string(), z.unknown())

const reading =
  <Shape extends z.ZodRawShape>(shape: Shape, make: (value: z.infer<z.ZodObject<Shape>>) => VoiceEvent): Read =>
  (fields) =>
    make(z.object(shape).parse(fields))

const item_id = z.string().min(1)
const place = { response_id: id, item_id: id, content_index: number }
const placed = (value: z.infer<z.ZodObject<typeof place>>) => ({
  responseId: value.response_id ?? '',
  itemId: value.item_id ?? '',
  contentIndex: value.content_index ?? 0,
})
/** The piece itself: it may stand under its older name, but not be missing. */
const piece = (delta: string | null | undefined, older: string | null | undefined): string => {
  const found = delta ?? older
  if (typeof found !== 'string') throw new AppError('protocol', 'A piece of a response is missing from its event.')
  return found
}
const speech = { item_id: id, audio_start_ms: number, audio_end_ms: number }
const itemOf = { item: ItemSchema, previous_item_id: id, response_id: id }
const session = z
  .looseObject({
    id: text,
    model: text,
    instructions: text,
    audio: z
      .object({ output: z.object({ format: z.object({ rate: number }).nullish() }).nullish() })
      .nullish()
      .catch(null),
  })
  .nullish()
const textPiece = { ...place, delta: text, text, transcript: text, start_time: number }

const readers: Readonly<Record<string, Read>> = {
  'session.created': reading({ session }, (value) => ({
    type: 'session.created',
    sessionId: value.session?.id ?? null,
    model: value.session?.model ?? null,
  })),
  'session.updated': reading({ session }, (value) => {
    const rate = value.session?.audio?.output?.format?.rate ?? 0
    return {
      type: 'session.updated',
      instructions: value.session?.instructions ?? null,
      outputRate: rate > 0 ? rate : null,
    }
  }),
  'conversation.created': reading({ conversation: z.looseObject({ id: z.string() }) }, (value) => ({
    type: 'conversation.created',
    conversationId: value.conversation.id,
  })),
  ping: reading({ timestamp: number }, (value) => ({ type: 'ping', at: value.timestamp ?? null })),
  'input_audio_buffer.speech_started': reading(speech, (value) => ({
    type: 'input_audio_buffer.speech_started',
    itemId: value.item_id ?? '',
    audioMs: value.audio_start_ms ?? null,
  })),
  'input_audio_buffer.speech_stopped': reading(speech, (value) => ({
    type: 'input_audio_buffer.speech_stopped',
    itemId: value.item_id ?? '',
    audioMs: value.audio_end_ms ?? null,
  })),
  'input_audio_buffer.committed': reading({ item_id, previous_item_id: id }, (value) => ({
    type: 'input_audio_buffer.committed',
    itemId: value.item_id,
    previousItemId: value.previous_item_id ?? null,
  })),
  'input_audio_buffer.cleared': () => ({ type: 'input_audio_buffer.cleared' }),
  'input_audio_buffer.timeout_triggered': reading({ item_id: id }, (value) => ({
    type: 'input_audio_buffer.timeout_triggered',
    itemId: value.item_id ?? '',
  })),
  'input_audio_buffer.dtmf_event_received': reading({ event: id, digit: id }, (value) => ({
    type: 'input_audio_buffer.dtmf_event_received',
    digit: value.event ?? value.digit ?? '',
  })),
  'conversation.item.added': reading(itemOf, (value) => ({
    type: 'conversation.item.added',
    item: value.item,
    previousItemId: value.previous_item_id ?? null,
  })),
  'conversation.item.deleted': reading({ item_id }, (value) => ({
    type: 'conversation.item.deleted',
    itemId: value.item_id,
  })),
  'conversation.item.truncated': reading({ item_id, audio_end_ms: number, transcript: text }, (value) => ({
    type: 'conversation.item.truncated',
    itemId: value.item_id,
    audioEndMs: value.audio_end_ms ?? 0,
    transcript: value.transcript ?? null,
  })),
  'conversation.item.input_audio_transcription.updated': reading({ item_id, transcript: z.string() }, (value) => ({
    type: 'conversation.item.input_audio_transcription.updated',
    itemId: value.item_id,
    transcript: value.transcript,
  })),
  'conversation.item.input_audio_transcription.completed': reading(
    { item_id, transcript: z.string(), status: text },
    (value) => ({
      type: 'conversation.item.input_audio_transcription.completed',
      itemId: value.item_id,
      transcript: value.transcript,
      final: (value.status ?? 'completed') === 'completed',
    }),
  ),
  'response.created': reading({ response: z.looseObject({ id }), response_id: id }, (value) => ({
    type: 'response.created',
    responseId: value.response.id ?? value.response_id ?? '',
  })),
  'response.output_item.added': reading(itemOf, (value) => ({
    type: 'response.output_item.added',
    responseId: value.response_id ?? '',
    item: value.item,
  })),
  'response.output_item.done': reading(itemOf, (value) => ({
    type: 'response.output_item.done',
    responseId: value.response_id ?? '',
    item: value.item,
  })),
  'response.content_part.added': reading(place, (value) => ({
    type: 'response.content_part.added',
    ...placed(value),
  })),
  'response.content_part.done': reading(place, (value) => ({ type: 'response.content_part.done', ...placed(value) })),
  'response.output_audio.delta': reading({ ...place, delta: text, audio: text }, (value) => ({
    type: 'response.output_audio.delta',
    ...placed(value),
    audio: piece(value.delta, value.audio),
  })),
  'response.output_audio.done': reading(place, (value) => ({ type: 'response.output_audio.done', ...placed(value) })),
  'response.output_audio_transcript.delta': reading(textPiece, (value) => ({
    type: 'response.output_audio_transcript.delta',
    ...placed(value),
    text: piece(value.delta, value.text),
    startMs: typeof value.start_time === 'number' ? value.start_time * 1000 : null,
  })),
  'response.output_audio_transcript.done': reading(textPiece, (value) => ({
    type: 'response.output_audio_transcript.done',
    ...placed(value),
    text: piece(value.transcript, value.text),
  })),
  'response.output_text.delta': reading(textPiece, (value) => ({
    type: 'response.output_text.delta',
    ...placed(value),
    text: piece(value.delta, value.text),
  })),
  'response.output_text.done': reading(textPiece, (value) => ({
    type: 'response.output_text.done',
    ...placed(value),
    text: piece(value.text, value.delta),
  })),
  'response.function_call_arguments.delta': reading({ response_id: id, call_id: id, delta: text }, (value) => ({
    type: 'response.function_call_arguments.delta',
    responseId: value.response_id ?? '',
    callId: value.call_id ?? '',
    text: value.delta ?? '',
  })),
  'response.function_call_arguments.done': reading(
    { response_id: id, call_id: z.string().min(1), name: text, arguments: CallArgumentsSchema },
    (value) => ({
      type: 'response.function_call_arguments.done',
      responseId: value.response_id ?? '',
      call: { callId: value.call_id, name: value.name ?? '', arguments: value.arguments },
    }),
  ),
  'response.done': reading(
    {
      response_id: id,
      usage: z.unknown().optional(),
      response: z.looseObject({
        id,
        status: StatusSchema,
        status_details: ProblemSchema,
        output: z.array(ItemSchema).nullish().catch(null),
        usage: z.unknown().optional(),
      }),
    },
    ({ response, response_id, usage }) => ({
      type: 'response.done',
      responseId: response.id ?? response_id ?? '',
      status: response.status,
      problem: response.status_details ?? null,
      items: response.output ?? [],
      usage: readUsage(usage, response.usage),
    }),
  ),
  error: reading(
    {
      error: z.looseObject({ type: text, code: id, message: text, event_id: text }).nullish(),
      message: text,
      code: id,
    },
    ({ error, message, code }) => ({
      type: 'error',
      kind: error?.type ?? null,
      code: error?.code ?? code ?? null,
      message: error?.message ?? message ?? 'The service reported an error without a text.',
      about: error?.event_id ?? null,
    }),
  ),
}

const providerTool = /^(mcp_list_tools\.|response\.mcp_call)/

export type RealtimeReader = (frame: string) => VoiceEvent | null

/** Null: said before, under the other one of its two names. Throws an AppError for what is no event at all. */
export function createRealtimeReader(): RealtimeReader {
  const names = new Map<string, string>()
  const remembered = 256

  return (frame) => {
    const fields = FieldsSchema.safeParse(parseJson(frame)?.value)
    const name = fields.data?.['type']
    if (!fields.success || typeof name !== 'string')
      throw new AppError('protocol', 'A frame of the voice socket is not an event.', { data: { length: frame.length } })
    const known = aliases[name] ?? name
    const eventId = fields.data['event_id']
    if (typeof eventId === 'string') {
      const before = names.get(eventId)
      if (before !== undefined && before !== name && (aliases[before] ?? before) === known) return null
      names.set(eventId, name)
      const [oldest] = names.keys()
      if (names.size > remembered && oldest !== undefined) names.delete(oldest)
    }
    const read = Object.hasOwn(readers, known) ? readers[known] : undefined
    if (read === undefined) {
      if (!providerTool.test(known)) return { type: 'unknown', name, raw: fields.data as Json }
      const itemId = fields.data['item_id']
      return { type: 'provider_tool', name: known, itemId: typeof itemId === 'string' ? itemId : null }
    }
    try {
      return read(fields.data)
    } catch (thrown) {
      if (thrown instanceof AppError) throw new AppError('protocol', thrown.message, { data: { event: name } })
      throw new AppError('protocol', `The event ${name.slice(0, 80)} has another form than documented.`, {
        cause: thrown,
        data: { event: name },
      })
    }
  }
}
