/**
 * Rows as RFC 4180 has them, for programs that take a cell that begins like a formula for one: such a cell gets an
 * apostrophe, which they show as text. The file begins with a mark that says it is UTF-8.
 */
export type Cell = string | number | boolean | null

export const byteOrderMark = '\uFEFF'

/** What a spreadsheet may take for the beginning of a formula, full-width signs and white space before it included. */
const formula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/

/** The same behind a sign that some programs take for the end of a cell. */
const inner = /(?<=[;\t\r\n][ \u00A0]{0,4})[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/g

export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) && cell >= 0 ? String(cell) : `"'${cell}"`
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  const text = cell.replaceAll('\u0000', '').replaceAll(inner, `'$&`)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",;\t\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`
