import { z } from 'zod'
import { command, query } from '#contract/procedure.ts'
import { EntryIdSchema, RedactionSchema } from '#contract/transcript.ts'

const OfConversation = z.object({ conversationId: z.number().int() })
const WordsSchema = z.string().trim().min(2).max(2000)
/** In the call. */
const MomentsSchema = z.object({ fromMs: z.number().min(0), toMs: z.number().min(0) })

/** Copies of this desk that still hold what was taken out of it since. */
export const OldCopiesSchema = z.object({
  /** Backups, and databases that a backup took the place of. */
  count: z.number().int(),
  bytes: z.number(),
  /** When the oldest backup was made; null: there is none. */
  oldest: z.number().nullable(),
})
export type OldCopies = z.infer<typeof OldCopiesSchema>

export const RedactionPreviewSchema = z.object({
  /** Where the words stand, and how often. */
  places: z.array(z.object({ label: z.string(), count: z.number().int() })),
  /** Where they are spoken, in the call; empty: no recording has them. */
  spoken: z.array(MomentsSchema),
  /** What keeps them from being taken out now; null: nothing. */
  refused: z.string().nullable(),
  /** Copies that this does not reach, in words: exports, the helpdesk. */
  elsewhere: z.array(z.string()),
  /** And those that can be removed afterwards. */
  copies: OldCopiesSchema,
})
export type RedactionPreview = z.infer<typeof RedactionPreviewSchema>

/** What a person takes out of a conversation for good. */
export const redaction = {
  /** How far it reaches. Changes nothing. */
  preview: query(OfConversation.extend({ words: WordsSchema }), RedactionPreviewSchema),
  /**
   * Takes words, sound or both out of every table, the index, the recording and the write-ahead log. `words`: wherever they
   * stand in this conversation. `sound`: this range, and with words every other place where they are spoken.
   */
  redact: command(
    OfConversation.extend({
      /** The row they were chosen in; null: none. */
      entryId: EntryIdSchema.nullable(),
      words: WordsSchema.nullable(),
      sound: MomentsSchema.nullable(),
      reason: z.string().trim().min(1).max(500),
    }),
    RedactionSchema,
  ),
  /** Copies of this desk that were made before now and still hold what was taken out of it. */
  copies: query(z.object({}), OldCopiesSchema),
  /**
   * Makes a new backup, checks it, and then removes every older copy for good; a sealed entry of the ledger says so. Throws
   * `conflict` while something is still being taken out: the new one would hold it as well. Null: no one conversation.
   */
  removeCopies: command(
    z.object({ conversationId: z.number().int().nullable(), confirm: z.literal('remove') }),
    z.object({ removed: z.number().int(), backup: z.string() }),
  ),
} as const
