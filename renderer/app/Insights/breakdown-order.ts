import type { GroupRow } from '#contract/insights.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** The columns of a breakdown, and rows in the order of one of them. */
export type Column = keyof GroupRow
export type Order = { readonly by: Column; readonly falling: boolean }

export const columns = [
  ['decided', t('Decided')],
  ['approved', t('Approved')],
  ['edited', t('Edited')],
  ['rejected', t('Rejected')],
  ['answered', t('Answered')],
  ['automatic', t('By a rule')],
  ['acceptance', t('Acceptance')],
  ['editRate', t('Edit rate')],
  ['medianMs', t('Median time')],
] as const satisfies readonly (readonly [Column, string])[]

/** What is not known stands last, whichever way. */
export function inOrder(rows: readonly GroupRow[], { by, falling }: Order): readonly GroupRow[] {
  const sign = falling ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [sortable(a, by), sortable(b, by)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (typeof left === 'string' || typeof right === 'string')
      return sign * String(left).localeCompare(String(right), locale)
    return sign * (left - right)
  })
}

function sortable(row: GroupRow, by: Column): number | string | null {
  const value = row[by]
  return value === null || typeof value !== 'object' ? value : value.count
}
