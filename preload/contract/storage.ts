import { z } from 'zod'
import { command, query } from '#contract/procedure.ts'

/** Whether what is decided can be kept. */
export const StorageSchema = z.object({
  /**
   * low: everything works, and there is little room left · full, read_only: nothing can be recorded until that ends, and
   * the desk stands still · damaged: nothing is recorded any more until a backup takes the place of the database.
   */
  state: z.enum(['ok', 'low', 'full', 'read_only', 'damaged']),
  /** Since when; null while ok. */
  since: z.number().nullable(),
  freeBytes: z.number().nullable(),
  /** Outcomes of actions that are known here and not on disk yet. */
  unrecorded: z.number().int(),
})
export type StorageStatus = z.infer<typeof StorageSchema>

const BackupSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  at: z.number(),
  verified: z.boolean(),
  /** Told by a check: recordings beside it that are as they were, and the names of those that are not. */
  recordings: z.object({ kept: z.number().int(), wrong: z.array(z.string()).readonly() }).optional(),
})

const RestoredSchema = z.object({
  /** The backup that is the database now. */
  from: BackupSchema,
  /** The backup of what was there before, made just now; null where it was too damaged to copy. */
  before: BackupSchema.nullable(),
  /** Where the replaced files lie. */
  aside: z.string().nullable(),
  /** Entries of the ledger that are not in it; null: the replaced file could not be read. */
  lostEntries: z.number().int().nullable(),
  /** Recordings that were missing: brought back from the backup, and gone. */
  recordings: z.object({ back: z.number().int(), lost: z.number().int() }),
})
export type Restored = z.infer<typeof RestoredSchema>

const Nothing = z.object({})
const File = z.object({ file: z.string().min(1).max(4096) })

export const backupProcedures = {
  create: command(Nothing, BackupSchema),
  list: query(Nothing, z.object({ backups: z.array(BackupSchema) })),
  /** Opens the copy and checks every table of it. */
  verify: command(File, BackupSchema),
  /** Puts the copy in the place of the database, after a backup of what is there now. The desk starts again on it. */
  restore: command(File, RestoredSchema),
} as const
