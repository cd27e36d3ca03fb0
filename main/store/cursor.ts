import { AppError } from '#main/kernel/errors.ts'

/** Where a page ended, as a short text callers pass back unchanged: the sort value and the row's own number. */
export type Place = { readonly at: number; readonly row: number }

export const writeCursor = (place: Place): string => `${place.at}.${place.row}`

export function readCursor(cursor: string): Place {
  const parts = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor)
  if (parts === null) throw new AppError('invalid_input', 'That is not a cursor this list gave.')
  return { at: Number(parts[1]), row: Number(parts[2]) }
}

/** Asked for one row more than wanted: that row only says that there is a next page. */
export function cut<Row>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => Place,
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { rows: kept, next: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null }
}
