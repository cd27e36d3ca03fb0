import type { Connection } from '#main/store/database.ts'
import type { ConversationStore } from '#main/store/store.ts'

/**
 * What a stop may have left undone, by conversation. Not among them is one that waits for a person and says so: for it
 * there is nothing to do until that person decides, and there may be many thousands; unless the customer wrote since, and
 * the stop came before that was looked at. Then it was read after the place where the next reading begins.
 */
export function createLeftToDo(db: Connection) {
  const newest = db.prepare<[], number | null>('select max(id) from conversations').pluck()
  const readFrom = db
    .prepare<[], number | null>(`select cast(value as integer) from cursors where name = 'helpdesk.updated'`)
    .pluck()
  const within = db
    .prepare<[number, number, number], number>(`
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
                select 1 from proposals where turn_id = open.id and proposals.state in ('pending', 'unknown'))))
        or (activity = 'waiting' and updated_at >= ? and exists (
          select 1 from messages where messages.conversation_id = one.id and author = 'customer' and messages.id > (
            select body ->> '$.afterMessage' from turns
            where turns.conversation_id = one.id and origin = 'agent' order by seq desc limit 1))))
      order by id desc`)
    .pluck()

  return ({ before, span }: Parameters<ConversationStore['leftToDo']>[0]) => {
    const to = before ?? (newest.get() ?? 0) + 1
    const from = Math.max(0, to - span)
    return { ids: within.all(from, to, readFrom.get() ?? 0), before: from === 0 ? null : from }
  }
}
