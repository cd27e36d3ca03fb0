import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { saidIn } from '#renderer/app/Transcripts/note-places.ts'
import { wordPlaces } from '#renderer/app/Transcripts/word-places.ts'
import type { Marked } from '#renderer/state/transcript-choice.ts'

/** Words of a row as something marked: by a pointer, or by the keys that walk its words. */
type Place = { readonly from: number; readonly to: number }

/** What is marked in the timeline now; null: nothing, or more than one row. */
export function readMarked({ entries }: Pick<Transcript, 'entries'>, box: HTMLElement): Marked | null {
  const selection = window.getSelection()
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  const row = rowOf(range.startContainer)
  if (row === null || row !== rowOf(range.endContainer) || !box.contains(row)) return null
  const entry = entries.find(({ id }) => id === row.dataset['entry'])
  const raw = selection.toString()
  if (entry === undefined || raw.trim() === '') return null
  const from = offsetOf(row.querySelector('.tl-said'), range)
  return markedIn(entry, raw, from)
}

export function markedIn(entry: TimelineEntry, raw: string, from: number | null): Marked {
  const text = raw.trim()
  const said = saidIn(entry) ?? ''
  const start = (from ?? -1) + raw.length - raw.trimStart().length
  const at = from !== null && said.startsWith(text, start) ? start : said.indexOf(text)
  const place = at === -1 ? null : { from: at, to: at + text.length }
  return {
    entryId: entry.id,
    text,
    range: place === null ? null : [place.from, place.to],
    sound: place === null ? null : soundOf(entry, place),
  }
}

/** When words of a caption are spoken. */
function soundOf(entry: TimelineEntry, { from, to }: Place): Marked['sound'] {
  if (entry.kind !== 'caption') return null
  const spoken = wordPlaces(entry.line).filter((word) => word.from < to && word.to > from)
  const [first, last] = [spoken[0], spoken.at(-1)]
  return first === undefined || last === undefined ? null : { fromMs: first.startMs, toMs: last.endMs }
}

/** The words of a row that keys can walk. */
export function placesIn(entry: TimelineEntry): readonly Place[] {
  if (entry.kind === 'caption') return wordPlaces(entry.line)
  return [...(saidIn(entry) ?? '').matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
  }))
}

/** Marks words of a row as a pointer would. */
export function markWords(row: HTMLElement, { from, to }: Place): void {
  const said = row.querySelector('.tl-said')
  if (said === null) return
  const [start, end] = [pointAt(said, from), pointAt(said, to)]
  if (start === null || end === null) return
  window.getSelection()?.setBaseAndExtent(start.node, start.at, end.node, end.at)
}

const rowOf = (node: Node): HTMLElement | null =>
  (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-entry]') ?? null

/** How many characters stand before what is marked; null: it is not part of what was said. */
function offsetOf(said: Element | null, marked: Range): number | null {
  if (said === null || !said.contains(marked.startContainer)) return null
  const before = document.createRange()
  before.setStart(said, 0)
  before.setEnd(marked.startContainer, marked.startOffset)
  return before.toString().length
}

function pointAt(said: Element, offset: number): { readonly node: Node; readonly at: number } | null {
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT)
  let left = offset
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? ''
    if (left <= length) return { node, at: left }
    left -= length
  }
  return null
}
