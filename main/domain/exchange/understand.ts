import { z } from 'zod'
import type { Json } from '#contract/tool.ts'
import { DialogueSchema, recordOfDialogue, splitDialogue } from '#main/domain/exchange/dialogue.ts'
import { withKnownCauses } from '#main/domain/exchange/score-record.ts'
import { isTooDeep, whyNotKept } from '#main/domain/exchange/keepable.ts'
import { recordFormat, RecordSchema, type TranscriptRecord } from '#main/domain/exchange/record.ts'

/** What one line of a file to be taken in is. Forms are told apart by what they hold, never by the file's name. */
export type Form = 'own' | 'chat' | 'dialogue' | 'backup'
export type Understood =
  | { readonly kind: 'header'; readonly masks: readonly string[] }
  | { readonly kind: 'conversation'; readonly form: Form; readonly record: TranscriptRecord }
  | { readonly kind: 'bad'; readonly reason: string }

const bad = (reason: string): Understood => ({ kind: 'bad', reason })

const Own = z.object({ countersign: z.string(), format: z.number().optional() })
const Text = z.object({ messages_display: z.string() })
const Batch = z.looseObject({ body: z.looseObject({ messages: z.array(z.unknown()) }) })

const whatIsWrong = (error: z.ZodError): string => {
  const [issue] = error.issues
  return issue === undefined ? 'it has another form' : `${issue.path.join('.') || 'it'}: ${issue.message}`
}

/** `at`: when it came in. */
export function understand(value: Json, at: number): Understood {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return bad('It is no object.')
  if (isTooDeep(value)) return bad('It is nested too deeply.')
  const own = Own.safeParse(value)
  if (own.success) return understandOwn(own.data, value)
  const text = Text.safeParse(value)
  if (text.success) {
    const dialogue = splitDialogue(text.data.messages_display)
    if (dialogue === null) return bad('Its text does not begin with a role.')
    return keepable('dialogue', recordOfDialogue(dialogue, at))
  }
  const batch = Batch.safeParse(value)
  const inner = batch.success ? { ...batch.data, ...batch.data.body } : value
  const dialogue = DialogueSchema.safeParse(inner)
  if (!dialogue.success) return bad(`No known form; ${whatIsWrong(dialogue.error)}.`)
  return keepable('chat', recordOfDialogue(dialogue.data, at))
}

function understandOwn({ countersign, format }: z.infer<typeof Own>, value: Json): Understood {
  if (format !== recordFormat) return bad(`Written by another version of this program (form ${String(format)}).`)
  if (countersign === 'transcripts') {
    const masks = z.object({ masks: z.array(z.string()) }).safeParse(value)
    return { kind: 'header', masks: masks.success ? masks.data.masks : [] }
  }
  return understandRecord(value, 'own')
}

/** What a desk wrote, in a file or in its database. */
export function understandRecord(value: unknown, form: Form): Understood {
  const record = RecordSchema.safeParse(value)
  return record.success ? keepable(form, record.data) : bad(`Not whole; ${whatIsWrong(record.error)}.`)
}

function keepable(form: Form, given: TranscriptRecord): Understood {
  const record = { ...given, scores: given.scores.map(withKnownCauses) }
  const why = whyNotKept(record)
  return why === null ? { kind: 'conversation', form, record } : bad(why)
}
