import type { Category, Mark, Marks, Sampling, Scale, ScorecardBody, SignalId, SubjectKind } from '#contract/quality.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** Words and figures of scores as the screen shows them; what counts is what the desk computes from the same marks. */

const steps: Readonly<Record<Scale, number>> = { binary: 2, three: 3, five: 5 }

export const optionsOf = ({ scale, mayNotApply }: Category): { readonly value: string; readonly label: string }[] => [
  ...Array.from({ length: steps[scale] }, (_, index) => ({
    value: String(index + 1),
    label: scale === 'binary' ? (index === 0 ? t('No') : t('Yes')) : String(index + 1),
  })),
  ...(mayNotApply ? [{ value: 'na', label: t('N/A') }] : []),
]

export const markFrom = (value: string): Mark => (value === 'na' ? 'na' : Number(value))

/** From 0 to 1; null: not a mark that counts. */
export const shareOf = ({ scale }: Category, mark: Mark): number | null =>
  typeof mark === 'number' ? (mark - 1) / (steps[scale] - 1) : null

export const hasMark = ({ scale }: Category, mark: number): boolean => mark <= steps[scale]

export type Standing = {
  readonly percent: number | null
  readonly failed: readonly string[]
  readonly missing: readonly Category[]
}

/** What the marks come to while they are being said. */
export function standingOf({ categories, criticalCap }: ScorecardBody, { answers }: Marks): Standing {
  const said = new Map(answers.map(({ category, mark }) => [category, mark]))
  const markOf = ({ id }: Category): Mark => said.get(id) ?? null
  const counted = categories.flatMap((category) => {
    const share = shareOf(category, markOf(category))
    return share === null ? [] : [{ weight: category.weight, share }]
  })
  const weight = counted.reduce((sum, one) => sum + one.weight, 0)
  const weighted = weight === 0 ? null : (counted.reduce((sum, one) => sum + one.weight * one.share, 0) / weight) * 100
  const failed = categories.filter((category) => category.critical && (shareOf(category, markOf(category)) ?? 1) < 0.5)
  return {
    percent: failed.length === 0 ? weighted : Math.min(weighted ?? criticalCap, criticalCap),
    failed: failed.map(({ name }) => name),
    missing: categories.filter((category) => markOf(category) === null),
  }
}

export const percentWords = (percent: number | null): string => (percent === null ? '–' : String(Math.round(percent)))

export const figure = (value: number | null, digits = 0): string =>
  value === null
    ? '–'
    : value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false })

export const kindWords: Readonly<Record<SubjectKind, string>> = {
  conversation: t('Conversations'),
  turn: t('Turns of the agent'),
  action: t('Actions'),
}

export const scaleWords: Readonly<Record<Scale, string>> = {
  binary: t('No or yes'),
  three: t('1 to 3'),
  five: t('1 to 5'),
}

export const signalWords: Readonly<Record<SignalId, string>> = {
  arguments: t('Executed as signed'),
  edited: t('Changed before signing'),
  rejected: t('Proposals: accepted or rejected'),
  failed: t('What was tried: done or failed'),
  answer_time: t('Time to answer'),
  disclosure: t('Disclosure spoken'),
  unsupported: t('Claims: sourced or not'),
  promises: t('Promises: kept or open'),
  guardrail: t('Guardrail'),
  sources: t('Best source'),
  tone: t('Tone'),
  reopened: t('After it was closed'),
}

export const samplingWords: Readonly<Record<Sampling['by'], string>> = {
  random: t('At random'),
  risk: t('More of what is risky'),
  operator: t('The same from each operator'),
  rule: t('The same from each rule'),
  all: t('All of them'),
}

/** The same inside a sentence. */
export const drawnWords: Readonly<Record<Sampling['by'], string>> = {
  random: t('at random'),
  risk: t('more of what is risky'),
  operator: t('the same from each operator'),
  rule: t('the same from each rule'),
  all: t('all of them'),
}

/** Krippendorff's own reading of his alpha. */
export function alphaWords(alpha: number | null): string {
  if (alpha === null) return t('nothing varies')
  if (alpha >= 0.8) return t('reliable')
  return alpha >= 0.667 ? t('tentative') : t('not reliable')
}
