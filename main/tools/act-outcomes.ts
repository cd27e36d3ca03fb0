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

/** How far the clock of the service may be behind ours. */
const clockSlackMs = 120_000

type Made = { readonly createdAt: number | null }

/**
 * What was made, as far as a list says. It is certainly there, or certainly not, only where nothing else could be it: what is
 * asked for a second time may be paid for a second time. `isLike`: this could be it all the same, in other words than were sent.
 */
export function findMade<T extends Made>(
  list: { readonly all: readonly T[]; readonly unreadable: number; readonly sentAt: number; readonly what: string },
  isIt: (one: T) => boolean,
  isLike: (one: T) => boolean,
): T | ToolOutcome {
  const { all, unreadable, sentAt, what } = list
  const mayBe = all.filter(({ createdAt }) => createdAt === null || createdAt > sentAt - clockSlackMs)
  const same = mayBe.filter(isIt)
  const [one] = same
  if (same.length > 1) return cannotTell(`There are several such ${what} from that time. Look at them yourself.`)
  if (one !== undefined)
    return one.createdAt === null ? cannotTell(`One of the ${what} is such, and nothing says since when.`) : one
  if (unreadable > 0) return cannotTell(`Some of the ${what} cannot be read. Look at them yourself.`)
  if (mayBe.some((other) => other.createdAt !== null && isLike(other)))
    return cannotTell(
      `One of the ${what} is from that time, and is not quite as it was asked for. Look at it yourself.`,
    )
  return didNotHappen(`None of the ${what} is such and from that time.`)
}

/** It was asked for before, and may have been done then. */
export const wasSentBefore = ({ attempts }: Pick<Proposal, 'attempts'>): boolean =>
  attempts.slice(0, -1).some(({ sentAt }) => sentAt !== null)
