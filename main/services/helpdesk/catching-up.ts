import type { Desk } from '#main/services/desk.ts'
import type { Inbox } from '#main/services/helpdesk/inbox.ts'
import { readRestoredMark } from '#main/store/restore.ts'

const patienceMs = 5_000

/** Before anything begins on a database that was restored: what happened at the helpdesk since it was copied. */
export async function catchUp(desk: Desk, inbox: Pick<Inbox, 'sync'>, stopping: AbortSignal): Promise<void> {
  if (desk.connections().helpdesk === null || (await readRestoredMark(desk.store.settings)) === null) return
  const over = new AbortController()
  const signal = AbortSignal.any([stopping, over.signal])
  const patience = desk.clock.sleep(patienceMs, signal).catch(() => {})
  await Promise.race([patience, inbox.sync(signal).catch(() => {})])
  over.abort()
}
