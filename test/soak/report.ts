import { bounds, growthOf } from '#test/soak/flatness.ts'
import { isMeasured, type RoundReport, type SoakResult } from '#test/soak/soak.ts'

/** What a run says: a line for each round, and a table at the end. */
export function roundLine(round: RoundReport): string {
  const { number, part, cases, faults, kills, jumps, spoiled, calmMs, violations } = round
  const counts = `${cases} cases, ${faults} faults, ${kills} kills, ${jumps} clock jumps, ${spoiled} disk troubles`
  const end = violations.length === 0 ? `all done ${(calmMs / 1000).toFixed(1)} s later` : `${violations.length} BROKEN`
  return `round ${String(number).padStart(3)} ${part.padEnd(7)} ${counts}: ${end}`
}

const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0)
const sized = (measure: string, value: number): string =>
  measure === 'heap' || measure === 'rss' ? `${(value / 2 ** 20).toFixed(1)} MB` : value.toFixed(1)

export function finalLines(result: SoakResult): readonly string[] {
  const { rounds, totals, refusals, violations, kept, complaints } = result
  const rows: readonly (readonly [string, string | number])[] = [
    ['rounds', rounds.length],
    ['cases', totals.cases],
    ['calls in writing', `${totals.calls}, outcomes told in them ${totals.told}`],
    ['faults', sum(rounds.map(({ faults }) => faults))],
    ['kills', sum(rounds.map(({ kills }) => kills))],
    ['clock jumps', sum(rounds.map(({ jumps }) => jumps))],
    ['disk troubles', sum(rounds.map(({ spoiled }) => spoiled))],
    ['asked by the operator', `${totals.decisions}, acknowledged ${totals.acknowledged}`],
    ['effects in the shop', totals.effects],
    ['words in the helpdesk', totals.replies],
    ['ledger entries', totals.entries],
    ...growthOf(result.samples).map(
      ({ measure, from, to, perMinute }) =>
        [
          `${measure}, first and last third`,
          `${sized(measure, from)} → ${sized(measure, to)}, ${sized(measure, perMinute)} a minute, at most ${sized(measure, bounds[measure])} more`,
        ] as const,
    ),
    ...(isMeasured(result) ? [] : [['memory and handles', 'too few rounds in one process to say'] as const]),
    ['refused by the desk', [...refusals].map(([code, times]) => `${code} ${times}`).join(', ') || 'nothing'],
  ]
  return [
    ...rows.map(([name, value]) => `${name.padEnd(36)} ${value}`),
    ...(complaints === '' ? [] : [`The desk said on standard error:\n${complaints.slice(0, 4000)}`]),
    ...violations.map(({ invariant, what }) => `BROKEN: ${invariant}: ${what}`),
    kept === null ? 'Every invariant held.' : `The profile is kept in ${kept}.`,
  ]
}
