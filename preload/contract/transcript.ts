import { z } from 'zod'
import { CallLineSchema, CallMarkSchema, CallSchema } from '#contract/call.ts'
import { ChannelSchema, ConversationSchema, MessageSchema, RagResultSchema } from '#contract/conversation.ts'
import { ProposalSchema, SentencePartSchema, SignerSchema } from '#contract/proposal.ts'
import { QueryProblemSchema } from '#contract/query.ts'
import { JsonSchema, RiskSchema } from '#contract/tool.ts'

/** Where something stands in a text: [from, to) in UTF-16 units. */
const RangeSchema = z.tuple([z.number().int().min(0), z.number().int().min(0)])

/**
 * The name of one row of a timeline, the same for a search hit, a note and a link: `m12` message 12 (a caption is a message),
 * `e34` ledger entry 34, `i5` entry 5 of an imported ledger that no message tells, `t<turn id>` what a turn retrieved,
 * `g<turn id>` its guardrail, `k5` mark 5 of the call, `n<note id>`.
 */
export const EntryIdSchema = z.string().min(2).max(80)

/** What a search result can be ordered by. */
export const SearchOrderSchema = z.enum(['newest', 'relevance', 'risk', 'edit_distance'])
export type SearchOrder = z.infer<typeof SearchOrderSchema>

/** A conversation in which something was found. */
export const TranscriptHitSchema = z.object({
  conversationId: z.number().int(),
  customer: z.string(),
  subject: z.string(),
  channel: ChannelSchema,
  /** Of what was found; without words or actions asked for, of the newest message. */
  at: z.number(),
  /** The call, where it is one, and how long its recording is. */
  callId: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** Of the action that was found, otherwise the highest of the conversation; null: it has none. */
  risk: RiskSchema.nullable(),
  /** What a person changed in that action, as short text: `$95.00`, `$68.00`. */
  change: z.object({ field: z.string(), before: z.string(), after: z.string() }).nullable(),
  starred: z.boolean(),
  reviewed: z.boolean(),
  notes: z.number().int(),
  guardrail: z.boolean(),
  /**
   * The first place that was found, cut around its first mark; where only filters were asked for, the beginning of what customer,
   * agent or operator said last, without marks. Null: nobody said anything.
   */
  snippet: z
    .object({ entryId: EntryIdSchema, author: z.string(), text: z.string(), ranges: z.array(RangeSchema) })
    .nullable(),
  /** Rows of the timeline that were found in it on the way to this page, the newest first, at most 50. All: `transcripts.rows`. */
  entryIds: z.array(EntryIdSchema),
})
export type TranscriptHit = z.infer<typeof TranscriptHitSchema>

/** `more`: there are at least as many. */
export const CountSchema = z.object({ count: z.number().int(), more: z.boolean() })
export type Count = z.infer<typeof CountSchema>

/** Conversations that the index does not hold yet; null: it holds everything. */
export const BehindSchema = z.object({ left: z.number().int() }).nullable()
export type Behind = z.infer<typeof BehindSchema>

export const TranscriptPageSchema = z.object({
  hits: z.array(TranscriptHitSchema),
  /** Where the next page begins; null: nothing more. */
  next: z.string().nullable(),
  problems: z.array(QueryProblemSchema),
  /** What has to be known to read it rightly: "Best of the newest 300", "No such word: words that contain it". */
  remark: z.string().nullable(),
  tookMs: z.number(),
  /** The index does not hold everything yet; null: it does. */
  behind: BehindSchema,
})
export type TranscriptPage = z.infer<typeof TranscriptPageSchema>

export const TranscriptCountSchema = z.object({
  hits: CountSchema,
  conversations: CountSchema,
  problems: z.array(QueryProblemSchema),
  /** As of a page. */
  behind: BehindSchema,
})

export const FacetSchema = z.object({
  /** Field of the grammar: `decision`, `risk`, `channel`, `by`, `has`, … */
  field: z.string(),
  label: z.string(),
  values: z.array(z.object({ value: z.string(), label: z.string(), count: CountSchema, chosen: z.boolean() })),
})
export type Facet = z.infer<typeof FacetSchema>

export const SavedSearchSchema = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  order: SearchOrderSchema,
  by: z.string(),
  at: z.number(),
})
export type SavedSearch = z.infer<typeof SavedSearchSchema>

/** One row of cause and effect. `atMs`: where it is in the call; null outside calls. */
const placed = { id: EntryIdSchema, at: z.number(), atMs: z.number().nullable() }
const ofProposal = {
  ...placed,
  proposalId: z.string(),
  /** It was proposed and decided at another desk: history, with which nothing can be done here. */
  imported: z.literal(true).optional(),
}

export const TimelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), ...placed, message: MessageSchema, redacted: z.array(RangeSchema) }),
  z.object({
    kind: z.literal('caption'),
    ...placed,
    /** Null: not one word of it was heard, so that it is no message. Its id is `l` and its place in the call then. */
    messageId: z.number().int().nullable(),
    line: CallLineSchema,
    redacted: z.array(RangeSchema),
  }),
  z.object({ kind: z.literal('retrieval'), ...placed, turnId: z.string(), chunks: z.array(RagResultSchema) }),
  z.object({ kind: z.literal('guardrail'), ...placed, turnId: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('proposal'),
    ...ofProposal,
    tool: z.string(),
    risk: RiskSchema,
    sentence: z.array(SentencePartSchema),
    agentReason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('decision'),
    ...ofProposal,
    verb: z.enum(['approve', 'edit', 'sign', 'reject', 'answer', 'retry', 'withdraw', 'resolve', 'simulate']),
    signer: SignerSchema,
    sentence: z.array(SentencePartSchema),
    /** From the proposal to this, ms. */
    afterMs: z.number(),
    reason: z.string().nullable(),
    reasons: z.array(z.string()),
    /** What was changed, by JSON pointer; values as JSON. */
    changes: z.array(z.object({ pointer: z.string(), before: JsonSchema.optional(), after: JsonSchema.optional() })),
  }),
  /** A rule, or the desk itself, did something: signed, blocked, asked, let it expire, outdated it. */
  z.object({ kind: z.literal('rule'), ...ofProposal, event: z.string(), who: z.string(), text: z.string() }),
  /** An attempt and what came of it. */
  z.object({
    kind: z.literal('receipt'),
    ...ofProposal,
    result: z.enum(['attempted', 'succeeded', 'failed', 'unknown', 'step', 'undone', 'undo_failed']),
    text: z.string(),
    status: z.number().nullable(),
    remoteId: z.string().nullable(),
    tookMs: z.number().nullable(),
    attempt: z.number().int().nullable(),
    attempts: z.number().int().nullable(),
  }),
  /** What happened in a call beside what was said: devices, barge-in, consent, seams. */
  z.object({ kind: z.literal('device'), ...placed, mark: CallMarkSchema }),
  z.object({ kind: z.literal('note'), ...placed, noteId: z.string() }),
  z.object({ kind: z.literal('redaction'), ...placed, by: z.string(), text: z.string() }),
  /** Something is kept there that cannot be read; `what`: of which kind it is, in words. */
  z.object({ kind: z.literal('unreadable'), ...placed, what: z.string() }),
])
export type TimelineEntry = z.infer<typeof TimelineEntrySchema>

/** Belongs to a row, to words in it, to a moment of the call, or to the conversation as a whole. */
export const NoteAnchorSchema = z.object({
  entryId: EntryIdSchema.nullable(),
  range: RangeSchema.nullable(),
  atMs: z.number().min(0).nullable(),
})
export type NoteAnchor = z.infer<typeof NoteAnchorSchema>

export const NoteSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  anchor: NoteAnchorSchema,
  text: z.string(),
  by: z.string(),
  at: z.number(),
  editedAt: z.number().nullable(),
  /** Names after `@` that are people of this desk. */
  mentions: z.array(z.string()),
  resolved: z.object({ by: z.string(), at: z.number() }).nullable(),
  /** What was made of it. */
  kept: z.array(z.enum(['regression_test', 'knowledge_gap'])),
})
export type Note = z.infer<typeof NoteSchema>

export const RedactionSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  entryId: EntryIdSchema.nullable(),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
  /** What was taken out, in words that say nothing of it: "16 characters of a message", "1.4 s of sound". */
  what: z.string(),
  sound: z.object({ fromMs: z.number(), toMs: z.number() }).nullable(),
  /** What still has to be done before it is gone everywhere; null: it is. */
  open: z.string().nullable(),
})
export type Redaction = z.infer<typeof RedactionSchema>

/** Everything about one conversation, oldest first. */
export const TranscriptSchema = z.object({
  conversation: ConversationSchema,
  call: CallSchema.nullable(),
  /** Whether every spoken row has exact times. */
  timing: z.enum(['exact', 'estimated']).nullable(),
  entries: z.array(TimelineEntrySchema),
  /** Rows before these that were left out; 0: none. */
  leftOut: z.number().int(),
  proposals: z.array(ProposalSchema),
  notes: z.array(NoteSchema),
  redactions: z.array(RedactionSchema),
  /** Set at this desk; those of the helpdesk stand in the conversation. */
  tags: z.array(z.string()),
  starred: z.boolean(),
  reviewed: z.object({ by: z.string(), at: z.number() }).nullable(),
})
export type Transcript = z.infer<typeof TranscriptSchema>

/** What went over the wire, secrets removed. */
export const RawTurnSchema = z.object({
  turnId: z.string(),
  at: z.number(),
  fingerprint: z.string().nullable(),
  latencyMs: z.number(),
  usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).nullable(),
  request: JsonSchema,
  response: JsonSchema,
})
export type RawTurn = z.infer<typeof RawTurnSchema>
