import type { AppContract } from '#contract/index.ts'
import type { Restored } from '#contract/storage.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { migrations } from '#main/store/migrate.ts'
import { lossOf } from '#main/store/recover.ts'
import { bringBackRecordings } from '#main/store/recording-copies.ts'
import { commitRestore, discardRestore, prepareRestore } from '#main/store/restore.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Going back to a backup while the desk is open: made ready beside the work, exchanged while the database is closed. */
export type Exchange = {
  /** To be called when the database is closed. */
  readonly make: () => Promise<Restored>
}

/**
 * Checks the backup, makes it ready and backs up what is there now. Throws with nothing changed. A database too damaged to
 * be copied is no hindrance: its files are kept aside.
 */
export async function prepareExchange(store: OpenedStore, file: string, name: string, at: number): Promise<Exchange> {
  const from = await store.backup.verify(name)
  if (!from.verified) throw new AppError('database_damaged', 'That backup is damaged. Nothing was changed.')
  const watch = () => {}
  const { examine } = store
  const prepared = await prepareRestore({ file, backup: from, why: 'replaced', at, migrations, examine, watch })
  const before = await store.backup.createSparing(from.file).catch((thrown: unknown) => {
    if (asAppError(thrown).code === 'database_damaged') return null
    discardRestore(prepared)
    throw thrown
  })
  return {
    make: async () => {
      const aside = commitRestore(prepared, watch)
      const recordings = await bringBackRecordings(from.file, file)
      return { from, before, aside, lostEntries: lossOf(file, aside).lostEntries, recordings }
    },
  }
}

type Handler = (...words: readonly unknown[]) => unknown

/** The same handlers, that refuse everything for as long as there is a reason to. */
export function gated(handlers: Handlers<AppContract>, reason: () => AppError | null): Handlers<AppContract> {
  const guard =
    (handler: Handler): Handler =>
    (...words) => {
      const because = reason()
      if (because !== null) throw because
      return handler(...words)
    }
  const walk = (part: object): object =>
    Object.fromEntries(
      Object.entries(part).map(([name, value]: [string, Handler | object]) => [
        name,
        typeof value === 'function' ? guard(value as Handler) : walk(value),
      ]),
    )
  return walk(handlers) as Handlers<AppContract>
}
