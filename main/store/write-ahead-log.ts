import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'
import { guarded, openForWriting, type Connection } from '#main/store/database.ts'

export type WriteAheadLog = {
  /** To be called each `roundMs`. */
  readonly tidy: () => void
  /** Everything into the database, and nothing left in the log; false while somebody reads what was before. */
  readonly empty: () => boolean
  readonly close: () => void
}

export const roundMs = 250
/** From here on what was written is moved although more is being written; the room there is holds twice as much. */
const longPages = 2000
const reservedBytes = 16 * 1024 * 1024
const quietRoundsBeforeMoving = 1000 / roundMs
const quietRoundsBeforeUpkeep = 60_000 / roundMs
const quietRoundsBeforeEmptying = 300_000 / roundMs
const roundsBeforeHoldingWritersAgain = 2000 / roundMs

type State = { readonly busy: number; readonly log: number; readonly checkpointed: number }
const isMoved = ({ log, checkpointed }: State) => log === checkpointed

/**
 * Keeps the write-ahead log short, so that no commit has to, and its file long, so that a commit overwrites it in place: a
 * sync that also makes a file longer takes twice as long. What was written is moved into the database once nothing more
 * comes, or once there is much of it; only where writing goes on without a pause do the next commits wait for that, for some
 * milliseconds. After a quiet minute `upkeep` is done, a step each round for as long as it says that there is more; after five
 * quiet minutes the log holds nothing of what was written.
 */
export function createWriteAheadLog(file: string, upkeep: (db: Connection) => boolean): WriteAheadLog {
  const db = openForWriting(file)
  db.pragma('busy_timeout = 20')
  db.pragma('wal_autocheckpoint = 0')
  let seen: number | null = null
  let quiet = 0
  let rest = 0
  let hasMore = true

  const checkpoint = (mode: 'noop' | 'passive' | 'full' | 'truncate'): State => {
    const [state] = db.pragma(`wal_checkpoint(${mode})`) as State[]
    if (state === undefined) throw new RangeError('SQLite said nothing about its log.')
    return state
  }

  /**
   * The log starts over only where a commit finds all of it moved, which never happens while others write, unless they are
   * held for the little that came meanwhile.
   */
  const moveAll = () => {
    checkpoint('passive')
    rest -= 1
    // Somebody reads for long: holding the writers helps nobody.
    if (rest < 0 && !isMoved(checkpoint('full'))) rest = roundsBeforeHoldingWritersAgain
  }

  /** A transaction larger than memory allows, taken back: what it wrote to the log counts for nothing, its room stays. */
  const reserve = () => {
    if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= reservedBytes) return
    // So small that what is reserved goes to the file and not into memory.
    db.pragma('cache_size = 16')
    db.exec('begin immediate')
    try {
      db.exec(`create table reserved(room blob) strict; insert into reserved values (zeroblob(${reservedBytes}))`)
    } finally {
      db.exec('rollback')
      db.pragma('cache_size = -4096')
    }
    const log = openSync(`${file}-wal`, 'r+')
    try {
      // Here, or the next commit would have to.
      fsyncSync(log)
    } finally {
      closeSync(log)
    }
  }

  return {
    tidy: () =>
      guarded(() => {
        const version = Number(db.pragma('data_version', { simple: true }))
        const isFirst = seen === null
        quiet = version === seen ? quiet + 1 : 0
        seen = version
        const state = checkpoint('noop')
        if (state.log >= longPages && quiet === 0) moveAll()
        else if (quiet > 0 && quiet % quietRoundsBeforeMoving === 0 && !isMoved(state)) checkpoint('passive')
        hasMore ||= quiet === 0
        if (hasMore && quiet >= quietRoundsBeforeUpkeep) hasMore = upkeep(db)
        const isToBeEmptied = quiet >= quietRoundsBeforeEmptying && !hasMore && state.log > 0
        if (isToBeEmptied) checkpoint('truncate')
        if (isFirst || isToBeEmptied) reserve()
      }),
    empty: () =>
      guarded(() => {
        const { busy } = checkpoint('truncate')
        if (busy !== 0) return false
        reserve()
        return true
      }),
    close: () => db.close(),
  }
}
