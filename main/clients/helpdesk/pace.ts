/**
 * Keeps within the rate window of a helpdesk that tells of it. While more than a tenth of it is left nobody waits; below that,
 * what is left is spread over the rest of the window; after a refusal everybody waits until it reopens.
 */
import type { Headers } from '#main/clients/http/errors.ts'
import { header } from '#main/clients/http/errors.ts'
import { windowReset } from '#main/clients/http/retry.ts'
import type { Clock } from '#main/kernel/ports.ts'

export type Pace = {
  readonly wait: (signal: AbortSignal) => Promise<void>
  readonly observe: (headers: Headers) => void
  readonly refused: (retryAfterMs: number) => void
}

const longestWait = 15_000

export function createPace(clock: Clock): Pace {
  let notBefore = 0
  let gap = 0

  const numberIn = (headers: Headers, name: string): number | null => {
    const value = Number(header(headers, name) ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }

  return {
    wait: async (signal) => {
      const now = clock.now()
      const ms = Math.min(notBefore - now, longestWait)
      // Whoever comes next waits one gap longer.
      if (gap > 0) notBefore = Math.max(notBefore, now) + gap
      if (ms > 0) await clock.sleep(ms, signal)
    },
    observe: (headers) => {
      const limit = numberIn(headers, 'x-ratelimit-limit')
      const remaining = numberIn(headers, 'x-ratelimit-remaining')
      const reset = windowReset(headers, clock.now())
      if (limit === null || remaining === null || reset === null || limit <= 0) return
      const isScarce = remaining < limit / 10
      gap = isScarce ? Math.min(reset, longestWait) / Math.max(1, remaining) : 0
      if (!isScarce) notBefore = 0
      else if (remaining <= 0) notBefore = Math.max(notBefore, clock.now() + reset)
      else notBefore = Math.max(notBefore, clock.now() + gap)
    },
    refused: (retryAfterMs) => {
      notBefore = Math.max(notBefore, clock.now() + retryAfterMs)
    },
  }
}
