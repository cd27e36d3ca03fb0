import type { Facet } from '#contract/transcript.ts'
import type { QueryToken } from '#contract/query.ts'
import { withoutTokens } from '#renderer/app/Transcripts/query-edit.ts'

/** What a choice among the facets makes of the text of a search: the text stays the one truth, the facets only write in it. */

const plain = /^[\p{L}\p{N}_#@+.][\p{L}\p{N}_#@+.-]*$/u

/** As it has to be written behind a colon. */
export const quoted = (value: string): string =>
  plain.test(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** A search with `OR` in it means one of its sides; what is added has to hold for all of it. */
function bracketed(text: string, tokens: readonly QueryToken[]): string {
  let depth = 0
  for (const { kind } of tokens) {
    if (kind === 'open') depth += 1
    else if (kind === 'close') depth -= 1
    else if (kind === 'or' && depth === 0) return `(${text.trim()})`
  }
  return text.trimEnd()
}

const added = (text: string, tokens: readonly QueryToken[], filter: string): string =>
  [bracketed(text, tokens), filter].filter((part) => part !== '').join(' ')

const put = (text: string, { from, to }: QueryToken, filter: string): string =>
  text.slice(0, from) + filter + text.slice(to)

const filtersOf = (tokens: readonly QueryToken[], field: string): readonly QueryToken[] =>
  tokens.filter((token) => token.kind === 'filter' && token.field !== null && same(token.field, field))

const written = (field: string, values: readonly string[]): string => `${field}:${values.map(quoted).join('|')}`

const tiers = [0, 1, 2, 3, 4]

/** The tiers that `risk:>=3` and its like let through; all that are named where several are. */
function tiersIn({ values }: QueryToken): readonly number[] {
  return tiers.filter((tier) =>
    values.some((value) => {
      const [, low, high] = /^([0-4])\.\.([0-4])$/.exec(value.trim()) ?? []
      if (low !== undefined && high !== undefined) return tier >= Number(low) && tier <= Number(high)
      const [, sign = '', figure = ''] = /^(>=|<=|>|<|=)?\s*R?([0-4])$/i.exec(value.trim()) ?? []
      if (figure === '') return false
      const limit = Number(figure)
      const holds = { '>=': tier >= limit, '<=': tier <= limit, '>': tier > limit, '<': tier < limit }
      return sign in holds ? holds[sign as keyof typeof holds] : tier === limit
    }),
  )
}

/** In the shortest form: `>=3` for 3 and 4, `1|3` where there is no better. */
function tiersAs(chosen: readonly number[]): string {
  const [low = 0] = chosen
  const high = chosen.at(-1) ?? 0
  const unbroken = high - low === chosen.length - 1
  if (chosen.length === 1 || !unbroken) return `risk:${chosen.join('|')}`
  if (high === 4) return `risk:>=${low}`
  return low === 0 ? `risk:<=${high}` : `risk:${chosen.join('|')}`
}

function turnRisk(text: string, tokens: readonly QueryToken[], value: string): string {
  const own = filtersOf(tokens, 'risk').filter(({ excluded }) => !excluded)
  const tier = Number(value.replace(/^R/i, ''))
  const before = tiers.filter((one) => own.length > 0 && own.every((token) => tiersIn(token).includes(one)))
  const chosen = tiers.filter((one) => before.includes(one) !== (one === tier))
  const [first, ...others] = own
  if (first === undefined) return added(text, tokens, tiersAs([tier]))
  if (chosen.length === 0 || chosen.length === tiers.length) return withoutTokens(text, tokens, new Set(own)).text
  // What stands behind the first goes before its places are used up.
  const rest = others.length === 0 ? text : withoutTokens(text, tokens, new Set(others)).text
  return put(rest, first, tiersAs(chosen))
}

type Value = Facet['values'][number]

/** Chosen, it is one more of the values that are let through; chosen already, it goes. */
export function turnFacet(
  text: string,
  tokens: readonly QueryToken[],
  field: string,
  { value, chosen }: Pick<Value, 'value' | 'chosen'>,
): string {
  if (same(field, 'risk')) return turnRisk(text, tokens, value)
  const own = filtersOf(tokens, field)
  const named = own.filter((token) => token.values.some((one) => same(one, value)))
  const out = named.filter(({ excluded }) => excluded)
  const [holding] = named.filter(({ excluded }) => !excluded)
  if (holding !== undefined) {
    const left = holding.values.filter((one) => !same(one, value))
    return left.length === 0
      ? withoutTokens(text, tokens, new Set([holding])).text
      : put(text, holding, written(field, left))
  }
  // It is let through under another name (`by:me`): what names it goes.
  const [other] = own.filter(({ excluded }) => !excluded)
  if (chosen && other !== undefined) return withoutTokens(text, tokens, new Set([other])).text
  if (out.length > 0) return withoutTokens(text, tokens, new Set(out)).text
  return other === undefined
    ? added(text, tokens, written(field, [value]))
    : put(text, other, written(field, [...other.values, value]))
}

/** Without anything of this facet. */
export const clearFacet = (text: string, tokens: readonly QueryToken[], field: string): string =>
  withoutTokens(text, tokens, new Set(filtersOf(tokens, field))).text

const longestBar = 56

/** A bar that also shows what is rare: by the root of its share, and never nothing for something. */
export const barOf = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(3, Math.round(longestBar * Math.sqrt(count / most)))
