import type { Desk } from '#main/services/desk.ts'

/** Conversations looked at in one go: what one look takes, everybody else waits for. */
const span = 250

/**
 * Takes up again every conversation something may be left to do for: a turn that can go on, or a customer who waits and
 * was never asked about, because the desk stopped or there was no connection. Newest first, a stretch at a time, so that
 * nobody waits for it however many there are. Returns how many; ends early when the signal aborts.
 */
export async function wakeWaiting(desk: Desk, signal: AbortSignal): Promise<number> {
  let woken = 0
  let before: number | null = null
  do {
    const stretch: Awaited<ReturnType<typeof desk.store.conversations.leftToDo>> =
      await desk.store.conversations.leftToDo({ before, span })
    stretch.ids.forEach((id) => desk.found(id))
    woken += stretch.ids.length
    before = stretch.before
    await desk.clock.sleep(0, signal).catch(() => {})
  } while (before !== null && !signal.aborted)
  if (desk.configuration().answering.ahead.on) await wakeForSuggestions(desk, signal)
  return woken
}

/** Customers who wait for a person: something may be suggested for them. */
async function wakeForSuggestions(desk: Desk, signal: AbortSignal): Promise<void> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof desk.store.conversations.list>> = await desk.store.conversations.list({
      state: 'open',
      cursor,
      limit: span,
    })
    for (const { id, control, waitingSince } of page.items)
      if (control === 'human' && waitingSince !== null) desk.found(id)
    cursor = page.next
    await desk.clock.sleep(0, signal).catch(() => {})
  } while (cursor !== null && !signal.aborted)
}

/** What is signed and has not begun, because the disk was unwell. */
export async function wakeSigned(desk: Desk): Promise<void> {
  for (const { conversationId } of await desk.store.ledger.outbox(['ready'])) desk.lanes.wake(conversationId)
}
