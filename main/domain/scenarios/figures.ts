import type { ScenarioFigures, ScenarioVerdict } from '#contract/scenario.ts'

/**
 * How steady a scenario is. Counted are its newest judged runs, at most `runsCounted`, of those the ones that have the
 * configuration of the newest: a scenario that was changed begins anew. Pass rate: those that passed. Flake rate: how often two
 * that follow each other came out differently, of all neighbours; 0 always the same, 1 every other time.
 */
export const runsCounted = 20

/** Newest first. */
export type Outcome = { readonly verdict: ScenarioVerdict; readonly configuration: string }
type Tally = { readonly runs: number; readonly passed: number; readonly changes: number; readonly neighbours: number }

function tally(outcomes: readonly Outcome[]): Tally {
  const judged = outcomes.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed').slice(0, runsCounted)
  const counted = judged.filter(({ configuration }) => configuration === judged[0]?.configuration)
  return {
    runs: counted.length,
    passed: counted.filter(({ verdict }) => verdict === 'passed').length,
    changes: counted.filter(({ verdict }, at) => at > 0 && verdict !== counted[at - 1]?.verdict).length,
    neighbours: Math.max(0, counted.length - 1),
  }
}

const toFigures = ({ runs, passed, changes, neighbours }: Tally): ScenarioFigures => ({
  runs,
  passRate: runs === 0 ? null : passed / runs,
  flakeRate: neighbours === 0 ? null : changes / neighbours,
})

export const figuresOf = (outcomes: readonly Outcome[]): ScenarioFigures => toFigures(tally(outcomes))

/** Runs and neighbours of all its scenarios together: between two scenarios there is no neighbourhood. */
export const figuresOfSuite = (scenarios: readonly (readonly Outcome[])[]): ScenarioFigures =>
  toFigures(
    scenarios.map(tally).reduce(
      (sum, one) => ({
        runs: sum.runs + one.runs,
        passed: sum.passed + one.passed,
        changes: sum.changes + one.changes,
        neighbours: sum.neighbours + one.neighbours,
      }),
      { runs: 0, passed: 0, changes: 0, neighbours: 0 },
    ),
  )
