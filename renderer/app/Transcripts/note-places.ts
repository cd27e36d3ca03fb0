import type { NoteAnchor, TimelineEntry, Transcript } from '#contract/transcript.ts'
import { spanWords } from '#renderer/app/Calls/call-words.ts'
import { findEntry } from '#renderer/app/Transcripts/timeline-rows.ts'
import type { Marked } from '#renderer/state/transcript-choice.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** Where a note belongs: to words, to a row, to a moment of the call, or to the conversation. */
type Place = {
  readonly marked: Marked | null
  readonly latest: 'row' | 'moment'
  readonly entryId: string | null
  readonly atMs: number | null
}

export const saidIn = (entry: TimelineEntry): string | null =>
  entry.kind === 'message' ? entry.message.text : entry.kind === 'caption' ? entry.line.heard : null

/** Words first; then where one went last, to a row or along the sound. */
export function anchorAt({ entries, call }: Transcript, { marked, latest, entryId, atMs }: Place): NoteAnchor {
  if (marked !== null) {
    const at = marked.sound?.fromMs ?? findEntry(entries, marked.entryId)?.atMs ?? null
    return { entryId: marked.entryId, range: marked.range === null ? null : [...marked.range], atMs: at }
  }
  const heard = call !== null && atMs !== null && atMs > 0
  if (heard && (latest === 'moment' || entryId === null)) {
    const row = entries.findLast((entry) => entry.kind === 'caption' && entry.line.startMs <= atMs)
    return { entryId: row?.id ?? null, range: null, atMs }
  }
  const row = entryId === null ? null : findEntry(entries, entryId)
  return row === null || row.kind === 'note'
    ? { entryId: null, range: null, atMs: row?.atMs ?? null }
    : { entryId: row.id, range: null, atMs: row.atMs }
}

/** "1:03", "14:20"; null: a note about the whole conversation. */
export function timeOf({ entries }: Transcript, { entryId, atMs }: NoteAnchor): string | null {
  if (atMs !== null) return spanWords(atMs)
  const row = entryId === null ? null : findEntry(entries, entryId)
  return row === null ? null : clockWords(row.at)
}

/** The words a note is about; null: it is about no words of its row. */
export function wordsOf({ entries }: Transcript, { entryId, range }: NoteAnchor): string | null {
  const row = entryId === null || range === null ? null : findEntry(entries, entryId)
  const text = row === null ? null : saidIn(row)
  if (text === null || range === null) return null
  const words = text.slice(range[0], range[1]).trim()
  return words === '' ? null : words
}

const mostShown = 40

function quoteOf(transcript: Transcript, anchor: NoteAnchor): string | null {
  const words = wordsOf(transcript, anchor)
  return words === null || words.length <= mostShown ? words : `${words.slice(0, mostShown).trimEnd()}…`
}

/** What an empty field for a note says: where it will go. */
export function placeWords(transcript: Transcript, anchor: NoteAnchor): string {
  const quote = quoteOf(transcript, anchor)
  if (quote !== null) return t('Note on “{{quote}}”', { quote })
  const time = timeOf(transcript, anchor)
  return time === null ? t('Note on the conversation') : t('Note at {{time}}', { time })
}

/** The same beside the verb that keeps it. */
export function whereWords(transcript: Transcript, anchor: NoteAnchor): string {
  const quote = quoteOf(transcript, anchor)
  if (quote !== null) return t('on “{{quote}}”', { quote })
  const time = timeOf(transcript, anchor)
  return time === null ? t('on the conversation') : t('at {{time}}', { time })
}

/** A text cut at the people it mentions. */
export function mentionParts(
  text: string,
  names: readonly string[],
): readonly { readonly text: string; readonly isMention: boolean }[] {
  if (names.length === 0) return [{ text, isMention: false }]
  const longest = names.toSorted((a, b) => b.length - a.length)
  const pattern = new RegExp(
    `(@(?:${longest.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|')})(?![\\p{L}\\p{N}]))`,
    'giu',
  )
  return text.split(pattern).flatMap((part, at) => (part === '' ? [] : [{ text: part, isMention: at % 2 === 1 }]))
}

export type Mentioning = { readonly from: number; readonly names: readonly string[] }

/** Who could be meant by what stands between an `@` and the caret; null: nobody is about to be mentioned. */
export function mentionAt(text: string, caret: number, names: readonly string[]): Mentioning | null {
  const typed = /(?<![\p{L}\p{N}@._-])@([^@\n]{0,60})$/u.exec(text.slice(0, caret))
  if (typed === null) return null
  const begun = (typed[1] ?? '').toLocaleLowerCase()
  const fit = names.filter((name) => {
    const folded = name.toLocaleLowerCase()
    return folded !== begun && (folded.startsWith(begun) || folded.split(' ').some((part) => part.startsWith(begun)))
  })
  return fit.length === 0 ? null : { from: typed.index, names: fit.slice(0, 6) }
}
