import { openForWriting, type Connection } from '#main/store/database.ts'
import { createIndexer, type Indexer } from '#main/store/search/indexer.ts'
import type { Unreadable } from '#main/store/search/sources.ts'
import { createTraces, type Traces } from '#main/store/search/traces.ts'
import { createUnreadable } from '#main/store/search/unreadable.ts'
import { mergeSearch } from '#main/store/search/upkeep.ts'
import { roundMs } from '#main/store/write-ahead-log.ts'

export type Keeper = {
  /** A little of what is left, as often as there is time. */
  readonly keep: () => void
  /** What is left, for about so long; how many conversations are then not up to date. */
  readonly catchUp: (ms: number) => number
  /** Nothing is left to index, nor a trace of what was taken out for good; false: ask again. */
  readonly wipe: (ms: number) => boolean
  /** Upkeep of the index on somebody else's connection; false when nothing is left. */
  readonly merge: (db: Connection) => boolean
  readonly close: () => void
}

const perRoundMs = 60
/** Whoever writes is left alone for so long, then for a round no more. */
const mostRoundsPutOff = 2000 / roundMs
const few = 20

/** The indexer on a connection of its own, opened once it is needed. */
export function createKeeper(file: string, unreadable?: Unreadable): Keeper {
  let open: {
    readonly db: Connection
    readonly indexer: Indexer
    readonly traces: Traces
    readonly leftOut: ReturnType<typeof createUnreadable>
  } | null = null
  let seen: unknown = null
  let putOff = 0

  const opened = () => {
    if (open !== null) return open
    const db = openForWriting(file)
    db.pragma('busy_timeout = 20')
    // It follows from other tables: the next commit of anybody brings it to disk, and until then it may be lost as a whole.
    db.pragma('synchronous = NORMAL')
    db.pragma('wal_autocheckpoint = 0')
    const leftOut = createUnreadable(db, unreadable)
    open = { db, indexer: createIndexer(db, undefined, leftOut.note), traces: createTraces(db), leftOut }
    return open
  }

  const catchUp = (ms: number): number => {
    const { indexer, leftOut } = opened()
    const isOver = !indexer.work(ms)
    leftOut.keep()
    if (isOver) return 0
    const left = indexer.left()
    // What one has just written is few; one waits for that rather than not find it.
    return left <= few && !indexer.work(ms * 4) ? 0 : indexer.left()
  }

  return {
    keep: () => {
      const { db, indexer, traces, leftOut } = opened()
      // Of others: what this connection wrote does not count.
      const version = db.pragma('data_version', { simple: true })
      const isWritten = version !== seen
      seen = version
      putOff = isWritten && putOff < mostRoundsPutOff ? putOff + 1 : 0
      if (putOff > 0) return
      if (!indexer.work(perRoundMs)) traces.work(perRoundMs)
      leftOut.keep()
    },
    catchUp,
    wipe: (ms) => catchUp(ms) === 0 && !opened().traces.work(ms),
    merge: mergeSearch,
    close: () => open?.db.close(),
  }
}
