import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requireRoom, stamp } from '#main/store/backup.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { listImports, type ApplyOrder, type ApplyStep, type PastImport } from '#main/store/exchange/apply.ts'
import type { ExportOrder, ExportStep } from '#main/store/exchange/export.ts'
import type { StageStep } from '#main/store/exchange/stage.ts'
import { createRetention, type RetentionStore } from '#main/store/exchange/retention.ts'
import { createUploads, type Uploads } from '#main/store/exchange/uploads.ts'
import type { Write } from '#main/store/group.ts'
import type { Reader } from '#main/store/reader.ts'

/** What leaves the database as files, and comes in from such. */
export type ExchangeStore = {
  /** Into a new folder among the exports; ends without a result when the signal aborts. */
  readonly export: (
    order: Pick<ExportOrder, 'request' | 'chosen' | 'program'>,
    signal: AbortSignal,
  ) => AsyncIterable<ExportStep>
  readonly uploads: Uploads
  /** Files on their way into a collection: they outlast a stop. */
  readonly documents: Uploads
  /** What a file that came in would add; ends without a result when the signal aborts. */
  readonly stage: (upload: string, signal: AbortSignal) => AsyncIterable<StageStep>
  /** Adds what was staged, to its end. `begin`: null where it was decided before a stop. */
  readonly apply: (upload: string, begin: ApplyOrder['begin']) => AsyncIterable<ApplyStep>
  /** Newest first. */
  readonly imports: () => Promise<readonly PastImport[]>
  /** Folders that were exported before and still lie there, the newest first. */
  readonly exports: () => Promise<readonly string[]>
  readonly retention: RetentionStore
}

type Options = { readonly file: string; readonly exportDirectory: string; readonly recordingDirectory: string }

const unusedFolder = (directory: string, at: number): string => {
  const folder = join(directory, `transcripts-${stamp(at)}`)
  return existsSync(folder) ? unusedFolder(directory, at + 1) : folder
}

/** A conversation takes more room in tables and their indexes than in the file between. */
const growth = 3

export function createExchange(
  db: Connection,
  write: Write,
  reader: Reader,
  options: Options,
  now: () => number,
): ExchangeStore {
  const { file, exportDirectory, recordingDirectory } = options
  const uploads = createUploads(join(dirname(file), 'imports'))
  return {
    export: (what, signal) => {
      const at = now()
      const folder = unusedFolder(exportDirectory, at)
      return reader.exportTranscripts({ ...what, folder, at, recordings: recordingDirectory }, signal)
    },
    uploads,
    documents: createUploads(join(dirname(file), 'documents')),
    stage: (upload, signal) =>
      reader.stageImport({ file: uploads.fileOf(upload), staging: uploads.stagingOf(upload), at: now() }, signal),
    apply: (upload, begin) => {
      const staging = uploads.stagingOf(upload)
      if (begin !== null) requireRoom(dirname(file), statSync(staging).size * growth)
      return reader.applyImport(
        { file, staging, recordings: recordingDirectory, at: now(), id: upload, begin },
        new AbortController().signal,
      )
    },
    exports: async () =>
      existsSync(exportDirectory)
        ? readdirSync(exportDirectory)
            .filter((name) => name.startsWith('transcripts-'))
            .toSorted()
            .toReversed()
        : [],
    imports: async () => guarded(() => listImports(db)),
    retention: createRetention(db, write, reader.chooseByAge, now),
  }
}
