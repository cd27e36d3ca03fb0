import { RuleOptionsSchema, RuleSchema, type Rule } from '#contract/policy.ts'
import { ConditionSchema } from '#contract/policy-condition.ts'
import { ruleTokens, type Token } from '#main/domain/policy/words.ts'

/** The parts of a rule that can be read already, while others are still being written. */
export function readableTokens(given: unknown): readonly Token[] {
  const whole = RuleSchema.safeParse(given)
  if (whole.success) return ruleTokens(whole.data)
  const conditions = listAt(given, 'when').map((one) => ConditionSchema.safeParse(one))
  const when = conditions.flatMap(({ data }) => (data === undefined ? [] : [data]))
  // Where each of the readable ones stands in what was given.
  const places = conditions.flatMap(({ success }, index) => (success ? [`when.${index}`] : []))
  const verdict = RuleSchema.shape.verdict.safeParse(look(given, 'verdict'))
  const rule: Rule = { ...blank, when, verdict: verdict.data ?? 'ask', with: readableOptions(look(given, 'with')) }
  return ruleTokens(rule).map((token, index) => ({ ...token, place: places[index] ?? token.place }))
}

const blank: Rule = {
  id: 'r',
  name: 'r',
  enabled: true,
  when: [],
  verdict: 'ask',
  with: {},
  suspended: null,
  source: 'person',
  createdAt: 0,
  createdBy: '',
}

function readableOptions(given: unknown): Rule['with'] {
  if (typeof given !== 'object' || given === null) return {}
  const parts = Object.entries(given).map(([name, value]) => RuleOptionsSchema.safeParse({ [name]: value }).data ?? {})
  return parts.reduce<Rule['with']>((all, part) => ({ ...all, ...part }), {})
}

const look = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = look(value, key)
  return Array.isArray(found) ? found.slice(0, 50) : []
}
