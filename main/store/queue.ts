import type { QueueItem } from '#contract/queue-item.ts'
import type { Counts, QueueView } from '#contract/queue.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { marksOf, reasonOf, type WaitingView } from '#main/store/queue-item.ts'
import { toProposal } from '#main/store/snapshots.ts'
import type { Ledger, WaitingItem } from '#main/store/store.ts'

const columns = `p.seq, p.id, p.conversation_id, p.kind, p.tool, p.risk, p.state, p.title, p.reason, p.marks,
  p.bundle_size, p.proposed_at, p.wakes_at, p.ask, c.customer_name, c.channel, c.waiting_since, c.tags`

type QueueRow = Pick<QueueItem, 'id' | 'kind' | 'tool' | 'risk' | 'state' | 'title' | 'channel' | 'reason' | 'ask'> & {
  readonly seq: number
  readonly conversation_id: number
  readonly marks: string
  readonly bundle_size: number
  readonly proposed_at: number
  readonly wakes_at: number | null
  readonly customer_name: string
  readonly waiting_since: number | null
  readonly tags: string
}

const lanes = ['checking', 'money', 'replies', 'other'] as const satisfies readonly WaitingView[]

const isResting = `p.lane is null and (p.state = 'pending' or p.state = 'awaiting_second')`

/** Oldest first; each lane is one walk along one index, from where the last page ended. */
export const queueStatements = {
  lane: `select ${columns} from proposals p cross join conversations c on c.id = p.conversation_id
    where p.lane = @view and (p.proposed_at, p.seq) > (@at, @row) order by p.proposed_at, p.seq limit @limit`,
  resting: `select ${columns}, p.body from proposals p cross join conversations c on c.id = p.conversation_id
    where ${isResting} order by p.seq`,
  counts: `select lane, risk, count(*) as waiting, min(proposed_at) as oldest from proposals where lane is not null
    group by lane, risk`,
} as const

type Walk = { readonly at: number; readonly row: number; readonly limit: number }
type Counted = {
  readonly lane: WaitingView
  readonly risk: number
  readonly waiting: number
  readonly oldest: number
}

/** What waits for a person, as the disk has it: stretches of it in the order they came, single rows, and how many. */
export function createQueue(db: Connection): Pick<Ledger, 'queue' | 'queueItem' | 'resting' | 'counts'> {
  const inLane = db.prepare<[Walk & { readonly view: Exclude<QueueView, 'all' | 'later'> }], QueueRow>(
    queueStatements.lane,
  )
  const one = db.prepare<[string], QueueRow & { readonly lane: WaitingView | null; readonly body: string }>(`
    select ${columns}, p.lane, p.body from proposals p cross join conversations c on c.id = p.conversation_id
    where p.id = ? and (p.lane is not null or ${isResting})`)
  const resting = db.prepare<[], QueueRow & { readonly body: string }>(queueStatements.resting)
  const count = db.prepare<[], Counted>(queueStatements.counts)
  const inLanes = (from: Walk): readonly QueueRow[] =>
    lanes
      .flatMap((view) => inLane.all({ view, ...from }))
      .toSorted((a, b) => a.proposed_at - b.proposed_at || a.seq - b.seq)
      .slice(0, from.limit)

  return {
    queue: async ({ view, cursor, limit }) =>
      guarded(() => {
        const { at, row } = cursor === null ? { at: -Number.MAX_SAFE_INTEGER, row: 0 } : readCursor(cursor)
        const from = { at, row, limit: limit + 1 }
        const rows = view === 'all' ? inLanes(from) : inLane.all({ view, ...from })
        const page = cut(rows, limit, (last) => ({ at: last.proposed_at, row: last.seq }))
        return { items: page.rows.map((row) => toItem(row)), next: page.next }
      }),
    queueItem: async (id) =>
      guarded(() => {
        const row = one.get(id)
        if (row === undefined) return null
        return row.lane === null ? toResting(row) : toItem(row)
      }),
    resting: async () => guarded(() => resting.all().map(toResting)),
    counts: async () => guarded(() => sumUp(count.all())),
  }
}

type Common = Pick<QueueItem, 'kind' | 'tool' | 'state' | 'channel' | 'reason' | 'ask' | 'marks'>

const mostCommon = 2000
const common = new Map<string, Common>()

/** What most rows have in common stands in memory once, however many wait; a hundred thousand rows are read with every start. */
function commonOf({ kind, tool, state, channel, reason, ask, marks }: QueueRow): Common {
  const key = [kind, tool, state, channel, reason, ask, marks].join('\n')
  const known = common.get(key)
  if (known !== undefined) return known
  if (common.size >= mostCommon) common.clear()
  const words = marks === '' ? [] : (marks.split(' ') as QueueItem['marks'])
  const fresh: Common = { kind, tool, state, channel, reason, ask, marks: words }
  common.set(key, fresh)
  return fresh
}

const toItem = (row: QueueRow, shared = commonOf(row)): WaitingItem => ({
  id: row.id,
  seq: row.seq,
  conversationId: row.conversation_id,
  kind: shared.kind,
  tool: shared.tool,
  risk: row.risk,
  state: shared.state,
  title: row.title,
  customer: row.customer_name,
  channel: shared.channel,
  tags: row.tags === '[]' ? [] : (JSON.parse(row.tags) as string[]),
  waitingSince: row.waiting_since,
  proposedAt: row.proposed_at,
  expiresAt: row.wakes_at,
  snoozed: null,
  bundleSize: row.bundle_size,
  reason: shared.reason,
  marks: shared.marks,
  ask: shared.ask,
})

/** What was put off has none of this beside it: nobody asks for it while it rests. */
function toResting(row: QueueRow & { readonly body: string }): WaitingItem {
  const proposal = toProposal(row.body)
  const marks = marksOf(proposal)
  const { snoozed, expiresAt } = proposal
  return {
    ...toItem(row),
    expiresAt,
    snoozed: snoozed === null ? null : { until: snoozed.until, event: snoozed.event },
    reason: reasonOf(proposal, marks),
    marks,
  }
}

function sumUp(rows: readonly Counted[]): Omit<Counts, 'later' | 'splits'> {
  const sum = (fits: (row: Counted) => boolean) => rows.reduce((total, row) => total + (fits(row) ? row.waiting : 0), 0)
  const inLane = (lane: WaitingView) => sum((row) => row.lane === lane)
  const ofRisk = (risk: number) => sum((row) => row.risk === risk)
  return {
    all: sum(() => true),
    checking: inLane('checking'),
    money: inLane('money'),
    replies: inLane('replies'),
    other: inLane('other'),
    byRisk: [ofRisk(0), ofRisk(1), ofRisk(2), ofRisk(3), ofRisk(4)],
    oldest: rows.length === 0 ? null : Math.min(...rows.map(({ oldest }) => oldest)),
  }
}
