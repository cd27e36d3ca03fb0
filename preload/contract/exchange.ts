import { z } from 'zod'
import { command, feed, query } from '#contract/procedure.ts'
import { QueryTextSchema } from '#contract/query.ts'
import {
  LegalHoldSchema,
  RetentionPreviewSchema,
  RetentionRuleSchema,
  RetentionRunSchema,
} from '#contract/retention.ts'

/** What leaves the desk as files, what comes in as such, and what goes for good by its age. */

/** What is taken out of words before they are written to a file; the same value gets the same placeholder in one export. */
export const MaskSchema = z.enum(['card', 'secret', 'email', 'phone', 'iban'])
export type Mask = z.infer<typeof MaskSchema>
export const everyMask: readonly Mask[] = MaskSchema.options

export const ExportFormatSchema = z.enum(['jsonl', 'csv', 'markdown', 'html'])
export type ExportFormat = z.infer<typeof ExportFormatSchema>

const Ids = z.array(z.number().int().min(1)).min(1).max(1000)

export const ExportRequestSchema = z.object({
  /** What a search finds, or conversations by their number. */
  of: z.discriminatedUnion('by', [
    z.object({ by: z.literal('query'), text: QueryTextSchema }),
    z.object({ by: z.literal('conversations'), ids: Ids }),
  ]),
  formats: z.array(ExportFormatSchema).min(1).max(4),
  /** Those that are used. None: the words leave as they are. */
  masks: z.array(MaskSchema).max(5),
  /** Markdown and HTML: a file for each conversation, or one for all. */
  layout: z.enum(['each', 'book']),
  /** safe: with masks, no recording in which numbers are spoken; all: those as well. */
  audio: z.enum(['none', 'safe', 'all']),
})
export type ExportRequest = z.infer<typeof ExportRequestSchema>

const Number_ = z.number().int().min(0)

export const ExportedSchema = z.object({
  kind: z.literal('export'),
  folder: z.string(),
  files: Number_,
  bytes: z.number(),
  conversations: Number_,
  messages: Number_,
  actions: Number_,
  /** How many different values were masked, by kind. */
  masked: z.record(z.string(), Number_),
  audio: z.object({ copied: Number_, leftOut: Number_, missing: Number_ }),
  tookMs: z.number(),
})
export type Exported = z.infer<typeof ExportedSchema>

/** What is new, what is here as it is there, and what is otherwise here. */
const ComparedSchema = z.object({ adds: Number_, same: Number_, conflicts: Number_ })

/** A file that came in piece by piece and is not looked at yet. */
const UploadSchema = z.string().regex(/^[0-9a-f]{24}$/)

export const ImportPreviewSchema = z.object({
  kind: z.literal('preview'),
  upload: UploadSchema,
  name: z.string(),
  report: z.object({
    /** own: an export of a desk · backup: its database · chat: messages with roles · dialogue: one text with roles. */
    form: z.enum(['own', 'backup', 'chat', 'dialogue']).nullable(),
    /** Exported with masks: what was hidden stays hidden. */
    masked: z.boolean(),
    bytes: z.number(),
    sha256: z.string(),
    adds: z.object({ conversations: Number_, messages: Number_, actions: Number_ }),
    /** Of conversations that are taken in or are here. Otherwise here: ours stays. */
    scores: ComparedSchema,
    /** Those they were given by. Otherwise here: theirs comes in beside ours, put away. */
    scorecards: ComparedSchema,
    /** Conversations that are here and lack something. */
    merges: Number_,
    duplicates: Number_,
    conflicts: Number_,
    /** Open here: left as they are. */
    left: Number_,
    /** Of calls that would be added: named in the file, and come along with it as they are named. */
    recordings: z.object({ named: Number_, here: Number_ }),
    rejects: z.object({ count: Number_, lines: z.array(z.object({ line: Number_, reason: z.string() })).readonly() }),
    examples: z.array(z.object({ line: Number_, plan: z.string(), title: z.string(), why: z.string() })).readonly(),
  }),
})
export type ImportPreview = z.infer<typeof ImportPreviewSchema>

export const ImportOutcomeSchema = z.object({
  conversations: Number_,
  messages: Number_,
  actions: Number_,
  merged: Number_,
  duplicates: Number_,
  conflicts: Number_,
  left: Number_,
  rejected: Number_,
})
export type ImportOutcome = z.infer<typeof ImportOutcomeSchema>

export const ImportedSchema = z.object({
  kind: z.literal('import'),
  id: z.string(),
  /** Made and checked before; null: it was made before the desk stopped in the middle. */
  backup: z.string().nullable(),
  outcome: ImportOutcomeSchema,
  tookMs: z.number(),
})

export const JobResultSchema = z.discriminatedUnion('kind', [
  ExportedSchema,
  ImportPreviewSchema,
  ImportedSchema,
  RetentionPreviewSchema,
  RetentionRunSchema,
])
export type JobResult = z.infer<typeof JobResultSchema>

/** How far something is that takes its time. It goes on while nobody watches. */
export const JobSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What is being done now, in words. */
  what: z.string(),
  done: Number_,
  /** Null: nobody knows yet. */
  total: Number_.nullable(),
  result: JobResultSchema.nullable(),
  failure: z.string().nullable(),
  /** False: it has come so far that it will be done, whatever happens. */
  cancellable: z.boolean(),
})
export type Job = z.infer<typeof JobSchema>

const OfJob = z.object({ id: z.string() })

export const exchange = {
  /** Begins to write files into a new folder of the profile; nothing of it is left where it is cancelled or fails. */
  export: command(ExportRequestSchema, JobSchema),
  watch: feed(OfJob, JobSchema),
  /** Ends it; what was begun is taken back. */
  cancel: command(OfJob, z.object({})),
  /** A piece of a file that is to be taken in; the first one has no id. */
  upload: command(
    z.object({
      id: UploadSchema.nullable(),
      /** Of the whole file. */
      bytes: Number_,
      offset: Number_,
      data: z.base64().max(400_000),
    }),
    z.object({ id: UploadSchema, received: Number_ }),
  ),
  /** Reads it and says what would be added. Writes nothing. `sounds`: recordings that came in as files of their own. */
  preview: command(
    z.object({
      upload: UploadSchema,
      name: z.string().max(300),
      sounds: z.array(UploadSchema).max(10_000).optional(),
    }),
    JobSchema,
  ),
  /** Takes in what the preview said, after a backup. `keepTheirs`: what is otherwise here is kept beside ours. */
  import: command(z.object({ upload: UploadSchema, keepTheirs: z.boolean() }), JobSchema),
  /** The file is not wanted. */
  discard: command(z.object({ upload: UploadSchema }), z.object({})),
} as const

/** What goes for good by its age. */
export const retention = {
  rules: query(z.object({}), z.object({ rules: z.array(RetentionRuleSchema), runs: z.array(RetentionRunSchema) })),
  save: command(z.object({ rules: z.array(RetentionRuleSchema).max(50) }), z.object({})),
  /** What all rules would remove now, those that are off too; `all`: each by its number and title. Changes nothing. */
  preview: command(z.object({ all: z.boolean().optional() }), JobSchema),
  /** Removes what the rules that are on say. */
  run: command(z.object({}), JobSchema),
  holds: query(z.object({}), z.object({ holds: z.array(LegalHoldSchema) })),
  holdOf: query(z.object({ conversationId: z.number().int() }), z.object({ hold: LegalHoldSchema.nullable() })),
  /** Why it must not go; null: it may. */
  hold: command(
    z.object({ conversationId: z.number().int(), why: z.string().trim().min(1).max(500).nullable() }),
    z.object({}),
  ),
} as const
