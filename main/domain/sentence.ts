import type { SentencePart } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import { resolvePath } from '#main/domain/pointer.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'

/**
 * The headline of a proposal, from the operator's template and never from a model's words. Values are one line, show what
 * is hidden in them and are capped; the arguments below the headline show all of them.
 */
export type SentenceContext = { readonly customerName: string }

const placeholder = /\{\{\s*([^{}|]+?)\s*(?:\|\s*([a-z]+)(?::([A-Z]{3}))?\s*)?\}\}/g
const valueLength = 120
const nameLength = 60

/** A sentence as plain text. */
export const sentenceText = (parts: readonly Pick<SentencePart, 'text'>[]): string =>
  parts.map(({ text }) => text).join('')

export function composeSentence(
  template: string | null,
  toolName: string,
  args: Arguments,
  context: SentenceContext,
): readonly SentencePart[] {
  if (template === null || template.trim() === '') return generic(toolName, args)
  const parts: SentencePart[] = []
  let from = 0
  for (const match of template.matchAll(placeholder)) {
    if (match.index > from) parts.push({ text: template.slice(from, match.index), value: false })
    const value = look(match[1] ?? '', args, context)
    parts.push({
      text: capText(format(value, match[2] ?? 'text', match[3] ?? currencyOf(args)), valueLength),
      value: true,
    })
    from = match.index + match[0].length
  }
  if (from < template.length) parts.push({ text: template.slice(from), value: false })
  return parts
}

function generic(toolName: string, args: Arguments): readonly SentencePart[] {
  const count = Object.keys(args).length
  const words = count === 0 ? 'without arguments' : `with ${count} argument${count === 1 ? '' : 's'}`
  return [
    { text: 'Run ', value: false },
    { text: capText(showOnOneLine(toolName), nameLength), value: true },
    { text: ` ${words}`, value: false },
  ]
}

function look(path: string, args: Arguments, context: SentenceContext): Json | undefined {
  if (path === 'customer.name') return context.customerName
  if (path === 'args') return args
  return path.startsWith('args.') ? resolvePath(args, path.slice('args.'.length)) : undefined
}

function format(value: Json | undefined, formatter: string, currency: string | null): string {
  if (value === undefined || value === null || value === '') return '(none)'
  switch (formatter) {
    case 'money':
      return money(value, currency)
    case 'date':
      return date(value)
    case 'count':
      return showOnOneLine(String(Array.isArray(value) ? value.length : plain(value)))
    default:
      return showOnOneLine(plain(value))
  }
}

const plain = (value: Json): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ')
  return JSON.stringify(value)
}

/** The template's currency, or the call's own, or none: nothing is guessed about money. */
function money(value: Json, currency: string | null): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return showOnOneLine(plain(value))
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 20 } as const
  const style =
    currency === null ? digits : ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits } as const)
  return new Intl.NumberFormat('en-US', style).format(amount)
}

/** Of the call's own words. */
export function currencyOf(args: Arguments): string | null {
  const currency = args['currency']
  return typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency) ? currency : null
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A calendar date as it was written, whatever the time zone of this machine is. */
function date(value: Json): string {
  const text = plain(value)
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text)
  const month = monthNames[Number(match?.[2]) - 1]
  if (match === null || month === undefined) return showOnOneLine(text)
  const time = match[4] === undefined ? '' : ` ${match[4]}${match[5] === 'Z' ? ' UTC' : (match[5] ?? '')}`
  return `${Number(match[3])} ${month} ${match[1]}${time}`
}
