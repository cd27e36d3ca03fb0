import { z } from 'zod'
import { CallLineSchema, CallMarkSchema, CallSchema } from '#contract/call.ts'
import { ConversationSchema, MessageSchema, TurnSchema } from '#contract/conversation.ts'
import { LessonKindSchema, ProposalSchema, type Proposal } from '#contract/proposal.ts'
import { JsonSchema } from '#contract/tool.ts'
import type { Json } from '#contract/tool.ts'
import { NoteSchema, RedactionSchema } from '#contract/transcript.ts'
import { ScoreRecordSchema } from '#main/domain/exchange/score-record.ts'
import type { Masker } from '#main/domain/exchange/masking.ts'
import { bornBefore } from '#main/domain/proposal.ts'

/**
 * One conversation with everything that is known of it, as one line of JSON: the form in which it leaves a desk whole, and
 * comes into another. The first line of such a file is a header. A reader takes the format it knows and refuses others.
 */
export const recordFormat = 1

/** External ids of the events that tell, in words, what was done where an imported conversation comes from. */
export const historyPrefix = 'imported action '

export const HeaderSchema = z.object({
  countersign: z.literal('transcripts'),
  format: z.literal(recordFormat),
  exportedAt: z.number(),
  program: z.string(),
  masks: z.array(z.string()),
})
export type Header = z.infer<typeof HeaderSchema>

/** An entry of a ledger as it stands there; `before` is the seal of the entry before it, so that each can be checked alone. */
export const SealedEntrySchema = z.object({
  seq: z.number().int(),
  proposalId: z.string(),
  conversationId: z.number().int(),
  type: z.string(),
  payload: z.string(),
  at: z.number(),
  before: z.string().nullable(),
  seal: z.string().nullable(),
})
export type SealedEntry = z.infer<typeof SealedEntrySchema>

const StoredTurnSchema = TurnSchema.extend({
  origin: z.enum(['agent', 'person']),
  calls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  concluded: z.boolean(),
  request: JsonSchema,
  response: JsonSchema,
})

const StoredCallSchema = CallSchema.omit({ signed: true, edited: true, refused: true, open: true })

/** As it is stored: with who kept it for what. */
const KeptNoteSchema = NoteSchema.omit({ conversationId: true, kept: true }).extend({
  lessons: z.array(z.object({ kind: LessonKindSchema, by: z.string(), at: z.number() })).default([]),
})

const Range = z.object({ fromMs: z.number(), toMs: z.number() })
const KeptRedactionSchema = RedactionSchema.omit({ conversationId: true, open: true }).extend({
  silence: z.array(Range).default([]),
  messages: z.array(z.number().int()).default([]),
  fields: z.array(z.string()).default([]),
})

/** Older desks kept less of them; what reads them fills in what is missing. */
const isProposal = (value: unknown): value is Proposal =>
  typeof value === 'object' && ProposalSchema.safeParse({ ...bornBefore, ...value }).success

export const RecordSchema = z.object({
  countersign: z.literal('conversation'),
  format: z.literal(recordFormat),
  conversation: ConversationSchema,
  messages: z.array(MessageSchema),
  turns: z.array(StoredTurnSchema),
  proposals: z.array(z.custom<Proposal>(isProposal, 'no whole action')),
  ledger: z.array(SealedEntrySchema),
  call: z
    .object({
      call: StoredCallSchema,
      lines: z.array(CallLineSchema),
      marks: z.array(CallMarkSchema),
      recording: z
        .object({
          /** Beside this file, where the sound was exported as well. */
          file: z.string().nullable(),
          bytes: z.number(),
          sha256: z.string(),
          offsetMs: z.number(),
        })
        .nullable(),
    })
    .nullable(),
  review: z.object({
    starredBy: z.string().nullable(),
    starredAt: z.number().nullable(),
    reviewedBy: z.string().nullable(),
    reviewedAt: z.number().nullable(),
  }),
  tags: z.array(z.object({ tag: z.string(), by: z.string(), at: z.number() })),
  notes: z.array(KeptNoteSchema),
  redactions: z.array(KeptRedactionSchema),
  /** Older desks wrote none. */
  scores: z.array(ScoreRecordSchema).default([]),
  /** Where it came into that desk by import: what it was before, which is what it is here. */
  imported: z.boolean(),
})
export type TranscriptRecord = z.infer<typeof RecordSchema>

/** The same without what the masks take out. Its seals bind no more and are left away. */
export function maskRecord(record: TranscriptRecord, masker: Masker): TranscriptRecord {
  const ledger = record.ledger.map((entry) => ({ ...entry, before: null, seal: null }))
  // Marks between the characters of a number hide it from a mask.
  const messages = record.messages.map((message) => ({ ...message, html: null }))
  return masker.json({ ...record, messages, ledger } as Json) as TranscriptRecord
}
