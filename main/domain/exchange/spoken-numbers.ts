/**
 * Whether somebody speaks a number in a call that a mask would take out of words: nothing takes it out of the sound. Seven
 * digits in a row are enough, written or as words, of one speaker, also over several lines.
 */
export type SpokenLine = { readonly lane: string; readonly text: string }

const words: Readonly<Record<string, number>> = {
  zero: 1,
  oh: 1,
  nought: 1,
  one: 1,
  two: 1,
  three: 1,
  four: 1,
  five: 1,
  six: 1,
  seven: 1,
  eight: 1,
  nine: 1,
  ten: 2,
  eleven: 2,
  twelve: 2,
  thirteen: 2,
  fourteen: 2,
  fifteen: 2,
  sixteen: 2,
  seventeen: 2,
  eighteen: 2,
  nineteen: 2,
  twenty: 1,
  thirty: 1,
  forty: 1,
  fifty: 1,
  sixty: 1,
  seventy: 1,
  eighty: 1,
  ninety: 1,
  hundred: 2,
}
/** Said between digits without ending the number. */
const between = new Set(['and', 'double', 'triple', 'uh', 'um', 'er', 'then', 'dash', 'space'])
const enough = 7

export function speaksNumber(lines: readonly SpokenLine[]): boolean {
  const counted = new Map<string, number>()
  return lines.some(({ lane, text }) => {
    let digits = counted.get(lane) ?? 0
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}]+|\d+/gu)) {
      const value = /^\d/.test(word) ? word.length : words[word]
      if (value !== undefined) digits += value
      else if (!between.has(word)) digits = 0
      if (digits >= enough) return true
    }
    counted.set(lane, digits)
    return false
  })
}
