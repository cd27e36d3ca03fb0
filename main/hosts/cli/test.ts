import { writeFile } from 'node:fs/promises'
import type { ScenarioRun, Suite } from '#contract/scenario.ts'
import { figuresOf } from '#main/domain/scenarios/figures.ts'
import { toJUnit, type PlayedSuite } from '#main/domain/scenarios/junit.ts'
import type { Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table } from '#main/hosts/cli/print.ts'
import { fileOrInput, wholeNumber } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** test: suites of scenarios, for people and for continuous integration. */

/** Distinct from those of errors, which say that nothing could be said. */
const exits = { passed: 0, failed: 20, could_not_run: 21 } as const

/** Named by id or name; none named: all there are. */
async function suitesNamed(desk: Desk, names: readonly string[]): Promise<readonly Suite[]> {
  const { suites } = await desk.scenarios.suites({})
  const chosen = names.map((name) => {
    const found = suites.find((suite) => suite.id === name || suite.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw new AppError('not_found', `There is no suite “${oneLine(name)}”.`)
    return found
  })
  return names.length === 0 ? suites : [...new Set(chosen)]
}

async function playSuite(desk: Desk, { id, name }: Suite, repeat: number): Promise<PlayedSuite> {
  const { id: roundId } = await desk.scenarios.start({ suiteId: id, repeat })
  for await (const _ of desk.scenarios.watch({ id: roundId })) continue
  const { round, runs } = await desk.scenarios.round({ id: roundId })
  if (round.state !== 'done')
    throw new AppError('cancelled', `The suite “${oneLine(name)}” was ended before it was done.`)
  return { name, runs }
}

function outcomeOf(runs: readonly ScenarioRun[]): keyof typeof exits {
  if (runs.some(({ verdict }) => verdict === 'failed')) return 'failed'
  return runs.some(({ verdict }) => verdict !== 'passed') ? 'could_not_run' : 'passed'
}

const words = { passed: 'passed', failed: 'FAILED', could_not_run: 'could not run' } as const
const percent = (share: number | null): string => (share === null ? '' : `${Math.round(share * 100)} %`)

function toRow(suite: string, runs: readonly ScenarioRun[]): readonly string[] {
  const costs = runs.map(({ cost }) => cost.amount)
  const cost = costs.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0)
  const ms = runs.reduce((sum, run) => sum + run.ms, 0)
  return [
    clip(suite, 30),
    clip(runs[0]?.title ?? '', 60),
    words[outcomeOf(runs)],
    `${runs.filter(({ verdict }) => verdict === 'passed').length}/${runs.length}`,
    percent(figuresOf(runs.toReversed()).flakeRate),
    (ms / 1000).toFixed(1),
    cost === null ? '' : `$${cost.toFixed(6)}`,
  ]
}

/** Of each run that did not pass what was wrong; a repeated complaint once. */
function complaints(suite: string, runs: readonly ScenarioRun[]): readonly string[] {
  const lines = runs.flatMap(({ expectations, trouble }) => [
    ...(trouble === null ? [] : [`Could not run: ${trouble}`]),
    ...expectations
      .filter(({ passed }) => !passed)
      .map(({ label, detail }) => (detail === null ? label : `${label}: ${detail}`)),
  ])
  const once = [...new Set(lines)].map((line) => `  - ${clip(line, 400)}`)
  return once.length === 0 ? [] : [`${clip(suite, 60)} / ${clip(runs[0]?.title ?? '', 120)}`, ...once]
}

const byScenario = (runs: readonly ScenarioRun[]) => [...Map.groupBy(runs, ({ scenarioId }) => scenarioId).values()]

function describe(suites: readonly PlayedSuite[]): string {
  const groups = suites.flatMap(({ name, runs }) => byScenario(runs).map((of) => ({ name, of })))
  const rows = groups.map(({ name, of }) => toRow(name, of))
  const said = groups.flatMap(({ name, of }) => complaints(name, of))
  const all = table(['SUITE', 'SCENARIO', 'RESULT', 'PASSED', 'FLAKE', 'SECONDS', 'COST'], rows)
  return [all, ...(said.length === 0 ? [] : ['', ...said])].join('\n')
}

const test: Command = {
  words: 'test',
  operands: ['[SUITE...]'],
  options: {
    file: {
      type: 'string',
      value: 'FILE',
      help: 'play the suite in this file instead ("-": standard input); nothing of it is kept',
    },
    repeat: { type: 'string', value: 'N', help: 'play each scenario so often, at most 50 (1)' },
    junit: { type: 'string', value: 'FILE', help: 'write the results as JUnit XML' },
  },
  help: `Play suites of scenarios; none named: all. Exit code ${exits.passed}: all passed, ${exits.failed}: some failed, ${exits.could_not_run}: none failed and some could not run.`,
  workspace: 'any',
  run: async (desk, call) => {
    const file = call.option('file')
    const repeat = wholeNumber(call.option('repeat') ?? '1', '--repeat', 50)
    if (file !== undefined && call.operands.length > 0)
      throw new AppError('invalid_input', 'Name suites, or give a file: not both.')
    const text = file === undefined ? null : await fileOrInput(file, call.standardInput)
    const imported = text === null ? null : await desk.scenarios.import({ text, transient: true })
    const suites = imported === null ? await suitesNamed(desk, call.operands) : [imported]
    if (suites.every(({ scenarios }) => scenarios === 0))
      throw new AppError('not_found', 'There is no scenario to play.')
    const played: PlayedSuite[] = []
    try {
      for (const suite of suites) if (suite.scenarios > 0) played.push(await playSuite(desk, suite, repeat))
    } finally {
      if (imported !== null) await desk.scenarios.removeSuite({ id: imported.id })
    }
    const junit = call.option('junit')
    if (junit !== undefined) {
      await writeFile(junit, toJUnit(played)).catch((thrown: unknown) => {
        throw new AppError('invalid_input', `The file ${oneLine(junit)} cannot be written.`, { cause: thrown })
      })
    }
    const outcome = outcomeOf(played.flatMap(({ runs }) => runs))
    return { json: { outcome, suites: played }, text: describe(played), exit: exits[outcome] }
  },
}

export const testCommands: readonly Command[] = [test]
