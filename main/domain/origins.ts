import type { Origin } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import { leaves } from '#main/domain/pointer.ts'

/**
 * Where each value of a call was seen before: in the customer's words, in the result of a tool, in a source, or nowhere,
 * which is what a person should look at first. Values that carry no information of their own get no mark.
 */
export type Seen = {
  readonly customer: readonly string[]
  /** Results of tools, as JSON text. */
  readonly tools: readonly string[]
  readonly sources: readonly string[]
}

/** Composed rather than copied: not finding it says nothing. What a sentence names by figure or address still does. */
const isProse = (text: string): boolean => text.length > 120 || text.trim().split(/\s+/).length > 5

type Places = readonly { readonly text: string }[]

/** A figure or an address in a sentence that stands nowhere else; a small number may be written as a word there. */
const statesNew = (text: string, places: Places): boolean =>
  text.length <= 120 &&
  (text.match(/\S*(?:\p{N}|@|:\/\/)\S*/gu) ?? []).some((piece) => {
    const named = normalise(piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    return !places.some((place) => contains(place.text, named) || contains(place.text, counted[Number(named)] ?? named))
  })

const counted: readonly (string | undefined)[] =
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** `parameters`: the tool's schema; words it offers itself (`enum`, `const`) are not marked. */
export function findOrigins(
  args: Arguments,
  seen: Seen,
  parameters: { readonly [key: string]: Json } = {},
): Record<string, Origin> {
  const offered = offeredWords(parameters)
  const places = [
    { origin: 'customer', text: normalise(seen.customer.join('\n')) },
    { origin: 'tool', text: normalise(seen.tools.map(unescape).join('\n')) },
    { origin: 'source', text: normalise(seen.sources.join('\n')) },
  ] as const
  const origins: Record<string, Origin> = {}
  for (const { pointer, value } of leaves(args)) {
    if (!isTelling(value, offered)) continue
    const found = places.find((place) => forms(value).some((form) => contains(place.text, form)))
    if (found !== undefined) origins[pointer] = found.origin
    else if (typeof value === 'number' || !isProse(value) || statesNew(value, places)) origins[pointer] = 'invented'
  }
  return origins
}

const isTelling = (value: Json, offered: ReadonlySet<string>): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.trim().length >= 2 && !offered.has(value))

const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

const unescape = (json: string): string => json.replace(/\\[nrt]/g, ' ').replace(/\\(["\\/])/g, '$1')

/** Made when they are first asked for: it takes its time. */
let grouped: readonly Intl.NumberFormat[] | null = null

/** 1234.5 is also 1,234.50. */
function forms(value: string | number): readonly string[] {
  if (typeof value === 'string') return [normalise(value)]
  grouped ??= [0, 2].map(
    (digits) => new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: 20 }),
  )
  return [String(value), value.toFixed(2), ...grouped.map((one) => one.format(value))].filter(
    (form) => Number(form.replaceAll(',', '')) === value,
  )
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** As whole words: 42 is not part of 1042 or of 42.50. */
function contains(text: string, form: string): boolean {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    const end = at + form.length
    const number = isWord(form.at(-1)) && /^[.,]\d/.test(text.slice(end, end + 2)) && /^[\d.,]+$/.test(form)
    const fraction = /^\d/.test(form) && /\d[.,]$/.test(text.slice(Math.max(0, at - 2), at))
    const open = isWord(form[0]) && isWord(text[at - 1])
    const close = isWord(form.at(-1)) && isWord(text[end])
    if (!number && !fraction && !open && !close) return true
  }
  return false
}

function offeredWords(schema: Json, words = new Set<string>()): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return words
  for (const [key, item] of Object.entries(schema)) {
    if (key === 'const' && typeof item === 'string') words.add(item)
    if (key === 'enum' && Array.isArray(item)) for (const one of item) if (typeof one === 'string') words.add(one)
    offeredWords(item as Json, words)
  }
  return words
}
