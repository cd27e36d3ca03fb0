import type { OutputCheckId, OutputFinding, OutputLevel, OutputLevels, Sentence } from '#contract/reply.ts'
import type { Rendering } from '#contract/reply-rendering.ts'
import { hasMarks, renderWords, withoutMarks } from '#main/domain/reply/rendering.ts'
import { findUnsafeLinks } from '#main/domain/output-links.ts'
import { findPromises, makesTrue, type ActionKind } from '#main/domain/reply/promises.ts'
import type { Range } from '#main/domain/reply/sentences.ts'

/**
 * What should not go out in a reply, each finding with its exact place. Shapes and look-ups only, never a model; what a
 * secret reads is not repeated in what is said about it.
 */
export type OutputInput = {
  readonly text: string
  /** What of it becomes marks, and what goes out sign by sign. */
  readonly form: Rendering['form']
  readonly kind: 'reply' | 'note'
  readonly levels: OutputLevels
  readonly sentences: readonly Sentence[]
  /** Places in the text that name another customer, and whose. */
  readonly others: readonly { readonly range: Range; readonly what: string }[]
  /** Tool and sentence of every action that was carried out here, or stands in the same bundle and may be. */
  readonly actions: readonly string[]
  /** Hosts that the sources and the customer name. */
  readonly knownHosts: readonly string[]
}

type Found = Omit<OutputFinding, 'level'>

/** A note stays in the house: only what nobody should write down anywhere is looked for. */
const noteChecks: readonly OutputCheckId[] = ['secret', 'card_number']
export const replyChecks: readonly OutputCheckId[] = [
  ...noteChecks,
  'other_customer',
  'promise',
  'unsafe_link',
  'unsourced',
  'markup',
]

export function checkOutput(input: OutputInput): {
  readonly findings: OutputFinding[]
  readonly passed: OutputCheckId[]
} {
  const words = input.form === 'rich' ? readWords(input.text) : asTheyAre(input.text)
  const checks = (input.kind === 'note' ? noteChecks : replyChecks).filter((check) => input.levels[check] !== 'off')
  const findings = checks.flatMap((check) =>
    finders[check](input, words).map((found): OutputFinding => ({ ...found, level: input.levels[check] })),
  )
  return { findings, passed: checks.filter((check) => !findings.some((finding) => finding.check === check)) }
}

const strictness: readonly OutputLevel[] = ['off', 'warn', 'confirm', 'ask_two', 'block']

export const strictest = (findings: readonly Pick<OutputFinding, 'level'>[]): OutputLevel =>
  findings.reduce<OutputLevel>(
    (most, { level }) => (strictness.indexOf(level) > strictness.indexOf(most) ? level : most),
    'off',
  )

type Place = Pick<OutputFinding, 'check' | 'level' | 'range'>

/**
 * Of what is found now, what the signatures under the same words do not cover: a confirmation covers what was confirmed or
 * signed by two, two signatures cover what both could see, and nothing covers what blocks. A warning needs no cover.
 */
export function uncovered<F extends Place>(found: readonly F[], signed: readonly Place[], two: boolean): F | null {
  const rank = (level: OutputLevel) => strictness.indexOf(level)
  return (
    found.find(({ check, level, range }) => {
      const seen = signed.filter((one) => one.check === check && one.range[0] === range[0] && one.range[1] === range[1])
      if (rank(level) < rank('confirm')) return false
      if (level === 'confirm') return !seen.some((one) => rank(one.level) >= rank('confirm'))
      return level === 'block' || !two || seen.length === 0
    }) ?? null
  )
}

/** The words as they are read, and where a range of them stands in the source: emphasis inside a number hides none. */
type Words = { readonly text: string; readonly place: (range: Range) => Range }

const asTheyAre = (text: string): Words => ({ text, place: (range) => range })

function readWords(source: string): Words {
  if (!hasMarks(renderWords(source, 'rich'))) return asTheyAre(source)
  const { text, at } = withoutMarks(source)
  const placeOf = (index: number) => at[index] ?? source.length
  return { text, place: ([start, end]) => [placeOf(start), placeOf(end - 1) + 1] }
}

/** What stands in the words or, as in the address of a link, only in the source; each place once. */
function inEither(source: string, words: Words, find: (text: string) => readonly Range[]): [number, number][] {
  if (words.text === source) return find(source).map(([start, end]) => [start, end])
  const read = find(words.text).map(words.place)
  const more = find(source).filter(([start, end]) => !read.some((one) => start < one[1] && one[0] < end))
  return [...read, ...more].map(([start, end]) => [start, end])
}

const finders: Readonly<Record<OutputCheckId, (input: OutputInput, words: Words) => readonly Found[]>> = {
  secret: ({ text }, words) =>
    inEither(text, words, (within) => matches(within, secrets)).map((range) => ({
      check: 'secret',
      label: 'Looks like a secret',
      detail: 'A key, token or password',
      range,
    })),
  card_number: ({ text }, words) =>
    inEither(text, words, (within) => matches(within, [cardShape]).filter((one) => isCard(within.slice(...one)))).map(
      (range) => ({
        check: 'card_number',
        label: 'Card number',
        detail: `ends in ${text
          .slice(...range)
          .replace(/\D/g, '')
          .slice(-4)}`,
        range,
      }),
    ),
  other_customer: ({ others }) =>
    others.map(({ range, what }) => ({
      check: 'other_customer',
      label: 'Another customer’s data',
      detail: what,
      range: [...range],
    })),
  promise: ({ actions }, words) =>
    findPromises(words.text).flatMap(({ range, action, tense }) => {
      if (action === 'guarantee' || actions.some((name) => makesTrue(action, name))) return []
      const [start, end] = words.place(range)
      const detail = `“${words.text.slice(...range)}”`
      return [{ check: 'promise', label: promiseWords(action, tense), detail, range: [start, end] }]
    }),
  unsafe_link: ({ text, knownHosts }) =>
    findUnsafeLinks(text, knownHosts).map(({ range, why }) => ({
      check: 'unsafe_link',
      label: 'Link to look at',
      detail: why,
      range: [...range],
    })),
  // What the check of promises says is not said twice.
  unsourced: ({ sentences, text, levels }) =>
    sentences
      .flatMap(({ claims }) => claims)
      .filter(({ kind }) => kind !== 'promise' || levels.promise === 'off')
      .map(({ range, instead }) => ({
        check: 'unsourced',
        label: `“${text.slice(...range)}” has no source`,
        detail: instead,
        range,
      })),
  markup: ({ text, form }) =>
    matches(text, form === 'rich' ? uncarried : [...uncarried, ...carried]).map((range) => ({
      check: 'markup',
      label: 'Markup is sent as it stands',
      detail: text.slice(range[0], Math.min(range[1], range[0] + 40)),
      range,
    })),
}

function promiseWords(action: ActionKind, tense: 'done' | 'will'): string {
  const nouns: Readonly<Record<ActionKind, string>> = {
    refund: 'refund',
    cancel: 'cancellation',
    replace: 'replacement',
    send: 'shipment',
    change: 'change',
    escalate: 'hand-over',
    guarantee: 'guarantee',
  }
  return tense === 'done'
    ? `Says it was done: no ${nouns[action]} ran here`
    : `Promises it: no ${nouns[action]} stands beside it`
}

const matches = (text: string, patterns: readonly RegExp[]): [number, number][] =>
  patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match): [number, number] => [match.index, match.index + match[0].length]),
  )

/** How keys, tokens and passwords are written. */
export const secrets: readonly RegExp[] = [
  /\b(?:xai|sk|pk|rk)[-_](?:[A-Za-z]+[-_])?[A-Za-z0-9]{16,}\b/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{30,}\b/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}/g,
  /\bBearer [A-Za-z0-9._~+/=-]{20,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  /\b(?:password|passwort|passcode|api[ _-]?key|secret)(?: is)?\s*[:=]\s*\S{6,}/gi,
]

const cardShape = /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])/g

/** The check digit of card numbers, and a first digit that cards have. */
export function isCard(written: string): boolean {
  const digits = written.replace(/\D/g, '')
  if (digits.length < 13 || digits.length > 19 || !/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}

/** What no channel carries would be read with all its signs; the rest is read so where words go out as plain text. */
const uncarried: readonly RegExp[] = [
  /^#{1,6} \S.*$/gm,
  /!\[[^\]\n]*\]\([^)\n]+\)|(?<!!)\[[^\]\n]*\]\((?!https?:|mailto:)[^)\n]+\)/g,
  /<\/?[a-zA-Z][^<>\n]*>/g,
  /^\s{0,3}```.*$/gm,
]
const carried: readonly RegExp[] = [
  /\*\*[^*\n]+\*\*|(?<![\w_])__[^_\n]+__(?![\w_])/g,
  /(?<!!)\[[^\]\n]*\]\((?:https?:|mailto:)[^)\n]+\)/g,
  /(?<!`)`[^`\n]+`/g,
]
