import type { TestAnswer, TestChange, TestQuestion, TestResult } from '#contract/batch-test.ts'
import { percent } from '#main/domain/answering.ts'
import { judgeAnswer, plain } from '#main/domain/bot/judging.ts'

export type Compared = { readonly change: TestChange; readonly changes: readonly string[] }

/** How sure it is has to move by so much to be worth a word. */
const notable = 0.1

/**
 * An answer beside the one before. Both are judged by what the question asks now, so that a changed expectation is no change of
 * the bot. Worse in anything is worse, whatever became better; other words with the same worth are different.
 */
export function compareAnswers(question: TestQuestion, now: TestAnswer, before: TestAnswer | null): Compared {
  if (before === null) return { change: 'new', changes: [] }
  const worse: string[] = []
  const better: string[] = []
  const other: string[] = []
  const [verdict, verdictBefore] = [judgeAnswer(question, now).verdict, judgeAnswer(question, before).verdict]
  if (verdict !== verdictBefore) {
    if (verdict === 'failed') worse.push('It failed what it had passed.')
    else if (verdictBefore === 'failed') better.push('It passed what it had failed.')
  }
  if (question.answered !== false && now.answered !== before.answered) {
    if (now.answered === false) worse.push('It does not know any more.')
    else if (before.answered === false) better.push('It knows now.')
  }
  const [sure, sureBefore] = [now.confidence?.value ?? null, before.confidence?.value ?? null]
  if (sure !== null && sureBefore !== null && Math.abs(sure - sureBefore) >= notable && question.answered !== false)
    (sure < sureBefore ? worse : better).push(`${percent(sureBefore)} → ${percent(sure)} sure.`)
  const gone = lost(before, now)
  const come = lost(now, before)
  if (now.sources.length === 0 && gone.length > 0) worse.push(`Without a source; it had ${gone.join(', ')}.`)
  else if (before.sources.length === 0 && come.length > 0) better.push(`With a source: ${come.join(', ')}.`)
  else if (gone.length + come.length > 0)
    other.push(
      `Other sources: ${[...gone.map((name) => `without ${name}`), ...come.map((name) => `with ${name}`)].join(', ')}.`,
    )
  if (plain(now.text) !== plain(before.text)) other.push('Other words.')
  const changes = [...worse, ...better, ...other]
  return { change: changeOf(worse.length, better.length, other.length), changes }
}

function changeOf(worse: number, better: number, other: number): TestChange {
  if (worse > 0) return 'worse'
  if (better > 0) return 'better'
  return other > 0 ? 'different' : 'same'
}

/** Sources of one answer that the other does not name. */
function lost(from: TestAnswer, to: TestAnswer): readonly string[] {
  const kept = new Set(to.sources.map(nameOf))
  return [...new Set(from.sources.map(nameOf))].filter((name) => !kept.has(name))
}

const nameOf = ({ documentId, title }: TestAnswer['sources'][number]): string =>
  title ?? documentId ?? 'a source without a name'

const ranks: Readonly<Record<TestResult['verdict'], number>> = { failed: 1, could_not_ask: 2, answered: 3, passed: 3 }

/** Regressions first, then what failed, then what could not be asked, then the rest; each in the order of the set. */
export const byConcern = (results: readonly TestResult[]): readonly TestResult[] =>
  results.toSorted((one, other) => rankOf(one) - rankOf(other) || one.position - other.position)

const rankOf = ({ change, verdict }: TestResult): number => (change === 'worse' ? 0 : ranks[verdict])
