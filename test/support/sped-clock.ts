import type { Clock } from '#main/kernel/ports.ts'

/** Time that runs faster for whoever is given it; what the system promises of sleeping still holds. */
export function createSpedClock(clock: Clock, speed: number): Clock {
  const began = clock.monotonic()
  return {
    now: clock.now,
    monotonic: () => began + (clock.monotonic() - began) * speed,
    sleep: (ms, signal) => clock.sleep(ms / speed, signal),
  }
}

/** Time passes as it does; only who waits for it waits shorter: pauses between attempts, and the longest an answer may take. */
export const createHurriedClock = (clock: Clock, speed: number): Clock => ({
  ...clock,
  sleep: (ms, signal) => clock.sleep(ms / speed, signal),
})
