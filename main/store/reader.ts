import { createActivity, type Activity } from '#main/store/activity.ts'
import { examineFile, settleCopy } from '#main/store/backup.ts'
import { verifyChain, type Anchor, type ChainReport, type LedgerKey } from '#main/store/chain.ts'
import { guarded, guardedAsync, openForReading } from '#main/store/database.ts'
import { applyImport, type ApplyOrder, type ApplyStep } from '#main/store/exchange/apply.ts'
import { createChoose } from '#main/store/exchange/chosen.ts'
import { exportTranscripts, type ExportOrder, type ExportStep } from '#main/store/exchange/export.ts'
import { chooseByAge, type ChooseByAge, type RetentionChoice } from '#main/store/exchange/retention-choice.ts'
import { stageImport, type StageOrder, type StageStep } from '#main/store/exchange/stage.ts'
import { exportLedger, type Export, type Exported } from '#main/store/ledger-export.ts'
import { checkLedger, type LedgerCheck } from '#main/store/ledger-check.ts'
import { createInsights, type ReadInsights } from '#main/store/insights.ts'
import { createLately, type ReadLately } from '#main/store/lately.ts'
import { createReviewReader, type ReviewReader } from '#main/store/review-material.ts'
import { createTimeline, type TimelineReader } from '#main/store/timeline.ts'
import { createKeeper } from '#main/store/search/keeper.ts'
import type { Unreadable } from '#main/store/search/sources.ts'
import type { TranscriptSearch } from '#main/store/search/search.ts'
import { createTranscriptSearch } from '#main/store/search/search.ts'
import { createSimulator, type Simulate } from '#main/store/simulator.ts'
import { checkIntegrity, verifySnapshots } from '#main/store/verify.ts'
import { createWriteAheadLog } from '#main/store/write-ahead-log.ts'

/** What takes long, on connections of its own: a host runs this on a worker thread so that the main loop never waits. */
export type Reader = {
  /** Each of them first indexes what is left, within bounds, so that one finds what one has just written. */
  readonly search: TranscriptSearch
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
  /** Conversations as files, telling how far it is; ends without a result when the signal aborts. */
  readonly exportTranscripts: (order: ExportOrder, signal: AbortSignal) => AsyncIterable<ExportStep>
  /** What a file would add, laid beside the database; ends without a result when the signal aborts. */
  readonly stageImport: (order: StageOrder, signal: AbortSignal) => AsyncIterable<StageStep>
  /** Adds it. On a connection of its own that writes, in short transactions. */
  readonly applyImport: (order: ApplyOrder, signal: AbortSignal) => AsyncIterable<ApplyStep>
  /** What rules would remove, and why the rest stays. */
  readonly chooseByAge: (what: ChooseByAge) => Promise<RetentionChoice>
  readonly activity: Activity
  /** What became of actions and conversations in a time, in numbers. */
  readonly insights: ReadInsights
  readonly timeline: TimelineReader
  /** What reviewers are shown beside a conversation, and what queues are drawn from. */
  readonly review: ReviewReader
  /** Problems SQLite finds in the database; empty when there are none. */
  readonly check: () => Promise<readonly string[]>
  /** Copies the database, as of one moment, into an empty file, checks the copy and brings it to disk. */
  readonly copy: (to: string) => Promise<void>
  /** The problems of another file, which is open nowhere. */
  readonly examine: (file: string) => Promise<readonly string[]>
  /** To be called each `roundMs` of the write-ahead log: moves what was written into the database and indexes it. */
  readonly tidyLog: () => Promise<void>
  /** Nothing of what was taken out is left in the index or the log; false: ask again. */
  readonly wipe: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/** So long at once is indexed, and then merged, before the log is emptied. */
const wipeMs = 300
const pagesPerStep = 10_000

/** A connection that searched before takes what others changed in the index since for damage. */
function checkAnew(file: string): readonly string[] {
  const db = openForReading(file)
  try {
    return checkIntegrity(db)
  } finally {
    db.close()
  }
}

/** The reader on the calling thread. The database must exist and be migrated. */
export function createReader(file: string, unreadable?: Unreadable): Reader {
  const db = openForReading(file)
  const keeper = createKeeper(file, unreadable)
  const search = guarded(() => createTranscriptSearch(db, keeper))
  const choose = createChoose(db, search)
  const simulate = guarded(() => createSimulator(db))
  const lately = guarded(() => createLately(db))
  const activity = guarded(() => createActivity(db))
  const insights = guarded(() => createInsights(db, keeper))
  const timeline = guarded(() => createTimeline(db))
  const review = guarded(() => createReviewReader(db))
  const log = createWriteAheadLog(file, keeper.merge)

  return {
    search,
    simulate,
    lately,
    activity,
    insights,
    timeline,
    review,
    verify: async () => verifySnapshots(db),
    verifyChain: async (key, anchors) => verifyChain(db, key, anchors),
    checkLedger: (key, anchors, signal) => checkLedger(db, key, anchors, signal),
    exportLedger: async (what) => exportLedger(db, what),
    exportTranscripts: (order, signal) => exportTranscripts(db, order, choose, signal),
    stageImport: (order, signal) => stageImport(db, order, signal),
    applyImport,
    chooseByAge: async (what) => chooseByAge(db, what),
    check: async () => guarded(() => checkAnew(file)),
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
    tidyLog: async () => {
      log.tidy()
      keeper.keep()
    },
    wipe: async () => keeper.wipe(wipeMs) && log.empty(),
    close: async () => {
      log.close()
      keeper.close()
      db.close()
    },
  }
}
