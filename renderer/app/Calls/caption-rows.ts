import type { CallLine, CallMark, CallView } from '#contract/call.ts'
import { spanWords } from '#renderer/app/Calls/call-words.ts'
import { said, t } from '#renderer/ui/language.ts'

/** What was said and what happened, in the order of the call; cut into pieces, so that a long call is not drawn anew for a word. */
export type CaptionRow =
  | { readonly kind: 'line'; readonly key: string; readonly line: CallLine; readonly holding: number }
  | { readonly kind: 'mark'; readonly key: string; readonly mark: CallMark }

const seqOf = (row: CaptionRow): number => (row.kind === 'line' ? row.line.seq : row.mark.seq)

/** Marks that only repeat what the head of the call says, or what the lines beside them show. */
const quiet = new Set<CallMark['kind']>(['unknown_event'])

/** `holding`: which repeat of the holding line it is, of those of one hold. */
export function captionRows(view: Pick<CallView, 'lines' | 'marks'>): readonly CaptionRow[] {
  const lines = view.lines.map((line): CaptionRow => ({ kind: 'line', key: `l${line.itemId}`, line, holding: 0 }))
  const marks = view.marks
    .filter(({ kind }) => !quiet.has(kind))
    .map((mark): CaptionRow => ({ kind: 'mark', key: `m${mark.seq}`, mark }))
  const rows = [...lines, ...marks].sort((one, two) => seqOf(one) - seqOf(two))
  let holding = 0
  return rows.map((row) => {
    if (row.kind === 'mark') {
      if (row.mark.kind === 'outcome') holding = 0
      return row
    }
    if (row.line.kind !== 'holding_line') return row
    holding += 1
    return { ...row, holding }
  })
}

export const pieceLength = 40

const sameRow = (one: CaptionRow, two: CaptionRow | undefined): boolean =>
  two !== undefined &&
  ((one.kind === 'line' && two.kind === 'line' && one.line === two.line && one.holding === two.holding) ||
    (one.kind === 'mark' && two.kind === 'mark' && one.mark === two.mark))

/** Pieces of so many rows each; a piece in which nothing changed is the piece of before. */
export function piecesOf(
  rows: readonly CaptionRow[],
  before: readonly (readonly CaptionRow[])[],
): readonly (readonly CaptionRow[])[] {
  const pieces: (readonly CaptionRow[])[] = []
  for (let from = 0; from < rows.length; from += pieceLength) {
    const piece = rows.slice(from, from + pieceLength)
    const held = before[pieces.length]
    const isSame =
      held !== undefined && held.length === piece.length && piece.every((row, at) => sameRow(row, held[at]))
    pieces.push(isSame ? held : piece)
  }
  return pieces
}

/** A line as an ear has it: heard, not played yet, and never played. Together they are the text, to the letter. */
export type Heard = { readonly heard: string; readonly coming: string; readonly unheard: string }

/** `clockMs`: how far into the call one is; null: nothing plays, so all of it has been. */
export function heardOf(line: CallLine, clockMs: number | null): Heard {
  if (line.state === 'interrupted') return { heard: line.heard, coming: '', unheard: line.unheard }
  if (line.unheard !== '') return { heard: line.heard, coming: line.unheard, unheard: '' }
  if (clockMs === null || line.lane !== 'agent' || line.words.length === 0)
    return { heard: line.heard, coming: '', unheard: '' }
  const next = line.words.findIndex(({ startMs }) => startMs > clockMs)
  if (next === -1) return { heard: line.heard, coming: '', unheard: '' }
  let at = 0
  for (const { text } of line.words.slice(0, next)) {
    const found = line.heard.indexOf(text, at)
    if (found !== -1) at = found + text.length
  }
  return { heard: line.heard.slice(0, at), coming: line.heard.slice(at), unheard: '' }
}

const textOf = (row: CaptionRow): string =>
  row.kind === 'line' ? `${row.line.heard}${row.line.unheard}` : said(row.mark.text)

/** Where a text is said: the rows that hold it. */
export function findRows(rows: readonly CaptionRow[], sought: string): readonly string[] {
  const needle = sought.trim().toLocaleLowerCase()
  if (needle === '') return []
  return rows.filter((row) => textOf(row).toLocaleLowerCase().includes(needle)).map(({ key }) => key)
}

/** The call as plain text, to be taken elsewhere. */
export function callText(rows: readonly CaptionRow[], names: Readonly<Record<CallLine['lane'], string>>): string {
  return rows
    .map((row) =>
      row.kind === 'mark'
        ? `${spanWords(row.mark.atMs)} (${said(row.mark.text)})`
        : `${spanWords(row.line.startMs)} ${names[row.line.lane]}: ${row.line.heard}${
            row.line.unheard === '' ? '' : ` [${t('not heard: {{words}}', { words: row.line.unheard.trim() })}]`
          }`,
    )
    .join('\n')
}

/** Parts of a text, those that were sought marked. */
export function markedParts(text: string, sought: string): readonly { readonly text: string; readonly hit: boolean }[] {
  const needle = sought.trim().toLocaleLowerCase()
  const lower = text.toLocaleLowerCase()
  if (needle === '' || lower.length !== text.length) return [{ text, hit: false }]
  const parts: { text: string; hit: boolean }[] = []
  let from = 0
  for (let at = lower.indexOf(needle); at !== -1; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false })
    parts.push({ text: text.slice(at, at + needle.length), hit: true })
    from = at + needle.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false })
  return parts
}
