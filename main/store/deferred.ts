import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** Answers the service works on while nobody waits. Whatever is written is on disk when the promise resolves. */
export type DeferredRow = {
  readonly id: string
  readonly conversationId: number | null
  readonly requestId: string | null
  readonly state: 'waiting' | 'done' | 'failed' | 'given_up' | 'lost' | 'cancelled'
  /** As the caller wrote it: JSON. */
  readonly request: string
  /** As the service sent it; null until it did. */
  readonly body: string | null
  readonly trouble: string | null
  readonly startedAt: number
  readonly deadline: number
  readonly endedAt: number | null
  readonly polls: number
  readonly polledAt: number | null
}

export type DeferredStore = {
  /** Newest first, without what the service sent. */
  readonly list: () => Promise<readonly DeferredRow[]>
  readonly get: (id: string) => Promise<DeferredRow>
  readonly waiting: () => Promise<readonly DeferredRow[]>
  readonly add: (row: DeferredRow) => Promise<void>
  /** Changes what is given and gives the row as it is then. Throws `not_found`. */
  readonly change: (id: string, change: Partial<Omit<DeferredRow, 'id' | 'request'>>) => Promise<DeferredRow>
  readonly remove: (id: string) => Promise<void>
}

const mostListed = 200
const columns =
  'id, conversation_id as conversationId, request_id as requestId, state, request, body, trouble, started_at as startedAt, deadline, ended_at as endedAt, polls, polled_at as polledAt'

export function createDeferred(db: Connection, write: Write): DeferredStore {
  const newest = db.prepare<[number], DeferredRow>(
    `select ${columns.replace('body', 'null as body')} from deferred_answers order by started_at desc, id limit ?`,
  )
  const one = db.prepare<[string], DeferredRow>(`select ${columns} from deferred_answers where id = ?`)
  const open = db.prepare<[], DeferredRow>(
    `select ${columns} from deferred_answers where state = 'waiting' order by deadline`,
  )
  const put = db.prepare<DeferredRow>(`
    insert or replace into deferred_answers(id, conversation_id, request_id, state, request, body, trouble, started_at,
      deadline, ended_at, polls, polled_at)
    values ($id, $conversationId, $requestId, $state, $request, $body, $trouble, $startedAt, $deadline, $endedAt, $polls,
      $polledAt)`)
  const remove = db.prepare<[string]>('delete from deferred_answers where id = ?')
  const found = (id: string): DeferredRow => {
    const row = one.get(id)
    if (row === undefined) throw new AppError('not_found', 'There is no such deferred answer.')
    return row
  }
  return {
    list: async () => guarded(() => newest.all(mostListed)),
    get: async (id) => guarded(() => found(id)),
    waiting: async () => guarded(() => open.all()),
    add: (row) => write(() => void put.run(row)),
    change: (id, change) =>
      write(() => {
        const row = { ...found(id), ...change }
        put.run(row)
        return row
      }),
    remove: (id) => write(() => void remove.run(id)),
  }
}
