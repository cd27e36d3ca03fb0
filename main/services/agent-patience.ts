import type { AppError } from '#main/kernel/errors.ts'
import { isTroubleOfTheWay } from '#main/services/health.ts'
import type { Lanes } from '#main/services/lanes.ts'

/**
 * When an agent that could not be reached is asked again. Each conversation waits twice as long after each failure; the
 * first answer to any of them wakes all the others, because the way is free again.
 */
export type Patience = {
  readonly failed: (conversationId: number, error: AppError) => void
  readonly answered: (conversationId: number) => void
}

type Failures = { readonly count: number; readonly isWay: boolean }

const firstWaitMs = 5_000
const longestWaitMs = 120_000
/** Until it opens nothing leaves this machine: looking again costs nothing, and it may open early. */
const quotaWaitMs = 3_600_000
/** Trouble of one answer and not of the way to it: a few more tries, then a person asks. */
const troubleOfTheAnswer: readonly string[] = ['remote_failed', 'protocol']
const triesAfterBadAnswers = 3

export function createPatience(lanes: Pick<Lanes, 'wake' | 'wakeLater'>): Patience {
  const failures = new Map<number, Failures>()
  return {
    failed: (conversationId, error) => {
      const count = (failures.get(conversationId)?.count ?? 0) + 1
      const isWay = isTroubleOfTheWay(error)
      if (error.code === 'quota_exhausted') return lanes.wakeLater(conversationId, quotaWaitMs)
      if (!isWay && (!troubleOfTheAnswer.includes(error.code) || count > triesAfterBadAnswers)) {
        failures.delete(conversationId)
        return
      }
      failures.set(conversationId, { count, isWay })
      const after = error.data?.['retryAfterMs']
      const wait = Math.min(firstWaitMs * 2 ** (count - 1), longestWaitMs)
      lanes.wakeLater(conversationId, Math.max(wait, typeof after === 'number' ? after : 0))
    },
    answered: (conversationId) => {
      failures.delete(conversationId)
      for (const [other, { isWay }] of failures) if (isWay) lanes.wake(other)
    },
  }
}
