import { isCard } from '#main/domain/output-checks.ts'
import type { Range } from '#main/domain/reply/sentences.ts'

/** Finds numbers of cards and bank accounts, by their check digits, however their digits are grouped. */

type Group = { readonly digits: string; readonly from: number; readonly to: number }

/** Digits with at most a few signs between them that people, or those who want to hide a number, put there. */
const run = /\d(?:[\s.\-‐‑‒–—_/\p{Cf}]{0,3}\d){12,}/gu
const group = /\d+/g

/** Whole groups of digits that together are a card's number; of several that could be, the longest from the left. */
export function findCards(text: string): readonly Range[] {
  return [...text.matchAll(run)].flatMap((match) => {
    const groups = [...match[0].matchAll(group)].map((one): Group => ({
      digits: one[0],
      from: match.index + one.index,
      to: match.index + one.index + one[0].length,
    }))
    return cardsAmong(text, groups)
  })
}

function cardsAmong(text: string, groups: readonly Group[]): readonly Range[] {
  const found: Range[] = []
  for (let first = 0; first < groups.length;) {
    const last = lastOfCard(groups, first)
    const [begin, end] = [groups[first], last === null ? undefined : groups[last]]
    if (last === null || begin === undefined || end === undefined || isPartOfWord(text, begin.from, end.to)) first += 1
    else {
      found.push([begin.from, end.to])
      first = last + 1
    }
  }
  return found
}

function lastOfCard(groups: readonly Group[], first: number): number | null {
  let digits = ''
  let found: number | null = null
  for (let at = first; at < groups.length && digits.length < 19; at += 1) {
    digits += groups[at]?.digits ?? ''
    if (digits.length <= 19 && isCard(digits)) found = at
  }
  return found
}

/** Of a hash or an amount and not a number of its own. */
const isPartOfWord = (text: string, from: number, to: number): boolean =>
  /[A-Za-z]/.test(text.charAt(from - 1)) || /[A-Za-z]/.test(text.charAt(to)) || /\d\.$/.test(text.slice(from - 2, from))

const ibanShape = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])/gi

export function findIbans(text: string): readonly Range[] {
  return [...text.matchAll(ibanShape)].flatMap((match) => {
    // The shape may have taken a word that follows along.
    const parts = match[0].split(/(?<=[ -])/)
    for (let count = parts.length; count > 0; count -= 1) {
      const written = parts.slice(0, count).join('').trimEnd()
      if (isIban(written)) return [[match.index, match.index + written.length]]
    }
    return []
  })
}

function isIban(written: string): boolean {
  const bare = written.replace(/[ -]/g, '')
  if (bare.length < 15 || bare.length > 34) return false
  // Words in small letters may have the right check digits, an account has more digits than that.
  if (/[a-z]/.test(bare) && bare.replace(/\D/g, '').length < 10) return false
  const moved = bare.slice(4) + bare.slice(0, 4)
  let rest = 0
  for (const character of moved) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}
