import { z } from 'zod'
import type { AppError } from '#main/kernel/errors.ts'
import type { Store } from '#main/store/store.ts'

/** What has been read from the helpdesk and what has not, so that a pass reads each change once and misses none. */
export type Reading = { readonly externalId: string; readonly updatedAt: number }

/** A helpdesk knows seconds: within the second of a change another one may follow under the same time. */
const secondMs = 1_500
/** Further back than the clocks of the other side may be apart. */
const longAgoMs = 60_000

export function createReadings() {
  const readings = new Map<
    string,
    { readonly updatedAt: number; readonly firstAt: number; readonly isFinal: boolean }
  >()
  return {
    /** False where the very same change was read when its second was surely over. */
    isNew: ({ externalId, updatedAt }: Reading): boolean => {
      const known = readings.get(externalId)
      return known === undefined || known.updatedAt !== updatedAt || !known.isFinal
    },
    /**
     * The conversation was read, by a request that began at `readAt` on the clock nobody sets, when the helpdesk had told of a
     * change at `newest`. Its times are compared with each other only: those of this machine may be hours apart from them.
     */
    note: ({ externalId, updatedAt }: Reading, readAt: number, newest: number): void => {
      const known = readings.get(externalId)
      const firstAt = known?.updatedAt === updatedAt ? known.firstAt : readAt
      const isFinal = readAt - firstAt > secondMs || newest - updatedAt > longAgoMs
      readings.set(externalId, { updatedAt, firstAt, isFinal })
    },
  }
}

const unreadName = 'helpdesk.unread'
const UnreadSchema = z.array(z.string())

/** Conversations earlier passes could not read. The cursor has passed them by, so they are asked for by name. */
export async function readUnread(store: Store): Promise<readonly Reading[]> {
  const ids = UnreadSchema.safeParse(await store.settings.get(unreadName)).data ?? []
  return ids.map((externalId) => ({ externalId, updatedAt: 0 }))
}

export async function writeUnread(store: Store, before: readonly Reading[], now: ReadonlySet<string>): Promise<void> {
  if (before.length === now.size && before.every((one) => now.has(one.externalId))) return
  await store.settings.put(unreadName, [...now])
}

/** The others can still be read. */
export function isAboutOneConversation(error: AppError): boolean {
  return ['protocol', 'remote_failed', 'timed_out', 'remote_invalid', 'not_found', 'too_large', 'internal'].includes(
    error.code,
  )
}
