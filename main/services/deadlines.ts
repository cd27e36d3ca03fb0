import type { Proposal } from '#contract/proposal.ts'
import { expiredResult } from '#main/domain/outcome.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { wakesAt } from '#main/domain/timing.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import type { Desk } from '#main/services/desk.ts'
import type { SteadyTime } from '#main/services/steady-time.ts'

/**
 * What happens to a waiting proposal by itself: its rest ends, or its time to be decided. Expiry is never a yes: nothing is
 * run, and the agent hears so.
 */
export type Deadlines = {
  /** Runs until the signal aborts; what cannot be written down now is tried again. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** A proposal changed: its moment may be the next one. */
  readonly follow: (proposal: Proposal) => void
}

const longestSleepMs = 30_000
const retryMs = 5000
const keepMs = 60_000

/**
 * `missed` hears of each proposal whose time ran out while nobody could have decided it: the desk was stopped (`since` is
 * null), or the machine slept or its clock was set since it last looked.
 */
export function createDeadlines(
  desk: Desk,
  time: SteadyTime,
  missed: (proposal: Proposal, since: number | null) => void,
): Deadlines {
  const repeating = createRepeating(desk.clock)
  let sleepingUntil = 0
  let keptAt = 0
  const startedAt = time.now()
  let lookedAt = startedAt

  const settle = async (id: string): Promise<void> => {
    const proposal = await desk.store.ledger.get(id)
    const event = dueEvent(proposal, time.now())
    if (event === null) return
    const { proposal: after } = await desk.record.commit({
      id,
      expect: { states: [proposal.state], revision: proposal.revision, argsHash: proposal.argsHash },
      events: [event],
    })
    if (event.type !== 'expired') return
    if ((proposal.expiresAt ?? 0) < startedAt) missed(after, null)
    else if (time.jumpedSince(lookedAt)) missed(after, lookedAt)
    desk.lanes.wake(after.conversationId)
  }

  const pass = async (): Promise<number> => {
    const now = time.now()
    const due = await desk.store.ledger.waking(100)
    for (const { id, at } of due) {
      if (at > now) return at - now
      await settle(id).catch((thrown: unknown) => {
        const { code } = asAppError(thrown)
        if (code !== 'already_decided' && code !== 'changed') throw thrown
      })
    }
    return due.length === 0 ? longestSleepMs : 0
  }

  return {
    run: (signal) =>
      repeating.run(signal, async () => {
        let wait = retryMs
        try {
          wait = await pass()
          if (wait > 0) lookedAt = time.now()
          if (time.now() - keptAt > keepMs) {
            await time.keep()
            keptAt = time.now()
          }
        } catch (error) {
          desk.log('error', 'deadlines.failed', { code: asAppError(error).code, error })
        }
        const sleep = Math.min(wait, longestSleepMs)
        sleepingUntil = time.now() + sleep
        return sleep
      }),
    follow: (proposal) => {
      const at = wakesAt(proposal)
      if (at !== null && at < sleepingUntil) repeating.wake()
    },
  }
}

function dueEvent(proposal: Proposal, now: number): ProposalEvent | null {
  if (wakesAt(proposal) === null) return null
  if (proposal.expiresAt !== null && proposal.expiresAt <= now) return { type: 'expired', result: expiredResult() }
  const until = proposal.snoozed?.until ?? null
  return until !== null && until <= now ? { type: 'woken', cause: 'Its time has come.' } : null
}
