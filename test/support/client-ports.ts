import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'

export type ClientPorts = {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** What was asked to be slept, in milliseconds of the program's time. */
  readonly sleeps: number[]
  readonly logged: unknown[]
}

/**
 * Real time, `speed` times faster: waits pass quickly, and a time-out still is one. Time-outs shrink too: give calls that
 * are not about time enough of it for a busy machine.
 */
export function clientPorts(speed = 100): ClientPorts {
  const sleeps: number[] = []
  const logged: unknown[] = []
  const began = Date.now()
  let made = 0
  return {
    sleeps,
    logged,
    clock: {
      now: () => began + (Date.now() - began) * speed,
      monotonic: () => (Date.now() - began) * speed,
      sleep: async (ms, signal) => {
        sleeps.push(ms)
        await sleep(ms / speed, undefined, signal === undefined ? {} : { signal })
      },
    },
    random: { fraction: () => 0.5, id: (prefix) => `${prefix}${(made += 1)}` },
    log: (level, event, fields) => logged.push({ level, event, fields }),
  }
}
