import { systemClock } from '#main/kernel/clock.ts'
import { openStore } from '#main/store/index.ts'
import { createReader } from '#main/store/reader.ts'

/** Opens a database as a desk does, reads the first page of the queue and its counts, and says how long all of it took. */
const [file = '', backupDirectory = ''] = process.argv.slice(2)
const store = await openStore({
  file,
  backupDirectory,
  exportDirectory: backupDirectory,
  recordingDirectory: backupDirectory,
  ledgerKey: new Uint8Array(32).fill(7),
  clock: systemClock,
  log: () => {},
  backupsKept: () => 1,
  reader: createReader,
})
const { items } = await store.ledger.queue({ view: 'all', cursor: null, limit: 50 })
const { all } = await store.ledger.counts()
process.stdout.write(`${JSON.stringify({ ms: performance.now(), rows: items.length, waiting: all })}\n`)
await store.close()
