import type { Agreement, Calibration, Category, ReviewItem, Score, ScorecardBody, Subject } from '#contract/quality.ts'
import { nameKey } from '#main/domain/person.ts'
import { agreementOf, median } from '#main/domain/quality/agreement.ts'
import { markWord, shareOf } from '#main/domain/quality/score.ts'

/** Several people's scores of the same items, side by side. Only items that all of them have scored are compared. */
export type Compared = Pick<
  Calibration,
  'complete' | 'items' | 'waitingFor' | 'overall' | 'categories' | 'reviewers' | 'rows' | 'outliers'
>

type Row = { readonly item: ReviewItem; readonly scores: readonly Score[] }

const sameSubject = (a: Subject, b: Subject): boolean =>
  a.conversationId === b.conversationId && a.kind === b.kind && a.id === b.id

/** From here on a mark is far from the others: half of its scale. */
const far = 0.5

/** `scores`: of this calibration. Who skipped an item has it behind them, and it is not compared. */
export function compare(
  body: ScorecardBody,
  calibrators: readonly string[],
  items: readonly ReviewItem[],
  scores: readonly Score[],
  skipped: (reviewer: string) => number,
): Compared {
  const submitted = scores.filter(({ marks }) => marks !== null)
  const of = (item: ReviewItem, name: string): Score | undefined =>
    submitted.find((one) => nameKey(one.reviewer) === nameKey(name) && sameSubject(one.subject, item.subject))
  const rows = items.flatMap((item): readonly Row[] => {
    const found = calibrators.flatMap((name) => of(item, name) ?? [])
    return found.length === calibrators.length ? [{ item, scores: found }] : []
  })
  const categories = body.categories.map((category) => ({ category, agreement: agreementIn(category, rows) }))
  const outliers = body.categories.flatMap((category) => rows.flatMap((row) => outliersIn(category, row)))
  const totals = rows.map((row) => row.scores.map(({ result }) => result.percent))
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null)
  const pairs = categories.reduce((sum, { agreement }) => sum + agreement.pairs, 0)
  const equal = categories.reduce((sum, { agreement }) => sum + (agreement.pairs * (agreement.percent ?? 0)) / 100, 0)
  return {
    complete: rows.length,
    items: items.length,
    waitingFor: calibrators.flatMap((reviewer) => {
      const left = items.length - items.filter((item) => of(item, reviewer) !== undefined).length - skipped(reviewer)
      return left > 0 ? [{ reviewer, left }] : []
    }),
    overall: {
      pairs,
      percent: pairs === 0 ? null : (equal / pairs) * 100,
      alpha: agreementOf(totals.map(known), 'interval').alpha,
    },
    categories: categories.map(({ category, agreement }) => ({
      ...agreement,
      category: category.id,
      name: category.name,
    })),
    reviewers: calibrators.map((reviewer, index) => ({
      reviewer,
      mean: mean(known(totals.map((row) => row[index] ?? null))),
      outliers: outliers.filter((one) => one.reviewer === reviewer).length,
    })),
    rows: rows.map(({ item, scores: given }) => {
      const percents = given.map(({ result }) => result.percent)
      const values = known(percents)
      return {
        position: item.position,
        subject: item.subject,
        title: item.title === '' ? item.customer : `${item.customer}, ${item.title}`,
        percents,
        spread: values.length < 2 ? null : Math.max(...values) - Math.min(...values),
      }
    }),
    outliers: outliers.toSorted((a, b) => a.position - b.position),
  }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

const markIn = ({ marks }: Score, { id }: Category) =>
  marks?.answers.find(({ category }) => category === id)?.mark ?? null

/** N/A agrees with N/A, and tells alpha nothing. */
function agreementIn(category: Category, rows: readonly Row[]): Agreement {
  const marks = rows.map((row) => row.scores.map((score) => markIn(score, category)).filter((mark) => mark !== null))
  const all = marks.map((row) => row.map((mark) => (mark === 'na' ? 0 : mark)))
  const numbers = marks.map((row) => row.filter((mark) => mark !== 'na'))
  const metric = category.scale === 'binary' ? 'nominal' : 'ordinal'
  return { ...agreementOf(all, metric), alpha: agreementOf(numbers, metric).alpha }
}

function outliersIn(category: Category, { item, scores }: Row): Compared['outliers'] {
  const given = scores.flatMap((score) => {
    const mark = markIn(score, category)
    return typeof mark === 'number' ? [{ score, mark }] : []
  })
  return given.flatMap(({ score, mark }) => {
    const others = given.filter((other) => other.score !== score).map((other) => other.mark)
    const middle = median(others)
    if (middle === null || Math.abs(shareOf(category.scale, mark) - shareOf(category.scale, middle)) < far) return []
    return [
      {
        position: item.position,
        category: category.name,
        reviewer: score.reviewer,
        mark: markWord(category.scale, mark),
        others: others.map((other) => markWord(category.scale, other)).join(', '),
      },
    ]
  })
}
