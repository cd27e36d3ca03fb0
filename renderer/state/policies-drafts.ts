import { z } from 'zod'
import { create } from 'zustand'
import { RuleSchema, type Rule } from '#contract/policy.ts'
import { parseKept, readKept, writeKept } from '#renderer/state/kept.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * Rules that are being written, by id. They outlast the screen and a reload: each change is kept in the browser. What is
 * kept is not believed: what is no rule any more comes back as text.
 */
export type RuleDraft = {
  readonly rule: Rule
  /** The rule in force when this began; null: it is a new one. */
  readonly basis: Rule | null
  /** Where it comes from, in words. */
  readonly note: string | null
  /** JSON that is not a rule yet; null: the rule says it all. */
  readonly json: string | null
}

const name = 'rules being written'
const mostText = 500_000

const KeptSchema = z.array(
  z.object({
    id: RuleSchema.shape.id,
    text: z.string().max(mostText),
    basis: RuleSchema.nullable(),
    note: z.string().max(300).nullable(),
  }),
)

export const blankRule = (id: string): Rule => ({
  id,
  name: t('New rule'),
  enabled: true,
  when: [],
  verdict: 'ask',
  with: {},
  suspended: null,
  source: 'person',
  createdAt: 0,
  createdBy: '',
})

const textOf = ({ rule, json }: RuleDraft): string => json ?? JSON.stringify(rule)

export function readDrafts(text: string | null): Readonly<Record<string, RuleDraft>> {
  if (text === null || text.length > mostText) return {}
  const kept = KeptSchema.safeParse(parseKept(text))
  if (!kept.success) return {}
  return Object.fromEntries(
    kept.data.map(({ id, text: written, basis, note }) => {
      const rule = RuleSchema.safeParse(parseKept(written))
      return rule.success && rule.data.id === id
        ? [id, { rule: rule.data, basis, note, json: null }]
        : [id, { rule: basis ?? blankRule(id), basis, note, json: written }]
    }),
  )
}

function store(drafts: Readonly<Record<string, RuleDraft>>): void {
  writeKept(
    name,
    Object.entries(drafts).map(([id, one]) => ({ id, text: textOf(one), basis: one.basis, note: one.note })),
  )
}

export const useDrafts = create<{ readonly drafts: Readonly<Record<string, RuleDraft>> }>()(() => ({
  drafts: readDrafts(readKept(name)),
}))

const put = (drafts: Readonly<Record<string, RuleDraft>>): void => {
  useDrafts.setState({ drafts })
  store(drafts)
}

export const keepRule = (draft: RuleDraft): void => put({ ...useDrafts.getState().drafts, [draft.rule.id]: draft })

export const dropRule = (id: string): void =>
  put(Object.fromEntries(Object.entries(useDrafts.getState().drafts).filter(([held]) => held !== id)))
