import type { Connection } from '#main/store/database.ts'
import type { Span } from '#main/store/search/spans.ts'
import { prepared } from '#main/store/search/statements.ts'

/** Numbers of rows, the newest first; everything below `left` is still to be looked at. */
export type Numbers = { readonly numbers: readonly number[]; readonly left: number }

/** Rows of a first page: of each conversation there is mostly one. */
const first = 60
const sampled = 256
const shortest = 64
const longest = 1 << 20
const shortMs = 2
const longMs = 8

/**
 * Rows that an expression of the index finds. From its end the index is read downward and left early. Where one begins in the
 * middle that would pass over everything above, whatever its bounds; upward it begins anywhere, so there a stretch that
 * promises about a page is read upward as a whole.
 */
export function createWordPages(db: Connection) {
  const newestOf = prepared<[string, number], number>(
    db,
    'select rowid from search_index where search_index match ? order by rowid desc limit ?',
  ).pluck()
  // The index reads only whole numbers as bounds, and a number of JavaScript is none to it.
  const downward = prepared<[string, bigint, bigint, number], number>(
    db,
    `
    select rowid from search_index where search_index match ? and rowid >= ? and rowid < ? order by rowid desc limit ?`,
  ).pluck()
  const upward = prepared<[string, bigint, bigint, number], number>(
    db,
    `
    select rowid from search_index where search_index match ? and rowid >= ? and rowid < ? order by rowid limit ?`,
  ).pluck()

  /** `most`: as many of them at once as are worth reading. */
  function* pages(
    expression: string,
    { from, below }: Span,
    newest: number,
    most: number,
  ): Generator<Numbers, void, undefined> {
    let [top, wanted, share] = [below, first * 2, 0]
    if (below > newest) {
      const numbers = downward.all(expression, BigInt(from), BigInt(below), first)
      const last = numbers.at(-1)
      top = numbers.length < first || last === undefined ? from : last
      yield { numbers, left: top }
      share = numbers.length / Math.max(1, below - top)
    } else {
      const { all, share: known } = sample(expression, newest)
      share = known
      if (all !== null) {
        yield { numbers: all.filter((number) => number >= from && number < below), left: from }
        return
      }
    }
    while (top > from) {
      const start = performance.now()
      const length = Math.min(longest, Math.max(shortest, Math.ceil(wanted / Math.max(share, 1 / longest))))
      const bottom = Math.max(from, top - length)
      const limit = wanted * 4
      const numbers = upward.all(expression, BigInt(bottom), BigInt(top), limit)
      // They lie closer here: the nearest of them are not among these.
      if (numbers.length === limit) {
        share *= 4
        continue
      }
      share = (share + numbers.length / (top - bottom)) / 2
      top = bottom
      yield { numbers: numbers.toReversed(), left: top }
      const took = performance.now() - start
      if (took > longMs) wanted = Math.max(first, Math.floor(wanted / 2))
      else if (took < shortMs) wanted = Math.min(most, wanted * 2)
    }
  }

  /** About which share of all rows the words have, from how far one has to go for the newest of them; `all` where it is few. */
  const sample = (
    expression: string,
    newest: number,
  ): { readonly share: number; readonly all: readonly number[] | null } => {
    const rows = newestOf.all(expression, sampled)
    const oldest = rows.at(-1)
    return rows.length < sampled || oldest === undefined
      ? { share: rows.length / Math.max(1, newest), all: rows }
      : { share: sampled / Math.max(1, newest - oldest), all: null }
  }

  /** All of a stretch. */
  const within = (expression: string, { from, below }: Span): readonly number[] =>
    upward.all(expression, BigInt(from), BigInt(below), below - from).toReversed()

  return { pages, within, shareOf: (expression: string, newest: number) => sample(expression, newest).share }
}
