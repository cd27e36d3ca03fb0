import type { ImportPreview, JobResult } from '#contract/exchange.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Jobs, Work } from '#main/services/exchange/jobs.ts'
import type { Desk } from '#main/services/desk.ts'
import type { AppContract } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Taking conversations in: what would come of it is seen first, a backup is made before, and nothing of it is worked on. */
type Importing = Pick<Handlers<AppContract['exchange']>, 'upload' | 'preview' | 'import' | 'discard'>

type Parts = { readonly desk: Pick<Desk, 'store' | 'clock' | 'log' | 'configuration' | 'record'>; readonly jobs: Jobs }

export function importHandlers({
  desk,
  jobs,
}: Parts): Importing & { readonly resume: () => Promise<void>; readonly goOn: () => Promise<void> } {
  const { store, clock, log, record } = desk
  const { uploads } = store.exchange
  const seen = new Map<string, ImportPreview>()

  const stage =
    (upload: string, name: string, sounds: readonly string[]): Work =>
    async (tell, signal) => {
      for (const sound of sounds) await uploads.adopt(upload, sound)
      for await (const step of store.exchange.stage(upload, signal)) {
        if (step.type === 'progress') tell({ done: step.done, total: step.total })
        else {
          const preview: ImportPreview = { kind: 'preview', upload, name, report: step.report }
          seen.set(upload, preview)
          return preview
        }
      }
      return null
    }

  /** `begin`: null where it was decided before a stop. */
  const apply =
    (id: string, begin: Parameters<typeof store.exchange.apply>[1], withBackup: boolean): Work =>
    async (tell, signal) => {
      const since = clock.monotonic()
      if (withBackup) tell({ what: 'Backing up first' })
      const backup = withBackup ? (await store.backup.createBeforeImport()).file : null
      if (signal.aborted) return null
      // Half an import is worth less than none: from here on it comes to its end.
      tell({ what: 'Adding conversations', cancellable: false })
      try {
        for await (const step of store.exchange.apply(id, begin)) {
          if (step.type === 'progress') tell({ done: step.done, total: step.total })
          else {
            uploads.remove(id)
            seen.delete(id)
            record.imported()
            log('info', 'import.done', { ...step.outcome })
            return { kind: 'import', id, backup, outcome: step.outcome, tookMs: clock.monotonic() - since }
          }
        }
      } catch (thrown) {
        const isDecided = (await leftOpen()).includes(id)
        if (!isDecided || !(thrown instanceof AppError) || thrown.code !== 'disk_full') throw thrown
        const words = 'The disk is full. What is missing is added by itself as soon as there is room.'
        throw new AppError('disk_full', words, { cause: thrown })
      }
      throw new AppError('internal', 'The import ended without a result.')
    }

  /** The oldest first: a later one may say more about what an earlier one brought. */
  const leftOpen = async (): Promise<readonly string[]> =>
    (await store.exchange.imports())
      .filter(({ done }) => !done)
      .map(({ id }) => id)
      .toReversed()

  const applyAll =
    (open: readonly string[]): Work =>
    async (tell, signal) => {
      const ended: { readonly result?: JobResult | null; readonly failure?: unknown }[] = []
      for (const id of open) {
        if (signal.aborted) return null
        ended.push(
          await apply(
            id,
            null,
            false,
          )(tell, signal).then(
            (result) => ({ result }),
            (failure: unknown) => ({ failure }),
          ),
        )
      }
      const failed = ended.find(({ failure }) => failure !== undefined)
      if (failed !== undefined) throw failed.failure
      return ended.at(-1)?.result ?? null
    }

  return {
    upload: async ({ id, bytes, offset, data }) => {
      const upload = id ?? uploads.begin(bytes)
      return { id: upload, received: uploads.add(upload, offset, Buffer.from(data, 'base64')) }
    },
    preview: async ({ upload, name, sounds }) => {
      uploads.fileOf(upload)
      return jobs.begin('Reading the file', stage(upload, name, sounds ?? []))
    },
    import: async ({ upload, keepTheirs }) => {
      const preview = seen.get(upload)
      if (preview === undefined) throw new AppError('conflict', 'Look at what would be added first.')
      const by = desk.configuration().operator.name
      const { name, report } = preview
      const adds = report.adds.conversations + report.merges + report.conflicts > 0
      return jobs.begin('Adding conversations', apply(upload, { by, name, sha256: report.sha256, keepTheirs }, adds))
    },
    discard: async ({ upload }) => {
      // What was decided comes to its end, and needs what was laid out for it.
      if ((await store.exchange.imports()).some(({ id, done }) => id === upload && !done)) return {}
      uploads.remove(upload)
      seen.delete(upload)
      return {}
    },
    /** What a stop left in the middle is brought to its end; files that nobody asked for again are taken away. */
    resume: async () => {
      const open = await leftOpen()
      uploads.tidy(open)
      if (open.length > 0) jobs.begin('Adding conversations', applyAll(open))
    },
    /** What had no room goes on once there is some. */
    goOn: async () => {
      const open = await leftOpen()
      if (open.length > 0 && !jobs.isBusy()) jobs.begin('Adding conversations', applyAll(open))
    },
  }
}
