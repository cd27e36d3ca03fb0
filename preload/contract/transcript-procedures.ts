import { z } from 'zod'
import { command, feed, query } from '#contract/procedure.ts'
import { LessonKindSchema } from '#contract/proposal.ts'
import { ParsedQuerySchema, QueryProblemSchema, QueryTextSchema } from '#contract/query.ts'
import {
  BehindSchema,
  EntryIdSchema,
  FacetSchema,
  NoteAnchorSchema,
  NoteSchema,
  RawTurnSchema,
  RedactionSchema,
  SavedSearchSchema,
  SearchOrderSchema,
  TranscriptCountSchema,
  TranscriptPageSchema,
  TranscriptSchema,
} from '#contract/transcript.ts'

const Nothing = z.object({})
const Id = z.object({ id: z.string() })
const OfConversation = z.object({ conversationId: z.number().int() })
const Tag = z.string().trim().min(1).max(60)

/** What is typed to find something, understood and kept under names. */
export const queries = {
  parse: query(z.object({ text: QueryTextSchema, caret: z.number().int().min(0) }), ParsedQuerySchema),
  /** Those that every desk begins with, then those that were saved. */
  saved: query(Nothing, z.object({ searches: z.array(SavedSearchSchema) })),
  /** Throws `conflict` where there is one of this name, unless it is to `replace` it. */
  saveSearch: command(
    z.object({
      name: z.string().trim().min(1).max(80),
      text: QueryTextSchema,
      order: SearchOrderSchema,
      replace: z.boolean().optional(),
    }),
    SavedSearchSchema,
  ),
  removeSearch: command(Id, Nothing),
} as const

/** What this desk keeps, to be found; none of it needs a network. */
export const transcripts = {
  ...queries,
  /** Never fails for what was typed: problems come with what was found without the part that has them. */
  search: query(
    z.object({
      text: QueryTextSchema,
      order: SearchOrderSchema,
      cursor: z.string().max(400).nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    TranscriptPageSchema,
  ),
  /** All rows of one conversation that are found, the newest first; `more`: these are the newest thousand. */
  rows: query(
    z.object({ text: QueryTextSchema, conversationId: z.number().int() }),
    z.object({ entryIds: z.array(EntryIdSchema), more: z.boolean() }),
  ),
  /** Rows that are kept and cannot be read, which no search finds; the first few by table and number. */
  unreadable: query(Nothing, z.object({ count: z.number().int(), first: z.array(z.string()) })),
  count: query(z.object({ text: QueryTextSchema }), TranscriptCountSchema),
  facets: query(
    z.object({ text: QueryTextSchema }),
    z.object({ facets: z.array(FacetSchema), problems: z.array(QueryProblemSchema), behind: BehindSchema }),
  ),
} as const

/** One conversation as cause and effect. */
export const timeline = {
  /** Says at once whether it is there, and again whenever something of it changed or it was taken out for good. */
  watch: feed(OfConversation, z.object({ state: z.enum(['here', 'changed', 'gone']) })),
  view: query(OfConversation, TranscriptSchema),
  raw: query(OfConversation, z.object({ turns: z.array(RawTurnSchema) })),
} as const

/** What a reviewer adds to a conversation. What they take out of it: redaction.ts. */
export const annotations = {
  star: command(OfConversation.extend({ starred: z.boolean() }), Nothing),
  tag: command(OfConversation.extend({ tag: Tag, set: z.boolean() }), z.object({ tags: z.array(z.string()) })),
  review: command(OfConversation.extend({ reviewed: z.boolean() }), Nothing),
  addNote: command(
    OfConversation.extend({ anchor: NoteAnchorSchema, text: z.string().trim().min(1).max(10_000) }),
    NoteSchema,
  ),
  editNote: command(Id.extend({ text: z.string().trim().min(1).max(10_000) }), NoteSchema),
  resolveNote: command(Id.extend({ resolved: z.boolean() }), NoteSchema),
  removeNote: command(Id, Nothing),
  /** Gives back one that was removed since this desk was started. */
  restoreNote: command(Id, NoteSchema),
  /** Of one conversation, the oldest first. */
  notes: query(OfConversation, z.object({ notes: z.array(NoteSchema), redactions: z.array(RedactionSchema) })),
  /** Makes a test or a knowledge gap of it. */
  keepNote: command(Id.extend({ kind: LessonKindSchema }), NoteSchema),
} as const
