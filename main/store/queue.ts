import type { QueueItem } from '#contract/proposal.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Lane } from '#main/store/queue-item.ts'
import type { Ledger } from '#main/store/store.ts'
import type { Waiting } from '#main/store/waiting.ts'

const columns = `p.seq, p.id, p.conversation_id, p.kind, p.tool, p.risk, p.state, p.title, p.reason, p.marks,
  p.bundle_size, p.proposed_at, c.customer_name, c.channel, c.waiting_since`

type QueueRow = Pick<QueueItem, 'id' | 'kind' | 'tool' | 'risk' | 'state' | 'title' | 'channel' | 'reason'> & {
  readonly seq: number
  readonly conversation_id: number
  readonly marks: string
  readonly bundle_size: number
  readonly proposed_at: number
  readonly customer_name: string
  readonly waiting_since: number | null
}

/** Oldest first; each view is one walk along one index, from where the last page ended. */
export const queueStatements = {
  all: `select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.lane is not null and (p.proposed_at, p.seq) > (@at, @row) order by p.proposed_at, p.seq limit @limit`,
  lane: `select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.lane = @view and (p.proposed_at, p.seq) > (@at, @row) order by p.proposed_at, p.seq limit @limit`,
  oldest: 'select proposed_at from proposals where lane is not null order by proposed_at, seq limit 1',
} as const

type Walk = { readonly at: number; readonly row: number; readonly limit: number }

/** What waits for a person: pages, single rows and counts that cost the same however much waits. */
export function createQueue(db: Connection, waiting: Waiting): Pick<Ledger, 'queue' | 'queueItem' | 'counts'> {
  const all = db.prepare<[Walk], QueueRow>(queueStatements.all)
  const inLane = db.prepare<[Walk & { readonly view: Lane }], QueueRow>(queueStatements.lane)
  const one = db.prepare<[string], QueueRow>(`
    select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.id = ? and p.lane is not null`)
  const oldest = db.prepare<[], number>(queueStatements.oldest).pluck()

  return {
    queue: async ({ view, cursor, limit }) =>
      guarded(() => {
        const { at, row } = cursor === null ? { at: -Number.MAX_SAFE_INTEGER, row: 0 } : readCursor(cursor)
        const from = { at, row, limit: limit + 1 }
        const rows = view === 'all' ? all.all(from) : inLane.all({ view, ...from })
        const page = cut(rows, limit, (last) => ({ at: last.proposed_at, row: last.seq }))
        return { items: page.rows.map(toItem), next: page.next }
      }),
    queueItem: async (id) =>
      guarded(() => {
        const row = one.get(id)
        return row === undefined ? null : toItem(row)
      }),
    counts: async () => guarded(() => ({ ...waiting.counts(), oldest: oldest.get() ?? null })),
  }
}

const toItem = (row: QueueRow): QueueItem => ({
  id: row.id,
  conversationId: row.conversation_id,
  kind: row.kind,
  tool: row.tool,
  risk: row.risk,
  state: row.state,
  title: row.title,
  customer: row.customer_name,
  channel: row.channel,
  waitingSince: row.waiting_since,
  proposedAt: row.proposed_at,
  bundleSize: row.bundle_size,
  reason: row.reason ?? (row.waiting_since === null ? null : 'customer waiting'),
  marks: row.marks === '' ? [] : (row.marks.split(' ') as QueueItem['marks']),
})
