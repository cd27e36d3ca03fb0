import type { Rule } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { weekdays } from '#contract/policy-condition.ts'
import type { SentencePart } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'
import type { Verdict } from '#contract/verdict.ts'
import { pointerWords } from '#main/domain/policy/budget.ts'
import { riskKey, riskWords } from '#main/domain/risk.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** A rule as the sentence a person agrees to. Every part of the rule stands in it; nothing is left out or rounded. */
type Piece = SentencePart
const say = (text: string): Piece => ({ text, value: false })
const value = (text: string): Piece => ({ text: capText(showOnOneLine(text), 200), value: true })

export function ruleSentence(rule: Rule): readonly SentencePart[] {
  const when = rule.when.flatMap((condition, index) => [...(index === 0 ? [] : [say(' and ')]), ...describe(condition)])
  return merge([
    ...(when.length === 0 ? [say('Always ')] : [say('When '), ...when, say(' then ')]),
    value(verdictWords[rule.verdict]),
    ...optionPieces(rule).flatMap(({ pieces }) => [say(', '), ...pieces]),
  ])
}

/** The parts of the sentence one by one, each with its place in the rule. */
export const ruleTokens = (rule: Rule): readonly Token[] => [
  ...rule.when.map((condition, index) => ({ place: `when.${index}`, text: sentenceText(describe(condition)) })),
  { place: 'verdict', text: verdictWords[rule.verdict] },
  ...optionPieces(rule).map(({ place, pieces }) => ({ place, text: sentenceText(pieces) })),
]
export type Token = { readonly place: string; readonly text: string }

export const ruleText = (rule: Rule): string => sentenceText(ruleSentence(rule))

export const verdictWords: Readonly<Record<Verdict, string>> = {
  allow: 'auto-approve',
  dry_run: 'rehearse only',
  ask: 'ask a person',
  ask_two: 'ask two people',
  deny: 'refuse',
}

type Option = { readonly place: string; readonly pieces: readonly Piece[] }

function optionPieces({ with: options, enabled, suspended }: Rule): readonly Option[] {
  const { undoSeconds, expiresMinutes, requireReason, sampleRate, budgets = [], validUntil } = options
  const one = (place: string, ...pieces: readonly Piece[]): Option => ({ place, pieces })
  return [
    ...budgets.map((budget, index) =>
      one(
        `with.budgets.${index}`,
        say('at most '),
        value(String(budget.limit)),
        ...(budget.measure === 'count' ? [] : [say(' of '), value(pointerWords(budget.pointer))]),
        say(` per ${budget.per}`),
      ),
    ),
    ...(undoSeconds === undefined ? [] : [one('with.undoSeconds', say('undo '), value(`${undoSeconds} s`))]),
    ...(expiresMinutes === undefined
      ? []
      : expiresMinutes === null
        ? [one('with.expiresMinutes', say('never expires'))]
        : [one('with.expiresMinutes', say('expires after '), value(span(expiresMinutes)))]),
    ...(requireReason === true ? [one('with.requireReason', say('a reason is required'))] : []),
    ...(sampleRate === undefined ? [] : [one('with.sampleRate', say('review '), value(`${percent(sampleRate)} %`))]),
    ...(typeof validUntil === 'number'
      ? [one('with.validUntil', say('until '), value(new Date(validUntil).toISOString().slice(0, 10)))]
      : []),
    ...(enabled ? [] : [one('enabled', say('switched off'))]),
    ...(suspended === null ? [] : [one('suspended', say('suspended: '), value(suspended.cause))]),
  ]
}

const percent = (rate: number): number => Math.round(rate * 1e6) / 1e4

const span = (minutes: number): string =>
  minutes % 1440 === 0 ? `${minutes / 1440} d` : minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`

function describe(condition: Condition): readonly Piece[] {
  switch (condition.field) {
    case 'tool':
      return either(condition.in)
    case 'tool_tag':
      return [say('the tool is tagged '), ...either(condition.in)]
    case 'agent':
      return [say('the agent is '), ...either(condition.in)]
    case 'environment':
      return [say('in '), ...either(condition.in)]
    case 'channel':
      return [say('by '), ...either(condition.in)]
    case 'risk':
      return [say('the tier is '), ...either(condition.in.map(tier))]
    case 'argument':
      return describeArgument(condition)
    case 'hours': {
      const { op, days, from, to, timeZone } = condition
      return [
        say(op === 'inside' ? 'within ' : 'outside '),
        value(`${dayWords(days)} ${from}\u2013${to} (${timeZone})`),
      ]
    }
    case 'rag_score':
      return [say(`the best source ${sign[condition.op]} `), value(String(condition.value))]
    case 'confidence':
      return [say(`the bot is sure ${sign[condition.op]} `), value(String(condition.value))]
    case 'guardrail':
      return [say(condition.hit ? 'a guardrail answered' : 'no guardrail answered')]
    case 'conversation_age':
      return [
        say(`the conversation is ${condition.op === 'lt' ? 'younger than' : 'at least as old as'} `),
        value(span(condition.minutes)),
      ]
    case 'tag':
      return [say(`the ${condition.on} is ${condition.op === 'any' ? '' : 'not '}tagged `), ...either(condition.in)]
    case 'previous_decisions': {
      const { of, op, value: bound } = condition
      return [say(op === 'lt' ? 'fewer than ' : 'at least '), value(String(bound)), say(` ${earlier[of]} here before`)]
    }
    default:
      return assertNever(condition)
  }
}

const earlier = {
  all: 'decisions',
  approved: 'approvals',
  edited: 'edits',
  rejected: 'rejections',
} as const
const sign = { eq: '=', ne: '\u2260', lt: '<', lte: '\u2264', gt: '>', gte: '\u2265' } as const

function describeArgument(condition: Extract<Condition, { field: 'argument' }>): readonly Piece[] {
  const name = value(pointerWords(condition.pointer))
  switch (condition.op) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return [name, say(` ${sign[condition.op]} `), value(literal(condition.value))]
    case 'in':
      return [name, say(' is '), ...either(condition.values.map(literal))]
    case 'between':
      return [name, say(' is from '), value(String(condition.from)), say(' to '), value(String(condition.to))]
    case 'regex':
      return [name, say(' matches '), value(`/${condition.pattern}/`)]
    case 'exists':
      return [name, say(' is given')]
    case 'absent':
      return [name, say(' is not given')]
    case 'matches_customer':
      return [name, say(` is the customer\u2019s own ${records[condition.record]}`)]
    case 'origin':
      return [name, say(' '), ...either(condition.in.map((origin) => origins[origin]))]
    default:
      return assertNever(condition)
  }
}

const records = { email: 'e-mail address', name: 'name', external_id: 'id' } as const
const origins = {
  customer: 'comes from the customer\u2019s words',
  tool: 'comes from a tool\u2019s result',
  source: 'comes from a source',
  invented: 'appears nowhere before',
} as const

/** Text is quoted where it could be taken for something else. */
const literal = (one: string | number | boolean | null): string =>
  typeof one === 'string' && (one.trim() === '' || !Number.isNaN(Number(one)) || /^(true|false|null)$/.test(one))
    ? JSON.stringify(one)
    : String(one)

const tier = (risk: Risk): string => `${riskKey(risk)} ${riskWords[risk]}`

const either = (words: readonly string[]): readonly Piece[] =>
  words.flatMap((word, index) => [
    ...(index === 0 ? [] : [say(index === words.length - 1 ? ' or ' : ', ')]),
    value(word),
  ])

function dayWords(days: readonly (typeof weekdays)[number][]): string {
  const numbers = [...new Set(days.map((day) => weekdays.indexOf(day)))].toSorted((a, b) => a - b)
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  const short = (number: number) =>
    `${(weekdays[number] ?? '').slice(0, 1).toUpperCase()}${(weekdays[number] ?? '').slice(1)}`
  if (numbers.length === 7) return 'every day'
  if (numbers.length > 2 && last - first === numbers.length - 1) return `${short(first)}\u2013${short(last)}`
  return numbers.map(short).join(', ')
}

const merge = (pieces: readonly Piece[]): readonly SentencePart[] =>
  pieces.reduce<SentencePart[]>((merged, piece) => {
    const last = merged.at(-1)
    if (last !== undefined && !last.value && !piece.value) merged[merged.length - 1] = say(last.text + piece.text)
    else merged.push(piece)
    return merged
  }, [])
