import type { Mask } from '#contract/exchange.ts'
import type { Json } from '#contract/tool.ts'
import { findCards, findIbans } from '#main/domain/exchange/account-numbers.ts'
import type { Range } from '#main/domain/reply/sentences.ts'
import { secrets } from '#main/domain/output-checks.ts'

/**
 * Takes what belongs to a person or opens an account out of words and JSON. A value gets one placeholder for as long as
 * the masker lives, however it is spaced: `[card 1]`. Placeholders are numbers in order of appearance and say nothing.
 */
export type Masker = {
  readonly text: (text: string) => string
  readonly json: (value: Json) => Json
  /** Different values so far, by kind. */
  readonly counts: () => Readonly<Record<string, number>>
}

const longestKept = 2000
const mostKept = 5000

type Found = { readonly kind: Mask; readonly range: Range }
type Finder = (text: string) => readonly Range[]

const matching =
  (patterns: readonly RegExp[]): Finder =>
  (text) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match): Range => [match.index, match.index + match[0].length]),
    )

// Bounded: an endless word would be tried from each of its letters to its end.
const email = /[\p{L}\p{N}._%+-]{1,254}@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu

/** With a country, with brackets, or with the zero and the groups that numbers of one country are written with. */
const phones: readonly RegExp[] = [
  /(?<![\w+])(?:\+|00)[1-9](?:[ ().\u00a0/-]{0,2}\d){6,14}(?![\w])/g,
  /(?<![\w(-])\(?\d{3}\)?[ .\u00a0-]\d{3}[ .\u00a0-]\d{4}(?![\w-])/g,
  /(?<!\w)\(\d{3}\)[ .\u00a0-]?\d{3}[ .\u00a0-]?\d{4}(?![\w-])/g,
  // Ten digits alone are a number of a phone, unless the word before says that they are that of a thing.
  /(?<![\w.,#/:=-])(?<!\b(?:id|ids|item|items|order|orders|product|products|variant|variants|sku|ticket|number|no|invoice|reference|ref|tracking)\.?[ :#]{0,3})[2-9]\d{9}(?![\w-]|[.,]\d)/gi,
  /(?<![\w.#-])0\d{2,4}[ /\u00a0-]\d{2,}(?:[ /\u00a0-]?\d){3,8}(?![\w-])/g,
]

/** A secret of that form ends the line of a key file: all of it goes, not only its first line. */
const keyBlock = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Nothing of it is found in a text without this. */
const where =
  (sign: RegExp, find: Finder): Finder =>
  (text) =>
    sign.test(text) ? find(text) : []

/** What is found first keeps its place: a card is no phone. */
const finders: readonly (readonly [Mask, Finder])[] = [
  ['secret', matching([keyBlock, ...secrets])],
  ['email', where(/@/, matching([email]))],
  ['iban', where(/[a-z]{2}\d{2}/i, findIbans)],
  ['card', findCards],
  ['phone', where(/\d(?:\D{0,3}\d){6}/, matching(phones))],
]

/** Nothing of all that is in a text without any of these. */
const hint = /@|\d[^\p{L}]{0,3}\d[^\p{L}]{0,3}\d|[A-Za-z0-9_-]{16}|password|passwort|passcode|key|secret|bearer/iu

/** Any of these in digits of any script and in wide letters, one for one, so that what is found stands at the same place. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50]
const foreign = /[\uFF01-\uFF5E\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\u09E6-\u09EF\u0E50-\u0E59]/g
const plain = (text: string): string =>
  text.replace(foreign, (sign) => {
    const code = sign.charCodeAt(0)
    if (code >= 0xff01) return String.fromCharCode(code - 0xfee0)
    return String(code - (zeros.findLast((zero) => zero <= code) ?? code))
  })

/** Parts of an address on the web in which something is written as %40. */
const encoded = /[^\s"'<>/?&=#;,%]*%[0-9a-f]{2}[^\s"'<>/?&=#;,]*/gi
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part.replace(/%[2-7][0-9a-f]/gi, (sign) => String.fromCharCode(Number.parseInt(sign.slice(1), 16)))
  }
}

const namesThing = /(?:^|_)ids?$|(?<=[a-z])Ids?$|order|product|item|sku|variant|tracking/
const namesSecretNumber = /passwo?r?d|passcode|secret|^(?:pin|cvv2?|cvc2?|otp|security_?code)$/i
const namesPhone = /phone|mobile|^tel$|telephone|whatsapp|^number$/i
const namesSecret = /password|passwd|secret|token|api_?key|authorization|^pin$|^cvv$|^cvc$/i

export function createMasker(kinds: readonly Mask[]): Masker {
  const used = finders.filter(([kind]) => kinds.includes(kind))
  const known = new Map<string, string>()
  const counts: Record<string, number> = {}
  const masked = new Map<string, string>()

  const placeholder = (kind: Mask, value: string): string => {
    const key = `${kind} ${kind === 'email' ? value.toLowerCase() : kind === 'secret' ? value : bare(value)}`
    const found = known.get(key)
    if (found !== undefined) return found
    const count = (counts[kind] ?? 0) + 1
    counts[kind] = count
    const made = `[${kind} ${count}]`
    known.set(key, made)
    return made
  }

  /** The same words stand in a message, in an action and in its entries; they are masked alike every time. */
  const text = (given: string): string => {
    const known = masked.get(given)
    if (known !== undefined) return known
    const made = maskedText(given)
    if (given.length > longestKept) return made
    if (masked.size >= mostKept) masked.clear()
    masked.set(given, made)
    return made
  }

  const maskedText = (given: string): string => {
    if (used.length === 0) return given
    const words = given.includes('%') ? given.replace(encoded, (part) => maskEncoded(part)) : given
    const read = plain(words)
    if (!hint.test(read)) return words
    // What is JSON within a text says by its names what its values are.
    const parsed = /^\s*[{[]/.test(words) ? readJson(words) : undefined
    if (parsed !== undefined) return JSON.stringify(json(parsed))
    const taken: Found[] = []
    for (const [kind, find] of used) {
      for (const range of find(read)) {
        if (!taken.some((one) => one.range[0] < range[1] && range[0] < one.range[1])) taken.push({ kind, range })
      }
    }
    if (taken.length === 0) return words
    let [rest, at] = ['', 0]
    for (const { kind, range } of taken.toSorted((a, b) => a.range[0] - b.range[0])) {
      rest += words.slice(at, range[0]) + placeholder(kind, words.slice(...range))
      at = range[1]
    }
    return rest + words.slice(at)
  }

  const maskEncoded = (part: string): string => {
    const decoded = decode(part)
    const hidden = decoded === part ? part : text(decoded)
    return hidden === decoded ? part : hidden
  }

  const named = (key: string, value: Json): Json => {
    const isText = typeof value === 'string'
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => named(key, item))
    if (!isText && typeof value !== 'number') return json(value)
    if (isText && namesThing.test(key) && /^\d{1,12}$/.test(value)) return value
    if (!isText && kinds.includes('secret') && namesSecretNumber.test(key)) return placeholder('secret', String(value))
    const digits = String(value).replace(/\D/g, '').length
    if (kinds.includes('phone') && namesPhone.test(key) && digits >= 7 && digits <= 15)
      return placeholder('phone', String(value))
    if (isText && kinds.includes('secret') && namesSecret.test(key) && value.length >= 3 && !value.startsWith('['))
      return placeholder('secret', value)
    return json(value)
  }

  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') {
      if (!kinds.includes('card') || value < 1e12) return value
      const written = text(String(value))
      return written === String(value) ? value : written
    }
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return (value as readonly Json[]).map(json)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [/^\d{1,12}$/.test(key) ? key : text(key), named(key, item)]),
    )
  }

  return { text, json: (value) => (used.length === 0 ? value : json(value)), counts: () => ({ ...counts }) }
}

function readJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** However it is spaced, it is the same number. */
const bare = (value: string): string =>
  plain(value)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
