import type { QueuePlan, ReviewItem, ReviewQueue, Subject } from '#contract/quality.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

export type NewQueue = Pick<ReviewQueue, 'id' | 'plan' | 'version' | 'by' | 'at'> & {
  readonly subjects: readonly Subject[]
}
export type DiscussionNote = { readonly text: string; readonly by: string; readonly at: number }

/** What was drawn to be looked at. Its items never change; how far it is follows from the scores. */
export type ReviewQueueStore = {
  readonly makeQueue: (queue: NewQueue) => Promise<ReviewQueue>
  readonly queue: (id: string) => Promise<ReviewQueue>
  /** Open ones first, then newest first. */
  readonly queues: () => Promise<readonly ReviewQueue[]>
  readonly items: (id: string, reviewer: string) => Promise<readonly ReviewItem[]>
  readonly skip: (id: string, position: number, reviewer: string, reason: string, at: number) => Promise<void>
  readonly unskip: (id: string, subject: Subject, reviewer: string) => Promise<void>
  readonly closeQueue: (id: string, at: number | null) => Promise<ReviewQueue>
  readonly discuss: (id: string, note: DiscussionNote) => Promise<void>
  /** Oldest first. */
  readonly discussion: (id: string) => Promise<readonly DiscussionNote[]>
}

type QueueRow = {
  readonly id: string
  readonly plan: string
  readonly scorecard: string
  readonly version: number
  readonly by: string
  readonly at: number
  readonly closed_at: number | null
}
type ItemRow = {
  readonly position: number
  readonly conversation_id: number
  readonly kind: Subject['kind']
  readonly subject: string
  readonly customer: string
  readonly title: string
  readonly own: string | null
  readonly other: number
  readonly reason: string | null
}
type Tally = { readonly reviewer: string; readonly key: string; readonly count: number }
type Match = {
  readonly queue: string
  readonly scorecard: string
  readonly version: number
  readonly calibration: string
}

/** Scores that belong to an item of a queue. */
const matching = `
  s.conversation_id = i.conversation_id and s.kind = i.kind and s.subject = i.subject and s.scorecard = @scorecard
  and s.version = @version and s.calibration = @calibration`

const matchOf = (row: QueueRow, plan: QueuePlan): Match => ({
  queue: row.id,
  scorecard: row.scorecard,
  version: row.version,
  calibration: plan.calibrators.length === 0 ? '' : row.id,
})

export function createReviewQueues(db: Connection, write: Write): ReviewQueueStore {
  const byId = db.prepare<[string], QueueRow>('select * from review_queues where id = ?')
  const all = db.prepare<[], QueueRow>(
    'select * from review_queues order by closed_at is not null, coalesce(closed_at, at) desc, id',
  )
  const insert = db.prepare<[string, string, string, number, string, number]>(
    'insert into review_queues(id, plan, scorecard, version, by, at) values (?, ?, ?, ?, ?, ?)',
  )
  const insertItem = db.prepare<[string, number, number, string, string]>(
    'insert into review_items(queue, position, conversation_id, kind, subject) values (?, ?, ?, ?, ?)',
  )
  const size = db.prepare<[string], number>('select count(*) from review_items where queue = ?').pluck()
  const scored = db.prepare<[Match], Tally>(`
    select s.reviewer, s.reviewer_key as key, count(*) as count from review_items i join scores s on ${matching}
    where i.queue = @queue and s.marks is not null group by s.reviewer_key order by min(s.seq)`)
  const skipped = db.prepare<[string], Tally>(`
    select reviewer, reviewer_key as key, count(*) as count from review_skips
    where queue = ? group by reviewer_key order by min(at)`)
  const done = db
    .prepare<[Match & { readonly needed: number }], number>(`
      select count(*) from review_items i where i.queue = @queue and @needed <=
        (select count(*) from scores s where ${matching} and s.marks is not null)
        + (select count(*) from review_skips k where k.queue = i.queue and k.position = i.position)`)
    .pluck()
  const items = db.prepare<[Match & { readonly key: string }], ItemRow>(`
    select i.position, i.conversation_id, i.kind, i.subject, c.customer_name as customer,
      coalesce(p.title, c.subject) as title, k.reason,
      (select case when s.marks is null then 'draft' else 'scored' end from scores s
        where ${matching} and s.reviewer_key = @key) as own,
      exists (select 1 from scores s where ${matching} and s.reviewer_key <> @key and s.marks is not null) as other
    from review_items i join conversations c on c.id = i.conversation_id
    left join proposals p on i.kind = 'action' and p.id = i.subject
    left join review_skips k on k.queue = i.queue and k.position = i.position and k.reviewer_key = @key
    where i.queue = @queue order by i.position`)
  const skip = db.prepare<[string, number, string, string, string, number]>(`
    insert or replace into review_skips(queue, position, reviewer_key, reviewer, reason, at) values (?, ?, ?, ?, ?, ?)`)
  const unskip = db.prepare<[string, string, number, string, string]>(`
    delete from review_skips where queue = ? and reviewer_key = ? and position in
      (select position from review_items i where i.queue = review_skips.queue and i.conversation_id = ? and i.kind = ?
        and i.subject = ?)`)
  const close = db.prepare<[number | null, string]>('update review_queues set closed_at = ? where id = ?')
  const insertNote = db.prepare<[string, string, string, number]>(
    'insert into review_notes(queue, text, by, at) values (?, ?, ?, ?)',
  )
  const notes = db.prepare<[string], DiscussionNote>(
    'select text, by, at from review_notes where queue = ? order by seq',
  )

  const rowOf = (id: string): QueueRow => {
    const row = byId.get(id)
    if (row === undefined) throw new AppError('not_found', 'There is no such queue.')
    return row
  }
  const planOf = (row: QueueRow): QueuePlan => JSON.parse(row.plan) as QueuePlan

  const toQueue = (row: QueueRow): ReviewQueue => {
    const plan = planOf(row)
    const match = matchOf(row, plan)
    const [marked, passed] = [scored.all(match), skipped.all(row.id)]
    const people = new Map([
      ...plan.calibrators.map((name) => [nameKey(name), name] as const),
      ...[...marked, ...passed].map(({ key, reviewer }) => [key, reviewer] as const),
    ])
    const countIn = (tallies: readonly Tally[], key: string) => tallies.find((one) => one.key === key)?.count ?? 0
    return {
      id: row.id,
      plan,
      version: row.version,
      by: row.by,
      at: row.at,
      items: size.get(row.id) ?? 0,
      done: done.get({ ...match, needed: Math.max(1, plan.calibrators.length) }) ?? 0,
      progress: [...people].map(([key, reviewer]) => ({
        reviewer,
        scored: countIn(marked, key),
        skipped: countIn(passed, key),
      })),
      closedAt: row.closed_at,
    }
  }

  const toItem = (row: ItemRow, isCalibration: boolean): ReviewItem => {
    const { position, conversation_id: conversationId, kind, subject, customer, title, own, other, reason } = row
    const state =
      own === 'scored'
        ? 'scored'
        : reason !== null
          ? 'skipped'
          : other === 1 && !isCalibration
            ? 'by_other'
            : own === 'draft'
              ? 'draft'
              : 'open'
    return {
      position,
      subject: { conversationId, kind, id: subject === '' ? null : subject },
      customer,
      title,
      state,
      skipReason: reason,
    }
  }

  return {
    makeQueue: async ({ id, plan, version, by, at, subjects }) =>
      write(() => {
        insert.run(id, JSON.stringify(plan), plan.scorecardId, version, by, Math.floor(at))
        subjects.forEach((subject, index) =>
          insertItem.run(id, index + 1, subject.conversationId, subject.kind, subject.id ?? ''),
        )
        return toQueue(rowOf(id))
      }),
    queue: async (id) => guarded(() => toQueue(rowOf(id))),
    queues: async () => guarded(() => all.all().map(toQueue)),
    items: async (id, reviewer) =>
      guarded(() => {
        const row = rowOf(id)
        const plan = planOf(row)
        const rows = items.all({ ...matchOf(row, plan), key: nameKey(reviewer) })
        return rows.map((item) => toItem(item, plan.calibrators.length > 0))
      }),
    skip: async (id, position, reviewer, reason, at) =>
      write(() => {
        if (position > (size.get(rowOf(id).id) ?? 0)) throw new AppError('not_found', 'The queue has no such item.')
        skip.run(id, position, nameKey(reviewer), reviewer, reason, Math.floor(at))
      }),
    unskip: async (id, { conversationId, kind, id: subject }, reviewer) =>
      write(() => void unskip.run(id, nameKey(reviewer), conversationId, kind, subject ?? '')),
    closeQueue: async (id, at) =>
      write(() => {
        close.run(at === null ? null : Math.floor(at), rowOf(id).id)
        return toQueue(rowOf(id))
      }),
    discuss: async (id, { text, by, at }) => write(() => void insertNote.run(rowOf(id).id, text, by, Math.floor(at))),
    discussion: async (id) => guarded(() => notes.all(rowOf(id).id)),
  }
}
