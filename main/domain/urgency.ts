import type { QueueItem, Urgency } from '#contract/queue-item.ts'
import type { QueueOrder } from '#contract/queue.ts'
import type { Timing } from '#main/domain/timing.ts'
import { riskKey } from '#main/domain/risk.ts'
import { assertNever } from '#main/kernel/errors.ts'

/**
 * By when somebody should look at something, and why. What may have happened comes first of all, then who waits on the
 * phone, then everything by the earliest of three moments: the customer's answer is due, the proposal expires, its tier
 * has waited long enough. All of them are moments, not distances: an order made once stays right as time passes.
 */
export type Targets = Pick<Timing, 'replyMinutes' | 'decideMinutes'>
type Judged = Omit<QueueItem, 'urgency'>

const minute = 60_000
/** Put off without a time: after everything that has one. */
const someDay = Number.MAX_SAFE_INTEGER

export function urgencyOf(item: Judged, targets: Targets): Urgency {
  if (item.snoozed !== null) return { band: 'due', cause: 'later', at: item.snoozed.until ?? someDay }
  if (item.state === 'unknown') return { band: 'checking', cause: 'unknown', at: item.proposedAt }
  const { waitingSince, expiresAt } = item
  if (item.channel === 'phone' && waitingSince !== null) return { band: 'hold', cause: 'hold', at: waitingSince }
  const tier = item.proposedAt + targets.decideMinutes[riskKey(item.risk)] * minute
  let due: Urgency = { band: 'due', cause: 'tier', at: tier }
  if (expiresAt !== null && expiresAt <= due.at) due = { band: 'due', cause: 'expiry', at: expiresAt }
  const reply = waitingSince === null ? null : waitingSince + targets.replyMinutes[item.channel] * minute
  return reply !== null && reply <= due.at ? { band: 'due', cause: 'reply', at: reply } : due
}

const bands: Readonly<Record<Urgency['band'], number>> = { checking: 0, hold: 1, due: 2 }

/** Where an item stands in an order: compared number by number, and never equal for two items. */
export type Place = readonly number[]

export function placeOf(item: QueueItem, order: QueueOrder): Place {
  const { band, at } = item.urgency
  switch (order) {
    case 'urgency':
      return [bands[band], at, item.seq]
    case 'risk':
      return [-item.risk, bands[band], at, item.seq]
    case 'newest':
      return [-item.proposedAt, -item.seq]
    case 'oldest':
      return [item.proposedAt, item.seq]
    default:
      return assertNever(order)
  }
}

export function comparePlaces(a: Place, b: Place): number {
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
