import type { Clock } from '#main/kernel/ports.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * Time for deadlines. It passes while the machine sleeps, and never goes back: a clock that is set back neither revives
 * what expired nor gives what waits another hour. Survives restarts through what `keep` wrote down.
 */
export type SteadyTime = {
  /** Milliseconds since 1970, as far as the clock was never set back. */
  readonly now: () => number
  /** Since `at` (of this time) the machine slept, or somebody set its clock. */
  readonly jumpedSince: (at: number) => boolean
  readonly keep: () => Promise<void>
}

const settingsKey = 'time.reached'
/** Clocks that differ by less are only being corrected. */
const toleranceMs = 1500

export async function createSteadyTime(
  clock: Pick<Clock, 'now' | 'monotonic'>,
  settings: Pick<SettingsStore, 'get' | 'put'>,
): Promise<SteadyTime> {
  const kept = await settings.get(settingsKey)
  let base = Math.max(clock.now(), typeof kept === 'number' ? kept : 0)
  let [wall, steady] = [clock.now(), clock.monotonic()]
  let jumpedAt = -Infinity

  const now = (): number => {
    const [byWall, byMonotonic] = [clock.now() - wall, clock.monotonic() - steady]
    if (Math.abs(byWall - byMonotonic) <= toleranceMs) return base + Math.round(byMonotonic)
    base += Math.round(Math.max(byWall, byMonotonic))
    wall = clock.now()
    steady = clock.monotonic()
    jumpedAt = base
    return base
  }
  return {
    now,
    jumpedSince: (at) => {
      now()
      return jumpedAt >= at
    },
    keep: () => settings.put(settingsKey, now()),
  }
}
