import type { Range } from '#main/domain/reply/sentences.ts'

/**
 * The hard facts of a text: amounts, dates, spans of time, shares and links, each with its range and in one notation, so
 * that "$1,234.50" is "1234.5 USD" and "three weeks" is "21 days". What is written as a word is read where it counts.
 */
export type Value = {
  readonly kind: 'amount' | 'date' | 'link' | 'number'
  readonly range: Range
  /** What it may be called: `n:95`, `p:10`, `d:2021-03-14`, `t:30240`, `l:example.com/a`. The most exact name comes first. */
  readonly keys: readonly string[]
}

const digits = String.raw`\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?`
const symbols = String.raw`[$€£¥₹₽₺₩]|US\$|CA\$|A\$`
/** Marks of emphasis between a number and what it counts: `$**95**`. */
const mark = String.raw`(?:\*\*|__|[*_])?`
const codes = 'USD|EUR|GBP|CHF|JPY|CAD|AUD|INR|SEK|NOK|DKK|PLN|TRY|dollars?|euros?|pounds?|francs?'
const months = 'january february march april may june july august september october november december'.split(' ')
const monthNames = months.map((month) => `${month}|${month.slice(0, 3)}\\.?`).join('|') + '|sept\\.?'
const counts = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const tens = { fifteen: 15, twenty: 20, thirty: 30, forty: 40, sixty: 60, ninety: 90 } as const
const countWords = [...counts, ...Object.keys(tens)].join('|')
const units = 'minutes?|hours?|(?:business |working )?days?|weeks?|months?|years?'

const amount = new RegExp(
  `(?:${symbols})\\s?${mark}(${digits})(?!\\d)|(?<![\\d.,\\p{L}])(${digits})${mark}\\s?(?:${symbols}|(?:${codes})\\b)|\\b(?:${codes})\\s${mark}(${digits})|(?<![\\d.,])(${digits})${mark}\\s?(?:%|percent\\b)`,
  'giu',
)
const free =
  /\b(?:free of (?:charge|cost)|for free|at no (?:(?:extra|additional|further) )?(?:cost|charge)|without (?:any )?(?:extra |additional )?(?:charge|cost)|complimentary|free (?:shipping|delivery|returns?|replacement|repair|upgrade|exchange))\b/giu
const dayMonth = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthNames})(?:,? (\\d{4}))?(?![\\p{L}\\d])|\\b(${monthNames}) (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4}))?`,
  'giu',
)
const monthYear = new RegExp(`\\b(${monthNames}) (\\d{4})\\b`, 'giu')
const numeric = /(?<![\d./-])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[./](\d{1,2})[./](\d{4}))(?!\d)/g
const day =
  /\b(?:(?:by|on|next|this|until|before) )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tonight|tomorrow)\b/giu
const span = new RegExp(
  `(?<![\\d.,\\p{L}])(${digits}|${countWords})(?:\\s?(?:-|–|to|or)\\s?(${digits}|${countWords}))?[ -](${units})(?!\\p{L})`,
  'giu',
)
const link = /\b(?:https?:\/\/|www\.)[^\s<>"'”’)\]]+|\b[\p{L}\d._%+-]{1,64}@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu
const bare = new RegExp(`(?<![\\d.,\\p{L}-])(?:${digits})(?![\\d\\p{L}])`, 'gu')

const daysOf: Readonly<Record<string, number>> = {
  minute: 1 / 1440,
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 30,
  year: 360,
}

/** Nothing crosses a line, and of a text that is being written all lines but one were read before. */
export function findValues(text: string): readonly Value[] {
  const found: Value[] = []
  let start = 0
  for (const line of text.split('\n')) {
    for (const value of valuesOfLine(line)) {
      found.push({ ...value, range: [start + value.range[0], start + value.range[1]] })
    }
    start += line.length + 1
  }
  return found
}

const lines = new Map<string, readonly Value[]>()
const mostLines = 2000

function valuesOfLine(line: string): readonly Value[] {
  const known = lines.get(line)
  if (known !== undefined) return known
  const values = readLine(line)
  if (lines.size >= mostLines) lines.clear()
  lines.set(line, values)
  return values
}

/** What is found first keeps its place: the digits of a date are no amount. */
function readLine(text: string): readonly Value[] {
  const found: Value[] = []
  const taken = new Uint8Array(text.length)
  const take = (kind: Value['kind'], match: RegExpMatchArray, keys: readonly string[]): void => {
    const range: Range = [match.index ?? 0, (match.index ?? 0) + match[0].replace(/[.,;:!?]+$/, '').length]
    if (keys.length === 0 || taken.subarray(range[0], range[1]).includes(1)) return
    taken.fill(1, range[0], range[1])
    found.push({ kind, range, keys })
  }
  if (/:\/\/|www\.|@/i.test(text)) for (const match of text.matchAll(link)) take('link', match, [linkKey(match[0])])
  if (/\d/.test(text)) {
    for (const match of text.matchAll(numeric)) take('date', match, numericKeys(match))
    for (const match of text.matchAll(dayMonth)) take('date', match, dayMonthKeys(match))
    for (const match of text.matchAll(monthYear)) take('date', match, [`d:${match[2]}-${monthOf(match[1])}`])
    for (const match of text.matchAll(amount)) {
      const share = match[4] === undefined ? null : readNumber(match[4])
      take('amount', match, share === null ? numberKeys(match[1] ?? match[2] ?? match[3] ?? '') : [`p:${share}`])
    }
  }
  for (const match of text.matchAll(free)) take('amount', match, ['n:0'])
  for (const match of text.matchAll(span)) take('date', match, spanKeys(match))
  for (const match of text.matchAll(day)) take('date', match, [`w:${(match[1] ?? '').toLowerCase()}`])
  if (/\d/.test(text)) for (const match of text.matchAll(bare)) take('number', match, numberKeys(match[0]))
  return found.toSorted((a, b) => a.range[0] - b.range[0])
}

/** 1.234,50 and 1,234.50 are the same; a single separator before three digits groups them. */
export function readNumber(written: string): number {
  const plain = written.replace(/[ '\u00a0\u202f]/g, '')
  const decimal = /^(.*)[.,](\d{1,2})$/.exec(plain)
  if (decimal !== null) return Number(`${(decimal[1] ?? '').replace(/[.,]/g, '')}.${decimal[2]}`)
  return Number(/^\d{1,3}(?:[.,]\d{3})+$/.test(plain) ? plain.replace(/[.,]/g, '') : plain.replace(',', '.'))
}

const numberKeys = (written: string): readonly string[] => {
  const value = readNumber(written)
  return Number.isFinite(value) ? [`n:${value}`] : []
}

const monthOf = (name: string | undefined): string =>
  String(months.findIndex((month) => month.startsWith((name ?? '').toLowerCase().slice(0, 3))) + 1).padStart(2, '0')

function dateKeys(year: string | undefined, month: string, date: string): readonly string[] {
  const md = `${month}-${date.padStart(2, '0')}`
  return year === undefined ? [`m:${md}`] : [`d:${year}-${md}`, `m:${md}`, `d:${year}-${month}`]
}

const numericKeys = (match: RegExpMatchArray): readonly string[] =>
  match[1] === undefined
    ? [
        ...dateKeys(match[6], (match[5] ?? '').padStart(2, '0'), match[4] ?? ''),
        ...dateKeys(match[6], (match[4] ?? '').padStart(2, '0'), match[5] ?? ''),
      ]
    : dateKeys(match[1], match[2] ?? '', match[3] ?? '')

const dayMonthKeys = (match: RegExpMatchArray): readonly string[] =>
  match[1] === undefined
    ? dateKeys(match[6], monthOf(match[4]), match[5] ?? '')
    : dateKeys(match[3], monthOf(match[2]), match[1])

const countOf = (written: string): number => {
  const word = written.toLowerCase()
  const at = counts.indexOf(word)
  return at >= 0 ? at + 1 : Object.hasOwn(tens, word) ? tens[word as keyof typeof tens] : readNumber(written)
}

function spanKeys(match: RegExpMatchArray): readonly string[] {
  const unit = (match[3] ?? '')
    .toLowerCase()
    .replace(/^(?:business|working) /, '')
    .replace(/s$/, '')
  const days = daysOf[unit] ?? 1
  const ends = [match[1], match[2]].flatMap((end) => (end === undefined ? [] : [countOf(end) * days]))
  const minutes = ends.map((end) => Math.round(end * 1440))
  return [`t:${minutes.join('-')}`, ...minutes.map((end) => `t:${end}`)]
}

/** A field of a record that says its unit in its name: `warranty_months: 24`. */
export function namedSpan(name: string, value: number): string | null {
  const unit = /(?:^|[_ -])(minute|hour|day|week|month|year)s?$/i.exec(name)?.[1]?.toLowerCase()
  return unit === undefined ? null : `t:${Math.round(value * (daysOf[unit] ?? 1) * 1440)}`
}

export const linkKey = (written: string): string =>
  `l:${written
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[.,;:!?/]+$/, '')}`

/** What a text that supports this one has to say: a day is not supported by its month, a month is by a day in it. */
export function asksFor({ keys }: Value): readonly string[] {
  const days = keys.filter((key) => /^d:\d{4}-\d{2}-\d{2}$/.test(key))
  return days.length > 0 ? days : keys.slice(0, 1)
}
