import type { Budget, PolicyDocument, Rule } from '#contract/policy.ts'
import type { ArgumentCondition, Condition } from '#contract/policy-condition.ts'
import { weekdays } from '#contract/policy-condition.ts'
import type { Json, JsonLike, ToolView } from '#contract/tool.ts'
import type { Verdict } from '#contract/verdict.ts'
import { blankRule } from '#renderer/state/policies-drafts.ts'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** What the editor knows about rules without asking: their groups, their parts, and how a part begins. */
export const groups: readonly { readonly verdict: Verdict; readonly label: string }[] = [
  { verdict: 'deny', label: t('Never') },
  { verdict: 'ask_two', label: t('Two people') },
  { verdict: 'ask', label: t('Ask') },
  { verdict: 'allow', label: t('By rule') },
  { verdict: 'dry_run', label: t('Dry run') },
]

export const verdictChoices: readonly { readonly id: Verdict; readonly label: string }[] = [
  { id: 'allow', label: t('Auto-approve') },
  { id: 'dry_run', label: t('Rehearse only') },
  { id: 'ask', label: t('Ask a person') },
  { id: 'ask_two', label: t('Ask two people') },
  { id: 'deny', label: t('Refuse') },
]

export type Field = Condition['field']
export const fieldWords: Readonly<Record<Field, string>> = {
  tool: t('Tool'),
  argument: t('An argument'),
  risk: t('Tier'),
  tool_tag: t('Tag of the tool'),
  agent: t('Agent'),
  environment: t('Environment'),
  channel: t('Channel'),
  hours: t('Hours'),
  rag_score: t('Score of the best source'),
  confidence: t('Confidence of the bot'),
  guardrail: t('Guardrail'),
  conversation_age: t('Age of the conversation'),
  tag: t('Tag of the conversation or customer'),
  previous_decisions: t('Decisions before'),
}
export const fields = Object.keys(fieldWords) as readonly Field[]

/** A condition as it begins: with what can be known, and otherwise empty, which the preview names. */
export function freshCondition(field: Field, rule: Rule, tools: readonly ToolView[]): Condition {
  switch (field) {
    case 'tool':
    case 'tool_tag':
    case 'agent':
      return { field, in: [] }
    case 'environment':
      return { field, in: ['PROD'] }
    case 'channel':
      return { field, in: ['email'] }
    case 'risk':
      return { field, in: [] }
    case 'argument': {
      const known = pointersOf(rule, tools)
      const first = known.find(({ isAmount }) => isAmount) ?? known.find(({ isNumber }) => isNumber) ?? known[0]
      return first === undefined || first.isNumber
        ? { field, pointer: first?.pointer ?? '/amount', op: 'between', from: 0, to: 20 }
        : { field, pointer: first.pointer, op: 'exists' }
    }
    case 'hours':
      return {
        field,
        op: 'inside',
        days: weekdays.slice(0, 5),
        from: '09:00',
        to: '17:00',
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }
    case 'rag_score':
      return { field, op: 'gte', value: 0.8 }
    case 'confidence':
      return { field, op: 'gte', value: 0.9 }
    case 'guardrail':
      return { field, hit: false }
    case 'conversation_age':
      return { field, op: 'lt', minutes: 1440 }
    case 'tag':
      return { field, on: 'conversation', op: 'any', in: [] }
    case 'previous_decisions':
      return { field, of: 'rejected', op: 'lt', value: 1 }
  }
}

export type KnownPointer = {
  readonly pointer: string
  readonly label: string
  readonly isNumber: boolean
  readonly isAmount: boolean
}

const asRecord = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {}

/** The arguments of the tools that the rule names. */
export function pointersOf(rule: Rule, tools: readonly ToolView[]): readonly KnownPointer[] {
  const named = rule.when.flatMap((one) => (one.field === 'tool' ? one.in : []))
  const found = tools
    .filter(({ name }) => named.includes(name))
    .flatMap((tool) =>
      Object.entries(asRecord(tool.parameters['properties'])).map(([key, schema]) => {
        const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const { type } = asRecord(schema)
        return {
          pointer,
          label: key,
          isNumber: type === 'number' || type === 'integer',
          isAmount: tool.amountPointer === pointer,
        }
      }),
    )
  return found.filter((one, at) => found.findIndex(({ pointer }) => pointer === one.pointer) === at)
}

export type Operator = ArgumentCondition['op']
export const operatorWords: Readonly<Record<Operator, string>> = {
  between: t('is from … to …'),
  lte: t('is at most'),
  lt: t('is less than'),
  gte: t('is at least'),
  gt: t('is more than'),
  eq: t('is'),
  ne: t('is not'),
  in: t('is one of'),
  regex: t('matches a pattern'),
  exists: t('is given'),
  absent: t('is not given'),
  matches_customer: t('is the customer’s own'),
  origin: t('comes from'),
}
export const operators = Object.keys(operatorWords) as readonly Operator[]

/** The same argument with another operator; what can be kept of its value is. */
export function withOperator(condition: ArgumentCondition, op: Operator): ArgumentCondition {
  const { field, pointer } = condition
  const number =
    'value' in condition && typeof condition.value === 'number'
      ? condition.value
      : condition.op === 'between'
        ? condition.to
        : 0
  switch (op) {
    case 'between':
      return { field, pointer, op, from: 0, to: number }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return { field, pointer, op, value: number }
    case 'eq':
    case 'ne':
      return { field, pointer, op, value: 'value' in condition ? condition.value : '' }
    case 'in':
      return { field, pointer, op, values: [] }
    case 'regex':
      return { field, pointer, op, pattern: '' }
    case 'exists':
    case 'absent':
      return { field, pointer, op }
    case 'matches_customer':
      return { field, pointer, op, record: 'email' }
    case 'origin':
      return { field, pointer, op, in: ['customer'] }
  }
}

export type OptionName = 'budget' | 'undoSeconds' | 'expiresMinutes' | 'requireReason' | 'sampleRate' | 'validUntil'
export const optionWords: Readonly<Record<OptionName, string>> = {
  budget: t('A budget'),
  undoSeconds: t('Time to take it back'),
  expiresMinutes: t('Expiry'),
  requireReason: t('A required reason'),
  sampleRate: t('Review afterwards'),
  validUntil: t('Validity'),
}
const freshBudget: Budget = { measure: 'count', per: 'hour', limit: 5 }

export function addOption(rule: Rule, option: OptionName): { readonly rule: Rule; readonly place: string } {
  const options = rule.with
  const put = (next: Rule['with'], place: string) => ({ rule: { ...rule, with: next }, place: `with.${place}` })
  switch (option) {
    case 'budget': {
      const budgets = [...(options.budgets ?? []), freshBudget]
      return put({ ...options, budgets }, `budgets.${budgets.length - 1}`)
    }
    case 'undoSeconds':
      return put({ ...options, undoSeconds: 15 }, option)
    case 'expiresMinutes':
      return put({ ...options, expiresMinutes: 60 }, option)
    case 'requireReason':
      return put({ ...options, requireReason: true }, option)
    case 'sampleRate':
      return put({ ...options, sampleRate: 0.1 }, option)
    case 'validUntil':
      return put({ ...options, validUntil: null }, option)
  }
}

/** The rule without the part that stands at this place. */
export function withoutPart(rule: Rule, place: string): Rule {
  const [part, name, index] = place.split('.')
  if (part === 'when') return { ...rule, when: rule.when.filter((_, at) => at !== Number(name)) }
  if (part !== 'with') return rule
  if (name === 'budgets') {
    const budgets = (rule.with.budgets ?? []).filter((_, at) => at !== Number(index))
    const { budgets: _, ...rest } = rule.with
    return { ...rule, with: budgets.length === 0 ? rest : { ...rest, budgets } }
  }
  return { ...rule, with: Object.fromEntries(Object.entries(rule.with).filter(([key]) => key !== name)) }
}

export const withCondition = (rule: Rule, at: number, condition: Condition): Rule => ({
  ...rule,
  when: rule.when.with(at, condition),
})

const content = (rule: Rule): JsonLike => {
  const { createdAt: _, createdBy: __, ...rest } = rule
  return rest
}

/** Who made it and when is no part of what it says. */
export const isSameRule = (one: Rule, other: Rule): boolean => sameJson(content(one), content(other))

/** A rule that this one was begun from, and that somebody has changed or removed since. */
export function overtaken(
  basis: Rule | null,
  document: PolicyDocument,
  id: string,
): 'no' | 'changed' | 'removed' | 'taken' {
  const now = document.rules.find((rule) => rule.id === id)
  if (basis === null) return now === undefined ? 'no' : 'taken'
  if (now === undefined) return 'removed'
  return isSameRule(now, basis) ? 'no' : 'changed'
}

/** Begun, and nothing said yet. */
export const isBlank = (rule: Rule): boolean => isSameRule(rule, blankRule(rule.id))

/** The rule with this upper bound on the number it bounds. */
export const withBound = (rule: Rule, pointer: string, bound: number): Rule => ({
  ...rule,
  when: rule.when.map((one) => {
    if (one.field !== 'argument' || one.pointer !== pointer) return one
    if (one.op === 'between') return { ...one, to: bound }
    return one.op === 'lte' || one.op === 'lt' ? { ...one, op: 'lte', value: bound } : one
  }),
})
