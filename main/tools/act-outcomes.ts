import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { ToolOutcome } from '#main/tools/tool.ts'

/** How a person's act on an agent or a number can come out, and what a look at the service afterwards may conclude. */
export type Done = { readonly data: Json; readonly remoteId: string | null; readonly summary: string }
export type Refusal = {
  readonly refused: string
  readonly code: 'changed' | 'blocked' | 'not_found'
  readonly retryable?: boolean
}

export const refuse = (code: Refusal['code'], refused: string, retryable = false): Refusal => ({
  refused,
  code,
  retryable,
})

export const found = (data: Json, remoteId: string | null, summary: string): ToolOutcome => ({
  kind: 'succeeded',
  data,
  receipt: { status: null, remoteId, summary },
})

export const cannotTell = (message: string): ToolOutcome => ({ kind: 'unknown', error: { code: 'conflict', message } })

type Made = { readonly id: string }
type Listed<T extends Made> = { readonly all: readonly T[]; readonly unreadable: number }

/** What the service has before something is made there; absent where that cannot be told. */
export const idsOf = ({ all, unreadable }: Listed<Made>): readonly string[] | undefined =>
  unreadable > 0 ? undefined : all.map(({ id }) => id)

/** What the service had when the newest attempt left; null: nobody looked. */
export function hadBefore({ attempts }: Pick<Proposal, 'attempts'>): ReadonlySet<string> | null {
  const before = attempts.at(-1)?.before
  return before === undefined ? null : new Set(before)
}

/**
 * What was made, as far as a list says. It is certainly there, or certainly not, only where nothing else could be it: what is
 * asked for a second time may be paid for a second time. What was there before is not it, and no clock is asked: that of the
 * service and ours may be hours apart. `isLike`: this could be it all the same, in other words than were sent.
 */
export function findMade<T extends Made>(
  list: Listed<T> & { readonly proposal: Pick<Proposal, 'attempts'>; readonly what: string },
  isIt: (one: T) => boolean,
  isLike: (one: T) => boolean,
): T | ToolOutcome {
  const { all, unreadable, proposal, what } = list
  const before = hadBefore(proposal)
  const mayBe = all.filter((one) => before?.has(one.id) !== true && (isIt(one) || isLike(one)))
  const same = mayBe.filter(isIt)
  const [one] = same
  if (before === null && mayBe.length > 0)
    return cannotTell(`One of the ${what} is such, and nothing says since when. Look at it yourself.`)
  if (same.length > 1) return cannotTell(`There are several such ${what} since then. Look at them yourself.`)
  if (one !== undefined) return one
  if (unreadable > 0) return cannotTell(`Some of the ${what} cannot be read. Look at them yourself.`)
  if (mayBe.length > 0)
    return cannotTell(`One of the ${what} is new, and is not quite as it was asked for. Look at it yourself.`)
  return didNotHappen(`None of the ${what} is such and new.`)
}

/** It was asked for before, and may have been done then. */
export const wasSentBefore = ({ attempts }: Pick<Proposal, 'attempts'>): boolean =>
  attempts.slice(0, -1).some(({ sentAt }) => sentAt !== null)
