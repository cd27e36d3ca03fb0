import type { TextMatcher, ValueMatcher } from '#contract/scenario.ts'
import { parseCallArguments } from '#main/domain/arguments.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { resolvePointer } from '#main/domain/pointer.ts'
import { compilePattern } from '#main/domain/policy/pattern.ts'
import { assertNever } from '#main/kernel/errors.ts'
import type { Arguments, Json } from '#contract/tool.ts'

/**
 * Whether arguments and words are what a scenario asks for. Null: they are too long or too many to be looked through, and
 * nobody may take that for a yes or a no. Patterns run on an engine whose time is bounded.
 */
export type CallMatcher = {
  readonly tool: string
  readonly arguments: readonly { readonly at: string; readonly match: ValueMatcher }[]
}
export type MadeCall = { readonly tool: string; readonly arguments: string }

/** What is no JSON object fits only where nothing is asked of it. */
export function fitsCall(call: MadeCall, wanted: CallMatcher): boolean | null {
  if (call.tool !== wanted.tool) return false
  if (wanted.arguments.length === 0) return true
  const parsed = parseCallArguments(call.arguments)
  return parsed.ok && fitsArguments(parsed.value, wanted.arguments)
}

function fitsArguments(args: Arguments, matchers: CallMatcher['arguments']): boolean | null {
  const found = matchers.map(({ at, match }) => {
    const value = resolvePointer(args, at)
    return value === undefined ? false : fitsValue(value, match)
  })
  if (found.includes(false)) return false
  return found.includes(null) ? null : true
}

export function fitsValue(value: Json, match: ValueMatcher): boolean | null {
  switch (match.is) {
    case 'any':
      return true
    case 'equals':
      return canonicalJson(value) === canonicalJson(match.value)
    case 'subset':
      return holdsWithin(value, match.value)
    case 'regex':
      return compilePattern(match.pattern)(typeof value === 'string' ? value : JSON.stringify(value))
    case 'range': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      return (
        typeof number === 'number' &&
        Number.isFinite(number) &&
        (match.min === null || number >= match.min) &&
        (match.max === null || number <= match.max)
      )
    }
    default:
      return assertNever(match)
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null

/** Two lists of objects may ask for every pair of them. After so many comparisons nobody goes on. */
const mostCompared = 200_000

function holdsWithin(value: Json, part: Json): boolean | null {
  const budget = { left: mostCompared }
  // What was not looked at counts as missing, which can only take a yes away.
  return holds(value, part, budget) || (budget.left < 0 ? null : false)
}

function holds(value: Json, part: Json, budget: { left: number }): boolean {
  if ((budget.left -= 1) < 0) return false
  if (isPlain(part)) return value === part
  if (isList(part)) {
    if (!isList(value)) return false
    const plain = new Set(value.filter(isPlain))
    return part.every((wanted) =>
      isPlain(wanted) ? plain.has(wanted) : budget.left >= 0 && value.some((one) => holds(one, wanted, budget)),
    )
  }
  if (part === null || typeof part !== 'object') return false
  if (typeof value !== 'object' || value === null || isList(value)) return false
  return Object.entries(part).every(([key, wanted]) => {
    const found = Object.hasOwn(value, key) ? value[key] : undefined
    return found !== undefined && holds(found, wanted, budget)
  })
}

const spaced = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase()

/** Null: the words are too long to be looked through with a pattern. */
export const fitsText = (text: string, wanted: TextMatcher): boolean | null =>
  wanted.regex ? compilePattern(`(?i)${wanted.text}`)(text) : spaced(text).includes(spaced(wanted.text))
