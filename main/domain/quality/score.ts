import type { Answer, Category, Mark, Marks, Result, Scale, ScorecardBody } from '#contract/quality.ts'

/** What a score comes to. A person's marks alone decide; no signal has a part in it. */

export const stepsOf: Readonly<Record<Scale, number>> = { binary: 2, three: 3, five: 5 }

/** From 0, the worst, to 1. */
export const shareOf = (scale: Scale, value: number): number => (value - 1) / (stepsOf[scale] - 1)

export const isMarkOf = ({ scale, mayNotApply }: Category, mark: Mark): boolean =>
  mark === null || (mark === 'na' ? mayNotApply : mark >= 1 && mark <= stepsOf[scale])

/** A critical category fails below the middle of its scale: No, 1 of 3, 1 or 2 of 5. */
export const isFailed = ({ scale, critical }: Category, mark: Mark): boolean =>
  critical && typeof mark === 'number' && shareOf(scale, mark) < 0.5

/** The weighted mean of what applies, in percent; a critical failure caps it. */
export function resultOf({ categories, criticalCap }: ScorecardBody, { answers }: Marks): Result {
  const said = new Map(answers.map(({ category, mark }) => [category, mark]))
  const marked = categories.map((category) => ({ category, mark: said.get(category.id) ?? null }))
  const counted = marked.flatMap(({ category, mark }) =>
    typeof mark === 'number' ? [{ weight: category.weight, share: shareOf(category.scale, mark) }] : [],
  )
  const weight = counted.reduce((sum, one) => sum + one.weight, 0)
  const total = counted.reduce((sum, one) => sum + one.weight * one.share, 0)
  const weighted = weight === 0 ? null : rounded((total / weight) * 100)
  const failed = marked.filter(({ category, mark }) => isFailed(category, mark)).map(({ category }) => category.name)
  // A critical category of weight 0 fails the whole as well.
  const percent = failed.length === 0 ? weighted : Math.min(weighted ?? criticalCap, criticalCap)
  const missing = marked.filter(({ mark }) => mark === null).map(({ category }) => category.name)
  return { percent, weighted, failed, missing }
}

/** One decimal: finer than any scale can mean. */
const rounded = (value: number): number => Math.round(value * 10) / 10

/** What is not of this scorecard: unknown categories, marks off the scale, causes it does not name. Null: nothing. */
export function flawOf({ categories }: ScorecardBody, { answers }: Marks): string | null {
  const seen = new Set<string>()
  for (const answer of answers) {
    const category = categories.find(({ id }) => id === answer.category)
    if (category === undefined) return `The scorecard has no category ${answer.category}.`
    if (seen.has(category.id)) return `${category.name} is marked twice.`
    if (!isMarkOf(category, answer.mark)) return `${category.name} has no such mark.`
    const cause = answer.causes.find((one) => !category.causes.includes(one))
    if (cause !== undefined) return `${category.name} has no cause “${cause}”.`
    seen.add(category.id)
  }
  return null
}

/** Marks with one answer for each category, in the order of the scorecard. */
export function completeMarks({ categories }: ScorecardBody, { answers, note }: Marks): Marks {
  const said = new Map(answers.map((answer) => [answer.category, answer]))
  const empty = (category: string): Answer => ({ category, mark: null, causes: [], note: '' })
  return { answers: categories.map(({ id }) => said.get(id) ?? empty(id)), note }
}

/** A mark as it stands on screen and in files. */
export function markWord(scale: Scale, mark: Mark): string {
  if (mark === null) return ''
  if (mark === 'na') return 'N/A'
  return scale === 'binary' ? (mark === 2 ? 'Yes' : 'No') : String(mark)
}
