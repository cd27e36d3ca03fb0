import type { HelpdeskConversation, HelpdeskPart } from '#main/clients/helpdesk.ts'
import { describeDrift, fingerprint } from '#main/domain/fingerprint.ts'
import { supersededResult } from '#main/domain/outcome.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { ownAssignees, requireHelpdesk, type Desk } from '#main/services/desk.ts'
import type { IncomingConversation, IncomingMessage, Merged } from '#main/store/store.ts'

export type SyncResult = { conversations: number; messages: number; quarantined: number }

/** Brings the helpdesk's conversations to this machine and draws the consequences: outdated proposals, work for the agent. */
export type Inbox = {
  /** One pass over what changed since the last. Two passes never overlap; a second caller gets the running one. */
  readonly sync: (signal: AbortSignal) => Promise<SyncResult>
  /** Reads one conversation again, right now. */
  readonly refresh: (externalId: string, signal: AbortSignal) => Promise<void>
  /** Polls until the signal aborts; failures are shown as health, never thrown. */
  readonly poll: (signal: AbortSignal) => Promise<void>
}

/** A change may become visible in search some seconds after it happened. */
const overlapMs = 60_000
const pageSize = 50
const cursorName = 'helpdesk.updated'

export function createInbox(desk: Desk, interrupted: (conversationId: number) => void): Inbox {
  let running: Promise<SyncResult> | null = null
  const seen = new Map<string, number>()

  const merge = async (conversation: HelpdeskConversation, signal: AbortSignal): Promise<readonly Merged[]> => {
    const ours = await requireHelpdesk(desk).actingAdminId(signal)
    const merged = await desk.record.merge([incoming(conversation, ours)], null)
    for (const one of merged) await consequences(desk, one, interrupted, signal)
    return merged
  }

  const changedSince = async (since: number | null, signal: AbortSignal) => {
    const items: { externalId: string; updatedAt: number }[] = []
    let quarantined = 0
    let cursor: string | null = null
    do {
      const page = await requireHelpdesk(desk).list({ limit: pageSize, cursor, updatedAfter: since }, signal)
      if (page.quarantined.length > 0) await desk.store.conversations.quarantine(page.quarantined)
      quarantined += page.quarantined.length
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor !== null)
    return { items, quarantined }
  }

  const pass = async (signal: AbortSignal): Promise<SyncResult> => {
    const started = desk.clock.now()
    const stored = await desk.store.settings.cursor(cursorName)
    const since = stored === null ? null : Number(stored) - overlapMs
    try {
      const { items, quarantined } = await changedSince(since, signal)
      let conversations = 0
      let messages = 0
      for (const item of items.toSorted((a, b) => a.updatedAt - b.updatedAt)) {
        if (seen.get(item.externalId) === item.updatedAt) continue
        const merged = await merge(await requireHelpdesk(desk).get(item.externalId, signal), signal)
        seen.set(item.externalId, item.updatedAt)
        conversations += merged.length
        messages += merged.reduce((sum, one) => sum + one.messages.length, 0)
      }
      const newest = Math.max(Number(stored ?? 0), ...items.map((item) => item.updatedAt))
      if (newest > Number(stored ?? 0)) await desk.record.merge([], { name: cursorName, value: String(newest) })
      desk.health.ok('helpdesk', desk.clock.now() - started)
      return { conversations, messages, quarantined }
    } catch (thrown) {
      if (!signal.aborted) desk.health.failed('helpdesk', asAppError(thrown))
      throw thrown
    }
  }

  const sync = (signal: AbortSignal): Promise<SyncResult> => {
    running ??= pass(signal).finally(() => {
      running = null
    })
    return running
  }

  return {
    sync,
    refresh: async (externalId, signal) => {
      await merge(await requireHelpdesk(desk).get(externalId, signal), signal)
    },
    poll: async (signal) => {
      while (!signal.aborted) {
        if (desk.connections().helpdesk !== null) {
          await sync(signal).catch((error: unknown) => {
            if (!signal.aborted)
              desk.log('warn', 'sync.failed', { code: asAppError(error).code, message: asAppError(error).message })
          })
        }
        const seconds = desk.configuration().connections.helpdesk?.pollSeconds ?? 15
        const retryAt = desk.health.of('helpdesk').retryAt ?? 0
        const wait = Math.max(seconds * 1000, retryAt - desk.clock.now())
        await desk.clock.sleep(wait, signal).catch(() => {})
      }
    },
  }
}

async function consequences(desk: Desk, merged: Merged, interrupted: (id: number) => void, signal: AbortSignal) {
  const { conversation, before, after } = merged
  const ours = await ownAssignees(desk, signal)
  const drift = before === null ? null : describeDrift(before, after, ours)
  if (drift !== null) {
    interrupted(conversation.id)
    await supersede(desk, conversation.id, fingerprint(after, ours), drift)
  }
  if (before !== null && before.lastHumanPart !== after.lastHumanPart && conversation.control === 'agent') {
    await desk.record.patch(conversation.id, { control: 'human', note: 'A colleague answered in the helpdesk.' })
  }
  if (before === null || before.lastCustomerPart !== after.lastCustomerPart) {
    await desk.record.patch(conversation.id, { rounds: 0 })
  }
  desk.lanes.wake(conversation.id)
}

/** Marks every proposal that waits and was made for another state of the conversation as outdated. */
export async function supersede(desk: Desk, conversationId: number, now: string, cause: string): Promise<void> {
  for (const proposal of await desk.store.ledger.ofConversation(conversationId)) {
    const waits = proposal.state === 'pending' || proposal.state === 'scheduled'
    if (!waits || proposal.fingerprint === now) continue
    await desk.record
      .commit({
        id: proposal.id,
        expect: { states: ['pending', 'scheduled'], revision: proposal.revision, argsHash: proposal.argsHash },
        events: [{ type: 'superseded', cause, result: supersededResult(cause) }],
        ...(proposal.state === 'scheduled' ? { outbox: { state: 'removed' as const } } : {}),
      })
      .catch((error: unknown) => {
        if (asAppError(error).code !== 'already_decided') throw error
      })
  }
}

function incoming(conversation: HelpdeskConversation, actingAdminId: string): IncomingConversation {
  const { parts, ...rest } = conversation
  return { ...rest, messages: parts.map((part) => incomingMessage(part, actingAdminId)) }
}

function incomingMessage(part: HelpdeskPart, actingAdminId: string): IncomingMessage {
  const { authorId, ...rest } = part
  return { ...rest, ours: part.author !== 'customer' && authorId === actingAdminId }
}
