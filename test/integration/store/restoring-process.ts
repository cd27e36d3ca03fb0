import { examineFile } from '#main/store/backup.ts'
import { openStore } from '#main/store/index.ts'
import { migrations } from '#main/store/migrate.ts'
import { commitRestore, prepareRestore } from '#main/store/restore.ts'
import { pendingProposals, storeOptions } from '#test/support/store.ts'

/**
 * Backs up a database, decides more in it, and goes back to the backup; ends itself without warning at the point it is told.
 * The database is left open where it is told so, as a process that dies leaves it: with a log beside it.
 */
const [directory = '', killAt = ''] = process.argv.slice(2)
const options = storeOptions(directory)
const store = await openStore(options)
await pendingProposals(store, ['before'])
const backup = await store.backup.create()
await pendingProposals(store, ['after'])
const watch = (point: string) => void (point === killAt && process.kill(process.pid, 'SIGKILL'))
const prepared = await prepareRestore({
  file: options.file,
  backup,
  why: 'replaced',
  at: options.clock.now(),
  migrations,
  examine: async (file) => examineFile(file),
  watch,
})
// What lies beside the database when it is exchanged is its log: nothing was moved into it yet.
commitRestore(prepared, watch)
