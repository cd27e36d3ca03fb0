import type { HelpdeskConversation, HelpdeskPart } from '#main/clients/helpdesk/helpdesk.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import { findOwnParts } from '#main/services/helpdesk/echoes.ts'
import { ownAssignees, requireHelpdesk, type Desk } from '#main/services/desk.ts'
import { driftBetween } from '#main/services/drift.ts'
import { createLiveUpdates } from '#main/services/helpdesk/helpdesk-live.ts'
import { createSharedWork } from '#main/services/shared-work.ts'
import { createReadings, isAboutOneConversation, readUnread, writeUnread } from '#main/services/helpdesk/readings.ts'
import { supersede } from '#main/services/supersede.ts'
import { wakeFor } from '#main/services/time-verbs.ts'
import type { IncomingConversation, IncomingMessage, Merged } from '#main/store/store.ts'

export type SyncResult = { conversations: number; messages: number; quarantined: number }

/** Brings the helpdesk's conversations to this machine and draws the consequences: outdated proposals, work for the agent. */
export type Inbox = {
  /** One pass over what changed since the last. Two passes never overlap; a second caller shares the running one. */
  readonly sync: (signal: AbortSignal) => Promise<SyncResult>
  /** Reads one conversation again, right now. */
  readonly refresh: (externalId: string, signal: AbortSignal) => Promise<void>
  /** Polls, and listens where the helpdesk tells, until the signal aborts; failures are shown as health, never thrown. */
  readonly poll: (signal: AbortSignal) => Promise<void>
  /** The connection changed: the poll begins its next pass now. */
  readonly pollNow: () => void
  /** Resolves when no pass is under way. */
  readonly rest: () => Promise<void>
}

/** A change may become visible in search some seconds after it happened. */
const overlapMs = 60_000
const pageSize = 50
/** More failures than these in one pass are not about single conversations. */
const failuresBeforeOutage = 3
const cursorName = 'helpdesk.updated'

export function createInbox(desk: Desk, interrupted: (conversationId: number) => void): Inbox {
  const repeating = createRepeating(desk.clock)
  const readings = createReadings()
  /** Told of, and not read since. */
  const named = new Set<string>()
  /** Unless the helpdesk has asked for patience. */
  const lookNow = (): void => {
    if ((desk.health.of('helpdesk').retryAt ?? 0) <= desk.clock.now()) repeating.wake()
  }
  const live = createLiveUpdates(desk, {
    opened: lookNow,
    changed: (externalId) => {
      named.add(externalId)
      lookNow()
    },
  })

  const merge = async (conversation: HelpdeskConversation, signal: AbortSignal): Promise<readonly Merged[]> => {
    // Asked first: between what is stored and its consequences nothing may fail for want of a network.
    const acting = await requireHelpdesk(desk).actingAdminId(signal)
    const ours = await ownAssignees(desk, signal)
    const own = await findOwnParts(desk, conversation, acting)
    const merged = await desk.record.merge([incoming(conversation, own)], null)
    if (merged.length > 0) desk.watch('merged')
    for (const one of merged) await consequences(desk, one, interrupted, ours)
    return merged
  }

  const changedSince = async (since: number | null, signal: AbortSignal) => {
    const items: { externalId: string; updatedAt: number }[] = []
    let quarantined = 0
    let cursor: string | null = null
    await requireHelpdesk(desk).learnNames(signal)
    do {
      const page = await requireHelpdesk(desk).list({ limit: pageSize, cursor, updatedAfter: since }, signal)
      if (page.quarantined.length > 0) await desk.store.conversations.quarantine(page.quarantined)
      quarantined += page.quarantined.length
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor !== null)
    return { items, quarantined }
  }

  /** One conversation nobody can read is set aside with its reason, and read again at the next pass. */
  const read = async (
    externalId: string,
    unreadBefore: number,
    signal: AbortSignal,
  ): Promise<readonly Merged[] | null> => {
    let conversation: HelpdeskConversation
    try {
      conversation = await requireHelpdesk(desk).get(externalId, signal)
    } catch (thrown) {
      const error = asAppError(thrown)
      const isSlowToFail = error.code === 'remote_failed' || error.code === 'timed_out'
      const isOutage = isSlowToFail && unreadBefore >= failuresBeforeOutage
      if (signal.aborted || isOutage || !isAboutOneConversation(error)) throw thrown
      if (error.code === 'not_found') return []
      const raw = { code: error.code, status: error.data?.['status'] ?? null }
      await desk.store.conversations.quarantine([{ externalId, reason: error.message, raw }])
      return null
    }
    return merge(conversation, signal)
  }

  const pass = async (signal: AbortSignal): Promise<SyncResult> => {
    const started = desk.clock.now()
    const stored = await desk.store.settings.cursor(cursorName)
    const since = stored === null ? null : Number(stored) - overlapMs
    try {
      const { items, quarantined } = await changedSince(since, signal)
      const left = await readUnread(desk.store)
      const told = [...named].map((externalId) => ({ externalId, updatedAt: started }))
      const wanted = [...left, ...told, ...items.toSorted((a, b) => a.updatedAt - b.updatedAt).filter(readings.isNew)]
      const newest = Math.max(Number(stored ?? 0), ...items.map((item) => item.updatedAt))
      const unread = new Set<string>()
      const result = { conversations: 0, messages: 0, quarantined }
      for (const item of new Map(wanted.map((one) => [one.externalId, one])).values()) {
        const readAt = desk.clock.monotonic()
        // What changes while it is read counts as told of again.
        const wasTold = named.delete(item.externalId)
        const merged = await read(item.externalId, unread.size, signal).catch((thrown: unknown) => {
          if (wasTold) named.add(item.externalId)
          throw thrown
        })
        if (merged === null) {
          unread.add(item.externalId)
          continue
        }
        readings.note(item, readAt, newest)
        result.conversations += merged.length
        result.messages += merged.reduce((sum, one) => sum + one.messages.length, 0)
      }
      result.quarantined += unread.size
      // Who is not read yet is remembered before the cursor passes by.
      await writeUnread(desk.store, left, unread)
      if (newest > Number(stored ?? 0)) await desk.record.merge([], { name: cursorName, value: String(newest) })
      desk.health.ok('helpdesk', desk.clock.now() - started)
      return result
    } catch (thrown) {
      if (!signal.aborted) desk.health.failed('helpdesk', asAppError(thrown))
      throw thrown
    }
  }

  const passes = createSharedWork(pass)

  return {
    sync: passes.join,
    refresh: async (externalId, signal) => {
      await merge(await requireHelpdesk(desk).get(externalId, signal), signal)
    },
    poll: async (signal) => {
      const listening = live.run(signal)
      await repeating.run(signal, async () => {
        if (desk.connections().helpdesk !== null) {
          await passes.join(signal).catch((error: unknown) => {
            if (!signal.aborted)
              desk.log('warn', 'sync.failed', { code: asAppError(error).code, message: asAppError(error).message })
          })
        }
        const seconds = desk.configuration().connections.helpdesk?.pollSeconds ?? 15
        const retryAt = desk.health.of('helpdesk').retryAt ?? 0
        return Math.max(seconds * 1000, retryAt - desk.clock.now())
      })
      await listening
    },
    pollNow: () => {
      live.restart()
      repeating.wake()
    },
    rest: passes.rest,
  }
}

/**
 * What a change means for proposals and agent. Who is in charge is written down with the change, before a running turn is
 * given up: the turn must not be asked for again in between.
 */
async function consequences(
  desk: Desk,
  merged: Merged,
  interrupted: (id: number) => void,
  ours: readonly string[],
): Promise<void> {
  const { conversation, before, after } = merged
  if (before === null || before.lastCustomerPart !== after.lastCustomerPart) {
    await desk.record.patch(conversation.id, { rounds: 0 })
  }
  const wrote = before !== null && before.lastCustomerPart !== after.lastCustomerPart
  await wakeFor(desk, conversation.id, wrote ? ['customer_writes', 'anything_changes'] : ['anything_changes'])
  const drift = before === null ? null : driftBetween(desk, before, after, ours).outdated
  if (drift !== null) {
    interrupted(conversation.id)
    await supersede(desk, conversation.id, { material: after, ours }, drift)
  }
  desk.found(conversation.id)
}

function incoming(conversation: HelpdeskConversation, own: ReadonlySet<string>): IncomingConversation {
  const { parts, team: _, ...rest } = conversation
  return { ...rest, messages: parts.map((part) => incomingMessage(part, own.has(part.externalId))) }
}

function incomingMessage(part: HelpdeskPart, ours: boolean): IncomingMessage {
  const { authorId: _, ...rest } = part
  return { ...rest, ours }
}
