import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { blockBits } from '#main/store/search/writer.ts'

type Range = { readonly from: number; readonly below: number }

/**
 * Stretches of documents outside which nothing lies in the time a query names, the newest first: documents stand in order
 * of arrival, and of each block of them it is known when its first and its last was.
 */
export function timeRanges(db: Connection, branch: readonly Query[], below: number): readonly Range[] {
  const times = branch.flatMap((one) => (one.kind === 'filter' ? [one.filter] : []))
  const before = times.flatMap((filter) => (filter.field === 'before' ? [filter.at] : []))
  const after = times.flatMap((filter) => (filter.field === 'after' ? [filter.at] : []))
  if (before.length === 0 && after.length === 0) return [{ from: 0, below }]
  const blocks = prepared<[number, number], number>(
    db,
    'select block from search_blocks where first_at < ? and last_at >= ? order by block desc',
  )
    .pluck()
    .all(Math.min(Number.MAX_SAFE_INTEGER, ...before), Math.max(Number.MIN_SAFE_INTEGER, ...after))
  const ranges: { from: number; below: number }[] = []
  for (const block of blocks) {
    const [from, end] = [block << blockBits, (block + 1) << blockBits]
    const last = ranges.at(-1)
    if (from >= below) continue
    if (last !== undefined && last.from === end) last.from = from
    else ranges.push({ from, below: Math.min(below, end) })
  }
  return ranges
}
