/** The parts that server events of the voice socket are made of, read generously. Pure. */
import { z } from 'zod'
import type { ResponseStatus, VoiceItem, VoiceUsage } from '#contract/voice-event.ts'

export const text = z.string().nullish().catch(null)
export const number = z.number().nullish().catch(null)
export const id = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)

const PartSchema = z.looseObject({ type: text, text, transcript: text })
const ContentSchema = z
  .union([z.string(), z.array(PartSchema), PartSchema])
  .nullish()
  .catch(null)

function wordsIn(content: z.infer<typeof ContentSchema>): string {
  if (content === null || content === undefined) return ''
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? content : [content]
  return parts.map((part) => part.transcript ?? part.text ?? '').join('')
}

/** A JSON string, an object, or nothing, which means no arguments. */
export const CallArgumentsSchema = z
  .union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))])
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === undefined || value.trim() === '' ? '{}' : value))

export const ItemSchema = z
  .looseObject({
    id,
    type: text,
    role: text,
    content: ContentSchema,
    call_id: id,
    callId: id,
    name: text,
    arguments: CallArgumentsSchema,
    output: z.unknown().optional(),
    replayed: z.boolean().nullish().catch(null),
  })
  .transform((item): VoiceItem => {
    const own = item.id ?? ''
    const callId = item.call_id ?? item.callId ?? ''
    switch (item.type) {
      case 'function_call':
        return { kind: 'function_call', id: own, callId, name: item.name ?? '', arguments: item.arguments }
      case 'function_call_output': {
        const output = typeof item.output === 'string' ? item.output : JSON.stringify(item.output ?? '')
        return { kind: 'function_call_output', id: own, callId, output }
      }
      case 'message':
      case null:
      case undefined: {
        const said = (item.role ?? '').toLowerCase().replace(/^role_/, '')
        const role = said === 'user' || said === 'system' ? said : 'assistant'
        return { kind: 'message', id: own, role, text: wordsIn(item.content), replayed: item.replayed ?? false }
      }
      default:
        return { kind: 'other', id: own, type: item.type }
    }
  })

const UsageSchema = z.looseObject({
  input_tokens: number,
  output_tokens: number,
  total_tokens: number,
  billable_audio_seconds: number,
})

/** At the top of the event or inside the response: whichever counts. */
export function readUsage(...places: readonly unknown[]): VoiceUsage | null {
  for (const place of places) {
    const usage = UsageSchema.safeParse(place).data
    if (typeof usage?.total_tokens !== 'number') continue
    return {
      inputTokens: usage.input_tokens ?? 0,
      outputTokens: usage.output_tokens ?? 0,
      totalTokens: usage.total_tokens,
      billableSeconds: usage.billable_audio_seconds ?? null,
    }
  }
  return null
}

export const StatusSchema = z
  .enum(['completed', 'cancelled', 'incomplete', 'failed'])
  .catch('completed') satisfies z.ZodType<ResponseStatus>

/** `status_details` may be a word that means nothing, or an object that means something. */
export const ProblemSchema = z
  .looseObject({ error: z.looseObject({ message: text }).nullish() })
  .transform((details) => details.error?.message ?? null)
  .nullish()
  .catch(null)
