import type { Wanted } from '#main/store/search/excerpt.ts'
import { foldedWords } from '#main/store/search/words.ts'

/** How soon more of the same word, and how much a long text, counts less; as in Okapi BM25. */
const saturation = 1.2
const lengthShare = 0.5
/** The newest of all counts so much more than the oldest. */
const newestShare = 0.25

/** How well each text fits, the newest text first: rarer words, more of them, in shorter and newer texts. Pure. */
export function scoreTexts(texts: readonly string[], wanted: readonly Wanted[]): readonly number[] {
  const counted = texts.map((text) => count(text, wanted))
  const average = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length)
  const weights = wanted.map((_, index) => {
    const having = counted.filter(({ times }) => (times[index] ?? 0) > 0).length
    return Math.log(1 + (texts.length - having + 0.5) / (having + 0.5)) + 0.1
  })
  return counted.map(({ times, length }, place) => {
    const share = saturation * (1 - lengthShare + (lengthShare * length) / Math.max(1, average))
    const fit = times.reduce((sum, often, index) => sum + (weights[index] ?? 0) * (often / (often + share)), 0)
    return fit * (1 + newestShare * (1 - place / Math.max(1, texts.length)))
  })
}

function count(
  text: string,
  wanted: readonly Wanted[],
): { readonly times: readonly number[]; readonly length: number } {
  const times = wanted.map(() => 0)
  const words = foldedWords(text)
  words.forEach((_, end) => {
    wanted.forEach(({ words: looked, last }, index) => {
      const from = end - looked.length + 1
      const fits =
        from >= 0 &&
        looked.every((one, at) => {
          const word = words[from + at] ?? ''
          if (at < looked.length - 1 || last === 'whole') return word === one
          return last === 'beginning' ? word.startsWith(one) : word.includes(one)
        })
      if (fits) times[index] = (times[index] ?? 0) + 1
    })
  })
  return { times, length: words.length }
}
