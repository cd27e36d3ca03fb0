import { createActivity, type Activity } from '#main/store/activity.ts'
import { examineFile, settleCopy } from '#main/store/backup.ts'
import { verifyChain, type Anchor, type ChainReport, type LedgerKey } from '#main/store/chain.ts'
import { guarded, guardedAsync, openForReading } from '#main/store/database.ts'
import { exportLedger, type Export, type Exported } from '#main/store/ledger-export.ts'
import { checkLedger, type LedgerCheck } from '#main/store/ledger-check.ts'
import { createLately, type ReadLately } from '#main/store/lately.ts'
import { createSearch, type SearchQuery } from '#main/store/search.ts'
import { mergeSearch } from '#main/store/search-upkeep.ts'
import { createSimulator, type Simulate } from '#main/store/simulator.ts'
import type { SearchPage } from '#main/store/store.ts'
import { checkIntegrity, verifySnapshots } from '#main/store/verify.ts'
import { createWriteAheadLog } from '#main/store/write-ahead-log.ts'

/** What takes long, on connections of its own: a host runs this on a worker thread so that the main loop never waits. */
export type Reader = {
  readonly search: (query: SearchQuery) => Promise<SearchPage>
  /** A rule over past decisions. */
  readonly simulate: Simulate
  /** What each rule won of late. */
  readonly lately: ReadLately
  /** Ids of proposals whose snapshot is not the fold of their events. */
  readonly verify: () => Promise<readonly string[]>
  readonly verifyChain: (key: LedgerKey, anchors: readonly Anchor[]) => Promise<ChainReport>
  /** Both of these, telling how far it is. */
  readonly checkLedger: (key: LedgerKey, anchors: readonly Anchor[], signal: AbortSignal) => AsyncIterable<LedgerCheck>
  readonly exportLedger: (what: Export) => Promise<Exported>
  readonly activity: Activity
  /** Problems SQLite finds in the database; empty when there are none. */
  readonly check: () => Promise<readonly string[]>
  /** Copies the database, as of one moment, into an empty file, checks the copy and brings it to disk. */
  readonly copy: (to: string) => Promise<void>
  /** The problems of another file, which is open nowhere. */
  readonly examine: (file: string) => Promise<readonly string[]>
  /** To be called each `roundMs` of the write-ahead log: moves what was written into the database. */
  readonly tidyLog: () => Promise<void>
  readonly close: () => Promise<void>
}

const pagesPerStep = 10_000

/** The reader on the calling thread. The database must exist and be migrated. */
export function createReader(file: string): Reader {
  const db = openForReading(file)
  const search = guarded(() => createSearch(db))
  const simulate = guarded(() => createSimulator(db))
  const lately = guarded(() => createLately(db))
  const activity = guarded(() => createActivity(db))
  const log = createWriteAheadLog(file, mergeSearch)

  return {
    search: async (query) => search(query),
    simulate,
    lately,
    activity,
    verify: async () => verifySnapshots(db),
    verifyChain: async (key, anchors) => verifyChain(db, key, anchors),
    checkLedger: (key, anchors, signal) => checkLedger(db, key, anchors, signal),
    exportLedger: async (what) => exportLedger(db, what),
    check: async () => guarded(() => checkIntegrity(db)),
    copy: async (to) =>
      guardedAsync(async () => {
        let copied = 0
        // A write starts the copy over. After three times the pages it takes all of them in one step.
        const progress = ({ totalPages }: { readonly totalPages: number }) => {
          copied += pagesPerStep
          return copied > totalPages * 3 + pagesPerStep ? totalPages + 1 : pagesPerStep
        }
        await db.backup(to, { progress })
        settleCopy(to)
      }),
    examine: async (other) => examineFile(other),
    tidyLog: async () => log.tidy(),
    close: async () => {
      log.close()
      db.close()
    },
  }
}
