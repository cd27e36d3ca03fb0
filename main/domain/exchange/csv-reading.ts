import { AppError } from '#main/kernel/errors.ts'

/** Where a row began in its file, from 1, and its cells. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] }

/**
 * Rows of RFC 4180, as programs really write them: a mark for UTF-8 in front, any line ending, commas, semicolons or tabs (the
 * first row decides). Rows without a word are left out. Throws `invalid_input` where a quotation never ends or goes on after its end.
 */
export function readCsv(text: string): readonly CsvRow[] {
  const source = text.replace(/^\uFEFF/, '')
  const separator = separatorOf(source)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let line = 1
  let began = 1
  const endRow = (): void => {
    cells.push(cell)
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: began, cells })
    cells = []
    cell = ''
    began = line
  }
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at]
    if (sign === '"' && cell === '') {
      const end = endOfQuotation(source, at, line)
      cell = source.slice(at + 1, end).replaceAll('""', '"')
      line += cell.split('\n').length - 1
      const next = source[end + 1]
      if (next !== undefined && next !== separator && next !== '\n' && next !== '\r')
        throw new AppError('invalid_input', `Line ${line}: there are words behind the closing quotation mark.`)
      at = end
    } else if (sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && source[at + 1] === '\n') at += 1
      line += 1
      endRow()
    } else cell += sign
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}

function endOfQuotation(source: string, start: number, line: number): number {
  for (let at = source.indexOf('"', start + 1); at !== -1; at = source.indexOf('"', at + 2)) {
    if (source[at + 1] !== '"') return at
  }
  throw new AppError('invalid_input', `Line ${line}: the quotation that begins here never ends.`)
}

function separatorOf(source: string): string {
  const first = (source.split(/[\r\n]/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: first.split(sign).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign
}
