import { expect, test } from 'vitest'
import { soak } from '#test/soak/soak.ts'

/** One round of what `npm run soak` does for ten minutes, so that the program is known to work. */
test('a round of traffic with faults and a killed desk holds every invariant', { timeout: 120_000 }, async () => {
  const result = await soak({
    seed: 32,
    helpdesk: 'intercom',
    goesOn: (part, rounds) => part === 'killed' && rounds === 0,
    casesPerRound: 3,
    roundMs: 1500,
    patienceMs: 60_000,
    disk: false,
  })
  expect(result.violations).toEqual([])
  expect(result.kept).toBeNull()
  const [round] = result.rounds
  expect(round?.kills).toBeGreaterThan(0)
  expect(round?.faults).toBeGreaterThan(0)
  expect(result.totals.cases).toBe(3)
  expect(result.totals.calls).toBeGreaterThan(0)
  expect(result.totals.acknowledged).toBeGreaterThan(0)
  expect(result.totals.replies).toBeGreaterThan(0)
})
