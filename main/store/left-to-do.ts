import type { Connection } from '#main/store/database.ts'
import type { ConversationStore } from '#main/store/store.ts'

/**
 * What a stop may have left undone, by conversation. Not among them is one that waits for a person and says so: for it
 * there is nothing to do until that person decides, and there may be many thousands.
 */
export function createLeftToDo(db: Connection) {
  const newest = db.prepare<[], number | null>('select max(id) from conversations').pluck()
  const within = db
    .prepare<[number, number], number>(`
      select id from conversations as one where id >= ? and id < ? and (
        activity = 'thinking'
        or (state = 'open' and waiting_since is not null and control <> 'human' and activity <> 'waiting')
        or id in (select conversation_id from outbox where state in ('ready', 'started'))
        or exists (
          select 1 from turns as open where open.conversation_id = one.id and concluded = 0
            and not exists (
              select 1 from turns as later
              where later.conversation_id = open.conversation_id and later.origin = open.origin and later.seq > open.seq)
            and not (
              (activity = 'waiting') = (control <> 'human' and state <> 'closed')
              and exists (
                select 1 from proposals where turn_id = open.id and proposals.state in ('pending', 'unknown')))))
      order by id desc`)
    .pluck()

  return ({ before, span }: Parameters<ConversationStore['leftToDo']>[0]) => {
    const to = before ?? (newest.get() ?? 0) + 1
    const from = Math.max(0, to - span)
    return { ids: within.all(from, to), before: from === 0 ? null : from }
  }
}
