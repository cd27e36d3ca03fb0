import { expect, test } from 'vitest'
import { createCase } from '#test/soak/cases.ts'
import { createChance } from '#test/soak/chance.ts'
import { planTrouble } from '#test/soak/trouble.ts'

const planOf = (seed: number, round: number, kills: boolean) =>
  planTrouble(createChance(seed, `round ${round}`), { ms: 5000, kills, disk: ['full', 'read_only'] })

test('a seed can be played again, and another one is another run', () => {
  expect(planOf(7, 3, true)).toEqual(planOf(7, 3, true))
  expect(planOf(8, 3, true)).not.toEqual(planOf(7, 3, true))
  expect(createCase(7, 12)).toEqual(createCase(7, 12))
})

test('over some rounds every kind of trouble comes, in order, and nobody is killed where a process has to last', () => {
  const rounds = Array.from({ length: 60 }, (_, round) => planOf(1, round, true))
  expect(new Set(rounds.flat().map(({ what }) => what))).toEqual(
    new Set(['fault', 'kill', 'die', 'clock', 'pause', 'cut_lines', 'cut_calls', 'disk']),
  )
  for (const round of rounds) {
    expect(round.map(({ what }) => what)).toEqual(expect.arrayContaining(['fault', 'kill']))
    expect(round.map(({ atMs }) => atMs)).toEqual(round.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
  }
  const calm = Array.from({ length: 60 }, (_, round) => planOf(1, round, false)).flat()
  expect(calm.filter((one) => one.what === 'kill' || one.what === 'die' || (one.what === 'disk' && one.kill))).toEqual(
    [],
  )
})
