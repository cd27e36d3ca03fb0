import type { Feedback, Marks, Revision, ScorecardBody, Score, Subject } from '#contract/quality.ts'
import { nameKey } from '#main/domain/person.ts'
import { resultOf } from '#main/domain/quality/score.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createChanged } from '#main/store/search/changed.ts'

/** Whose score of what, by which scorecard: there is one at most. */
export type ScorePlace = {
  readonly subject: Subject
  readonly scorecardId: string
  readonly version: number
  readonly reviewer: string
  readonly calibration: string | null
}

/** What people gave. A draft lies beside what counts until it is submitted; what was submitted is never lost. */
export type ScoreStore = {
  readonly score: (id: string) => Promise<Score>
  readonly scoreAt: (place: ScorePlace) => Promise<Score | null>
  /** The newest of this person about this, by whatever version. */
  readonly latestOf: (place: Omit<ScorePlace, 'version'>) => Promise<Score | null>
  /** All about one subject, in the order they were begun. */
  readonly scoresOf: (subject: Subject, calibration: string | null) => Promise<readonly Score[]>
  readonly scoresOfCalibration: (queue: string) => Promise<readonly Score[]>
  /** Submitted ones, newest first; of a queue: those about its items. */
  readonly submitted: (queue: string | null, limit: number) => Promise<readonly Score[]>
  /** Throws `changed` where `stamp` is not what is stored (null: nothing is). */
  readonly draft: (place: ScorePlace, id: string, stamp: number | null, marks: Marks, at: number) => Promise<Score>
  readonly submit: (id: string, stamp: number, at: number) => Promise<Score>
  /** Null: it was never submitted, and is gone. */
  readonly discard: (id: string, at: number) => Promise<Score | null>
  readonly history: (id: string) => Promise<readonly Revision[]>
  readonly setFeedback: (id: string, feedback: Feedback, at: number) => Promise<Score>
  /** Given to this person or by them; what waits for them first, then newest first. */
  readonly feedback: (name: string, limit: number) => Promise<readonly Score[]>
  /** Everybody who has ever scored. */
  readonly names: () => Promise<readonly string[]>
  /** The scorecard this person used last for such a subject. */
  readonly lastUsed: (kind: Subject['kind'], reviewer: string) => Promise<string | null>
}

type Row = {
  readonly seq: number
  readonly id: string
  readonly conversation_id: number
  readonly kind: Subject['kind']
  readonly subject: string
  readonly scorecard: string
  readonly version: number
  readonly reviewer: string
  readonly reviewer_key: string
  readonly calibration: string
  readonly marks: string | null
  readonly draft: string | null
  readonly revision: number
  readonly stamp: number
  readonly started_at: number
  readonly updated_at: number
  readonly submitted_at: number | null
  readonly feedback: string | null
  readonly card: string
}

const withCard = `
  select s.*, v.body as card from scores s
  join scorecard_versions v on v.scorecard = s.scorecard and v.version = s.version`
const nothing: Marks = { answers: [], note: '' }

function toScore(row: Row): Score {
  const marks = row.marks === null ? null : (JSON.parse(row.marks) as Marks)
  const draft = row.draft === null ? null : (JSON.parse(row.draft) as Marks)
  return {
    id: row.id,
    subject: { conversationId: row.conversation_id, kind: row.kind, id: row.subject === '' ? null : row.subject },
    scorecardId: row.scorecard,
    version: row.version,
    reviewer: row.reviewer,
    calibration: row.calibration === '' ? null : row.calibration,
    marks,
    draft,
    result: resultOf(JSON.parse(row.card) as ScorecardBody, marks ?? draft ?? nothing),
    revision: row.revision,
    stamp: row.stamp,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    submittedAt: row.submitted_at,
    feedback: row.feedback === null ? null : (JSON.parse(row.feedback) as Feedback),
  }
}

type PlaceColumns = Pick<Row, 'conversation_id' | 'kind' | 'subject' | 'scorecard' | 'calibration' | 'reviewer_key'>

const columnsOf = ({ subject, scorecardId, calibration, reviewer }: Omit<ScorePlace, 'version'>): PlaceColumns => ({
  conversation_id: subject.conversationId,
  kind: subject.kind,
  subject: subject.id ?? '',
  scorecard: scorecardId,
  calibration: calibration ?? '',
  reviewer_key: nameKey(reviewer),
})

const atPlace = `
  s.conversation_id = @conversation_id and s.kind = @kind and s.subject = @subject and s.scorecard = @scorecard
  and s.calibration = @calibration and s.reviewer_key = @reviewer_key`

export function createScores(db: Connection, write: Write): ScoreStore {
  const changed = createChanged(db)
  const byId = db.prepare<[string], Row>(`${withCard} where s.id = ?`)
  const exact = db.prepare<[PlaceColumns & { readonly version: number }], Row>(
    `${withCard} where ${atPlace} and s.version = @version`,
  )
  const latest = db.prepare<[PlaceColumns], Row>(`${withCard} where ${atPlace} order by s.version desc limit 1`)
  const about = db.prepare<[number, string, string, string], Row>(`
    ${withCard} where s.conversation_id = ? and s.kind = ? and s.subject = ? and s.calibration = ? order by s.seq`)
  const ofCalibration = db.prepare<[string], Row>(`${withCard} where s.calibration = ? order by s.seq`)
  const newest = db.prepare<[number], Row>(`
    ${withCard} where s.submitted_at is not null order by s.submitted_at desc, s.seq desc limit ?`)
  const ofQueue = db.prepare<[string, number], Row>(`
    ${withCard} join review_queues q on q.id = ?
    where s.submitted_at is not null and s.scorecard = q.scorecard
      and (s.calibration = q.id or (s.calibration = '' and json_array_length(q.plan, '$.calibrators') = 0))
      and exists (select 1 from review_items i where i.queue = q.id and i.conversation_id = s.conversation_id
        and i.kind = s.kind and i.subject = s.subject)
    order by s.submitted_at desc, s.seq desc limit ?`)
  const insert = db.prepare<[PlaceColumns & Pick<Row, 'id' | 'version' | 'reviewer' | 'draft' | 'started_at'>]>(`
    insert into scores(id, conversation_id, kind, subject, scorecard, version, reviewer, reviewer_key, calibration, draft,
      revision, stamp, started_at, updated_at)
    values (@id, @conversation_id, @kind, @subject, @scorecard, @version, @reviewer, @reviewer_key, @calibration, @draft,
      0, 1, @started_at, @started_at)`)
  const setDraft = db.prepare<[string | null, number, string]>(
    'update scores set draft = ?, updated_at = ?, stamp = stamp + 1 where id = ?',
  )
  const setMarks = db.prepare<[string, number | null, number, number, number, string]>(`
    update scores set marks = ?, percent = ?, draft = null, revision = ?, submitted_at = ?, updated_at = ?, stamp = stamp + 1
    where id = ?`)
  const keep = db.prepare<[number, number, string, number | null, string, number]>(
    'insert into score_history(score, revision, marks, percent, by, at) values (?, ?, ?, ?, ?, ?)',
  )
  const history = db.prepare<[string], Omit<Revision, 'marks'> & { readonly marks: string }>(`
    select h.revision, h.marks, h.percent, h.by, h.at from score_history h join scores s on s.seq = h.score
    where s.id = ? order by h.revision desc`)
  const remove = db.prepare<[string]>('delete from scores where id = ? and marks is null')
  const setFeedback = db.prepare<[string, string, number, string]>(
    'update scores set feedback = ?, feedback_key = ?, updated_at = ?, stamp = stamp + 1 where id = ?',
  )
  const feedback = db.prepare<[{ readonly key: string; readonly limit: number }], Row>(`
    ${withCard} where s.feedback_key is not null and (s.feedback_key = @key or s.reviewer_key = @key)
    order by (case when s.feedback_key = @key then s.feedback ->> '$.answer' is null
      else s.feedback ->> '$.answer.kind' = 'disputed' and s.feedback ->> '$.settled' is null end) desc,
      s.updated_at desc, s.seq desc limit @limit`)
  const names = db.prepare<[], string>('select reviewer from scores group by reviewer_key order by min(seq)').pluck()
  const lastUsed = db
    .prepare<[string, string], string>(`
      select scorecard from scores where kind = ? and reviewer_key = ? and calibration = '' order by updated_at desc limit 1`)
    .pluck()

  const rowOf = (id: string): Row => {
    const row = byId.get(id)
    if (row === undefined) throw new AppError('not_found', 'There is no such score.')
    return row
  }
  const scoreOf = (id: string): Score => toScore(rowOf(id))
  const refuseStale = (row: Row | undefined, stamp: number | null) => {
    if ((row?.stamp ?? null) !== stamp)
      throw new AppError('changed', 'This score was changed in another window. Look at it again.')
  }

  return {
    score: async (id) => guarded(() => scoreOf(id)),
    scoreAt: async (place) =>
      guarded(() => {
        const row = exact.get({ ...columnsOf(place), version: place.version })
        return row === undefined ? null : toScore(row)
      }),
    latestOf: async (place) =>
      guarded(() => {
        const row = latest.get(columnsOf(place))
        return row === undefined ? null : toScore(row)
      }),
    scoresOf: async ({ conversationId, kind, id }, calibration) =>
      guarded(() => about.all(conversationId, kind, id ?? '', calibration ?? '').map(toScore)),
    scoresOfCalibration: async (queue) => guarded(() => ofCalibration.all(queue).map(toScore)),
    submitted: async (queue, limit) =>
      guarded(() => (queue === null ? newest.all(limit) : ofQueue.all(queue, limit)).map(toScore)),
    draft: async (place, id, stamp, marks, at) =>
      write(() => {
        const columns = columnsOf(place)
        const row = exact.get({ ...columns, version: place.version })
        refuseStale(row, stamp)
        const text = JSON.stringify(marks)
        const now = Math.floor(at)
        const { version, reviewer } = place
        if (row === undefined) insert.run({ ...columns, id, version, reviewer, draft: text, started_at: now })
        else setDraft.run(text, now, row.id)
        return scoreOf(row?.id ?? id)
      }),
    submit: async (id, stamp, at) =>
      write(() => {
        const row = rowOf(id)
        refuseStale(row, stamp)
        const marks = row.draft
        if (marks === null) throw new AppError('invalid_input', 'Nothing was changed since it was submitted.')
        const { percent, missing } = resultOf(JSON.parse(row.card) as ScorecardBody, JSON.parse(marks) as Marks)
        if (missing.length > 0)
          throw new AppError('invalid_input', `Still to be said: ${missing.join(', ')}.`, { data: { missing } })
        const now = Math.floor(at)
        setMarks.run(marks, percent, row.revision + 1, now, now, id)
        keep.run(row.seq, row.revision + 1, marks, percent, row.reviewer, now)
        changed(row.conversation_id)
        return scoreOf(id)
      }),
    discard: async (id, at) =>
      write(() => {
        if (rowOf(id).marks === null) {
          remove.run(id)
          return null
        }
        setDraft.run(null, Math.floor(at), id)
        return scoreOf(id)
      }),
    history: async (id) =>
      guarded(() => history.all(rowOf(id).id).map((row) => ({ ...row, marks: JSON.parse(row.marks) as Marks }))),
    setFeedback: async (id, given, at) =>
      write(() => {
        setFeedback.run(JSON.stringify(given), nameKey(given.to), Math.floor(at), rowOf(id).id)
        return scoreOf(id)
      }),
    feedback: async (name, limit) => guarded(() => feedback.all({ key: nameKey(name), limit }).map(toScore)),
    names: async () => guarded(() => names.all()),
    lastUsed: async (kind, reviewer) => guarded(() => lastUsed.get(kind, nameKey(reviewer)) ?? null),
  }
}
