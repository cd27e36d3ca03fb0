import { RuleSchema, type PolicyDocument, type Rule } from '#contract/policy.ts'
import type { Configuration } from '#contract/settings.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { z } from 'zod'

/**
 * Three ways to begin. Each is nothing but rules that anybody can read, change and delete; the later ones hold all rules of
 * the earlier ones and add some. Money and accounts are in none of them: what may be refunded, only the operator knows.
 */
export type Preset = { readonly name: string; readonly description: string; readonly rules: readonly Rule[] }

type Written = Omit<z.input<typeof RuleSchema>, 'source'>
const rulesOf = (preset: string, rules: readonly Written[]): readonly Rule[] =>
  rules.map((rule) => RuleSchema.parse({ ...rule, source: `preset:${preset}` }))

const supervised: readonly Written[] = [
  {
    id: 'preset.reads',
    name: 'Reads',
    when: [{ field: 'risk', in: [0] }],
    verdict: 'allow',
    with: { sampleRate: 0.05, validUntil: null },
  },
  {
    id: 'preset.irreversible',
    name: 'Two people for what cannot be undone',
    when: [{ field: 'risk', in: [4] }],
    verdict: 'ask_two',
    with: { requireReason: true },
  },
]

const balanced: readonly Written[] = [
  ...supervised,
  {
    id: 'preset.notes',
    name: 'Leave internal notes',
    when: [{ field: 'tool', in: ['internal_note'] }],
    verdict: 'allow',
    with: { sampleRate: 0.1, budgets: [{ measure: 'count', per: 'conversation', limit: 5 }], validUntil: null },
  },
  {
    id: 'preset.internal',
    name: 'Change what only colleagues see',
    when: [
      { field: 'risk', in: [1] },
      { field: 'previous_decisions', of: 'rejected', op: 'lt', value: 1 },
    ],
    verdict: 'allow',
    with: { sampleRate: 0.1, budgets: [{ measure: 'count', per: 'hour', limit: 30 }], validUntil: null },
  },
]

const trusted: readonly Written[] = [
  ...balanced,
  {
    id: 'preset.sourced-replies',
    name: 'Answer from good sources',
    when: [
      { field: 'tool', in: ['send_reply'] },
      { field: 'rag_score', op: 'gte', value: 0.8 },
      { field: 'guardrail', hit: false },
      { field: 'previous_decisions', of: 'rejected', op: 'lt', value: 1 },
    ],
    verdict: 'allow',
    with: {
      undoSeconds: 15,
      sampleRate: 0.2,
      budgets: [
        { measure: 'count', per: 'conversation', limit: 3 },
        { measure: 'count', per: 'hour', limit: 30 },
      ],
    },
  },
]

export const presets: readonly Preset[] = [
  {
    name: 'Supervised',
    description: 'Lookups run, one in twenty is reviewed. A person signs everything else, two what cannot be undone.',
    rules: rulesOf('Supervised', supervised),
  },
  {
    name: 'Balanced',
    description: 'As Supervised; notes and other internal changes run as well, within limits.',
    rules: rulesOf('Balanced', balanced),
  },
  {
    name: 'Trusted',
    description: 'As Balanced; replies that stand on good sources go out by themselves, with time to take them back.',
    rules: rulesOf('Trusted', trusted),
  },
]

/**
 * What a desk begins with. `alone`: nobody else can sign yet, so a rule that asks two is there to be read and switched off;
 * until somebody switches it on its tier asks one person, as strictly as it can.
 */
export function beginWith(name: string, alone: boolean): PolicyDocument {
  const preset = presets.find((one) => one.name === name)
  if (preset === undefined) throw new AppError('invalid_input', `There is no preset called ${name}.`)
  const rules = preset.rules.map((rule) => (alone && rule.verdict === 'ask_two' ? { ...rule, enabled: false } : rule))
  return { ...emptyDocument, rules }
}

/**
 * The widest preset whose rules all stand as it has them, and how many others stand beside them; `alone`: but for a rule that
 * asks two, which is switched off. Defaults of tiers that let more through than the presets are written for make it none.
 */
export function presetInForce(
  document: PolicyDocument,
  defaults: Configuration['defaultDecisions'],
): { readonly name: string | null; readonly others: number; readonly alone: boolean } {
  const { R0: _, ...further } = defaults
  const standing = (rule: Rule) => document.rules.find((one) => one.id === rule.id && isSame(one, rule))
  const stands = (rule: Rule) => standing(rule) !== undefined
  const found = presets.findLast(({ rules }) => rules.every(stands))
  if (found === undefined || Object.values(further).includes('allow'))
    return { name: null, others: document.rules.length, alone: false }
  const alone = found.rules.some((rule) => standing(rule)?.enabled === false)
  return { name: found.name, others: document.rules.length - found.rules.length, alone }
}

/** The end it was given when it was saved is no change of a rule. */
const isSame = (one: Rule, preset: Rule): boolean =>
  (one.enabled || one.verdict === 'ask_two') &&
  one.suspended === null &&
  meaning(one, preset) === meaning(preset, preset)

const meaning = ({ when, verdict, with: options }: Rule, { with: { validUntil } }: Rule): string => {
  const { validUntil: own, ...rest } = options
  return canonicalJson({ when, verdict, with: rest, until: validUntil === undefined ? null : (own ?? null) })
}
