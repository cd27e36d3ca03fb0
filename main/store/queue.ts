import type { Counts } from '#contract/index.ts'
import type { QueueItem } from '#contract/proposal.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, read, type Connection } from '#main/store/database.ts'
import type { Lane } from '#main/store/queue-item.ts'
import type { Ledger } from '#main/store/store.ts'

const ofProposal = 'seq, id, conversation_id, kind, tool, risk, state, title, reason, marks, bundle_size, proposed_at'
const ofConversation = 'c.customer_name, c.channel, c.waiting_since'
const columns = `p.${ofProposal.replaceAll(' ', ' p.')}, ${ofConversation}`
const lanes = ['checking', 'money', 'replies', 'other'] as const satisfies readonly Lane[]

type QueueRow = Pick<QueueItem, 'id' | 'kind' | 'tool' | 'risk' | 'state' | 'title' | 'channel' | 'reason'> & {
  readonly seq: number
  readonly conversation_id: number
  readonly marks: string
  readonly bundle_size: number
  readonly proposed_at: number
  readonly customer_name: string
  readonly waiting_since: number | null
}

/** One lane's walk; all of them together are merged as they go, so that no more rows are read than shown. */
const walk = (lane: Lane) =>
  `select ${ofProposal} from proposals where lane = '${lane}' and (proposed_at, seq) > (@at, @row)`
const oldestOf = (lane: Lane) =>
  `select (select proposed_at from proposals where lane = '${lane}' order by proposed_at, seq limit 1) as at`

/** Oldest first; each lane is one walk along one index that holds all a row shows, from where the last page ended. */
export const queueStatements = {
  all: `select ${columns} from (
    ${lanes.map(walk).join(' union all ')} order by proposed_at, seq limit @limit
  ) p cross join conversations c on c.id = p.conversation_id order by p.proposed_at, p.seq`,
  lane: `select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.lane = @view and (p.proposed_at, p.seq) > (@at, @row) order by p.proposed_at, p.seq limit @limit`,
  oldest: `select min(at) from (${lanes.map(oldestOf).join(' union all ')})`,
} as const

type Walk = { readonly at: number; readonly row: number; readonly limit: number }

/** What waits for a person: pages, single rows and counts that cost the same however much waits. */
export function createQueue(db: Connection): Pick<Ledger, 'queue' | 'queueItem' | 'counts'> {
  const all = db.prepare<[Walk], QueueRow>(queueStatements.all)
  const inLane = db.prepare<[Walk & { readonly view: Lane }], QueueRow>(queueStatements.lane)
  const one = db.prepare<[string], QueueRow>(`
    select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.id = ? and p.lane is not null`)
  const waiting = db.prepare<[], { readonly lane: Lane; readonly risk: number; readonly waiting: number }>(
    'select lane, risk, waiting from waiting_counts',
  )
  const oldest = db.prepare<[], number | null>(queueStatements.oldest).pluck()

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
    counts: async () =>
      read(db, () => {
        const rows = waiting.all()
        const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
          rows.reduce((total, row) => total + (fits(row) ? row.waiting : 0), 0)
        const ofRisk = (risk: number) => sum((row) => row.risk === risk)
        return {
          all: sum(() => true),
          checking: sum((row) => row.lane === 'checking'),
          money: sum((row) => row.lane === 'money'),
          replies: sum((row) => row.lane === 'replies'),
          other: sum((row) => row.lane === 'other'),
          byRisk: [ofRisk(0), ofRisk(1), ofRisk(2), ofRisk(3), ofRisk(4)],
          oldest: oldest.get() ?? null,
        } satisfies Counts
      }),
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
