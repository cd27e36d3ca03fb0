import type { KeyChoice } from '#contract/preferences.ts'
import { clash, refusalOf } from '#renderer/ui/combos.ts'
import { areaWords, conflictsOf, presetKeys, type Combos, type Definitions, type Presets } from '#renderer/ui/keymap.ts'

/** What somebody changes about the keys. Pure: the settings keep it. */

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((combo, at) => combo === other[at])

/** The command gets these keys; what equals the preset again is no change any more. */
export function withKeys(choice: KeyChoice, base: Combos, id: string, combos: readonly string[]): KeyChoice {
  const { [id]: _, ...others } = choice.changed
  const changed = same(combos, base[id] ?? []) ? others : { ...others, [id]: [...new Set(combos)] }
  return { preset: choice.preset, changed }
}

export const isChanged = (choice: KeyChoice, id: string): boolean => choice.changed[id] !== undefined

export type Verdict =
  | { readonly kind: 'free' }
  | { readonly kind: 'own' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Taken, by these; every one of them would have to give it up. */
  | { readonly kind: 'taken'; readonly by: readonly Taken[] }
export type Taken = {
  readonly id: string
  readonly title: string
  readonly where: string
  /** It can give it up. */
  readonly yields: boolean
}

/** Whether the command can have the key. */
export function judgeKey(definitions: Definitions, combos: Combos, id: string, combo: string): Verdict {
  if (combos[id]?.includes(combo) === true) return { kind: 'own' }
  const refusal = refusalOf(combo, definitions[id]?.held)
  if (refusal !== null) return { kind: 'refused', reason: refusal }
  const by = conflictsOf(definitions, combos, id, combo).flatMap((other): Taken[] => {
    const definition = definitions[other]
    if (definition === undefined) return []
    const { title, area, fixed } = definition
    return [{ id: other, title, where: areaWords(area), yields: fixed !== true }]
  })
  return by.length === 0 ? { kind: 'free' } : { kind: 'taken', by }
}

export const canYield = (verdict: Verdict): boolean =>
  verdict.kind === 'taken' && verdict.by.every(({ yields }) => yields)

type Giving = {
  readonly choice: KeyChoice
  readonly definitions: Definitions
  readonly presets: Presets
  readonly combos: Combos
}

/** The command gets the key in the place of `replaced`, or as one more; who has it so far gives it up. */
export function giveKey(giving: Giving, id: string, combo: string, replaced: string | null): KeyChoice {
  const { choice, definitions, presets, combos } = giving
  const base = presetKeys(definitions, presets, choice.preset)
  const verdict = judgeKey(definitions, combos, id, combo)
  const losers = verdict.kind === 'taken' ? verdict.by : []
  const freed = losers.reduce((now, loser) => {
    const kept = (combos[loser.id] ?? []).filter((own) => !clash(own, combo))
    return withKeys(now, base, loser.id, kept)
  }, choice)
  const own = combos[id] ?? []
  const next = replaced === null ? [...own, combo] : own.map((held) => (held === replaced ? combo : held))
  return withKeys(freed, base, id, next)
}
