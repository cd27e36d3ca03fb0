import type { Connection } from '#main/store/database.ts'

export type Segments = {
  /** Pages of the segments that name rows which were taken out; their words are in the segments as long as there are any. */
  readonly takenOut: number
  readonly isMerging: boolean
}

const cookieBytes = 4
/** Follows the cookie where segments tell of rows that were taken out. */
const withOrigins = 0xff000001

/** What FTS5 keeps of the segments of an index, a record of its file format (fts5_index.c: structure record). Pure. */
export function readSegments(record: Buffer): Segments {
  let at = cookieBytes
  const number = (): number => {
    let value = 0
    for (let byte = 0; byte < 9; byte += 1) {
      const next = record.readUInt8(at)
      at += 1
      if (byte === 8) return value * 256 + next
      value = value * 128 + (next & 0x7f)
      if (next < 0x80) return value
    }
    return value
  }
  const skip = (count: number) => {
    for (let index = 0; index < count; index += 1) number()
  }
  const isNew = record.length >= cookieBytes + 4 && record.readUInt32BE(cookieBytes) === withOrigins
  if (isNew) at += 4
  const levels = number()
  skip(2)
  let takenOut = 0
  let isMerging = false
  for (let level = 0; level < levels; level += 1) {
    if (number() > 0) isMerging = true
    for (let left = number(); left > 0; left -= 1) {
      // Its number, first and last page; then its origins, pages of rows taken out, how many these are, and all rows.
      skip(3)
      if (!isNew) continue
      skip(2)
      takenOut += number()
      skip(2)
    }
  }
  return { takenOut, isMerging }
}

type SearchIndex = 'search_index' | 'search_word_pieces'

/** Merges an index until nothing is left in it of rows that were taken out, a few milliseconds and a transaction each time. */
export function createMerging(db: Connection, index: SearchIndex) {
  const structure = db.prepare<[], Buffer>(`select block from ${index}_data where id = 10`).pluck()
  const tell = db.prepare<[bigint]>(`insert into ${index}(${index}, rank) values ('merge', ?)`)
  const changes = db.prepare<[], number>('select total_changes()').pluck()
  const segments = (): Segments => {
    const record = structure.get()
    return record === undefined ? { takenOut: 0, isMerging: false } : readSegments(record)
  }

  return {
    isClean: (): boolean => segments().takenOut === 0,
    step: (pages: bigint): void => {
      const { isMerging } = segments()
      const before = changes.get() ?? 0
      // Begun anew, a merge takes in what arrived meanwhile: where something always arrives, it would never end.
      if (isMerging) tell.run(pages)
      // The request itself counts as one.
      if ((changes.get() ?? 0) - before <= 1) tell.run(-pages)
    },
  }
}
