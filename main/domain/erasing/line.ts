import type { CallLine, Word } from '#contract/call.ts'
import { tombstone, type WordFinder } from '#main/domain/erasing/words.ts'

/** When words are spoken, in the call. */
export type Moments = { readonly fromMs: number; readonly toMs: number }

/**
 * One thing said in a call without certain words. Where each word has its time, these become one word that lasts as long;
 * `spoken` is when they can be heard.
 */
export function eraseLine<T extends Pick<CallLine, 'heard' | 'unheard' | 'words' | 'startMs' | 'endMs'>>(
  finder: WordFinder,
  line: T,
): { readonly line: T; readonly count: number; readonly spoken: readonly Moments[] } {
  const whole = line.heard + line.unheard
  const places = finder.places(whole)
  if (places.length === 0) return { line, count: 0, spoken: [] }
  const { words, spoken } = eraseWords(finder, line.words)
  const heardTo = line.heard.length
  // What begins in the heard part goes there as a whole.
  const cut = (from: number, to: number): string => {
    const within = places.filter(([start]) => start >= from && start < to)
    const [first] = places.filter(([start, end]) => start < from && end > from)
    let at = first === undefined ? from : Math.min(to, first[1])
    let kept = ''
    for (const [start, end] of within) {
      kept += whole.slice(at, start) + tombstone
      at = Math.min(to, end)
    }
    return kept + whole.slice(at, to)
  }
  return {
    line: { ...line, heard: cut(0, heardTo), unheard: cut(heardTo, whole.length), words },
    count: places.length,
    spoken: spoken.length > 0 ? spoken : [{ fromMs: line.startMs, toMs: line.endMs }],
  }
}

function eraseWords(
  finder: WordFinder,
  words: readonly Word[],
): { readonly words: Word[]; readonly spoken: readonly Moments[] } {
  let text = ''
  const starts = words.map((word) => {
    const at = text.length
    text += `${word.text.trim()} `
    return at
  })
  const places = finder.places(text)
  const placeOf = (index: number) => {
    const from = starts[index] ?? 0
    const to = from + (words[index]?.text.trim().length ?? 0)
    return places.findIndex(([start, end]) => start < to && end > from)
  }
  const kept: Word[] = []
  const spoken: Moments[] = []
  let open = -1
  words.forEach((word, index) => {
    const place = placeOf(index)
    const last = kept.at(-1)
    if (place < 0) kept.push(word)
    else if (place === open && last !== undefined) kept[kept.length - 1] = { ...last, endMs: word.endMs }
    else kept.push({ ...word, text: tombstone })
    const moments = spoken.at(-1)
    if (place >= 0 && place === open && moments !== undefined)
      spoken[spoken.length - 1] = { fromMs: moments.fromMs, toMs: word.endMs }
    else if (place >= 0) spoken.push({ fromMs: word.startMs, toMs: word.endMs })
    open = place
  })
  return { words: kept, spoken }
}
