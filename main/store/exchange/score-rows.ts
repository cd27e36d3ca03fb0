import type { Feedback, Marks, ScorecardBody } from '#contract/quality.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { percentOf, type ScoreRecord } from '#main/domain/exchange/score-record.ts'
import { nameKey } from '#main/domain/person.ts'
import type { Connection } from '#main/store/database.ts'

type ScoreRow = {
  readonly seq: number
  readonly id: string
  readonly kind: ScoreRecord['kind']
  readonly subject: string
  readonly reviewer: string
  readonly scorecard: string
  readonly version: number
  readonly marks: string
  readonly revision: number
  readonly started_at: number
  readonly submitted_at: number
  readonly feedback: string | null
  readonly card: string
  readonly card_by: string
  readonly card_at: number
}
type HistoryRow = { readonly revision: number; readonly marks: string; readonly by: string; readonly at: number }

/** Scores of one conversation as they leave. */
export function createScoreReader(db: Connection): (conversationId: number) => ScoreRecord[] {
  const scores = db.prepare<[number], ScoreRow>(`
    select s.seq, s.id, s.kind, s.subject, s.reviewer, s.scorecard, s.version, s.marks, s.revision, s.started_at,
      s.submitted_at, s.feedback, v.body as card, v.by as card_by, v.at as card_at
    from scores s join scorecard_versions v on v.scorecard = s.scorecard and v.version = s.version
    where s.conversation_id = ? and s.marks is not null and s.submitted_at is not null and s.calibration = '' order by s.seq`)
  const history = db.prepare<[number], HistoryRow>(
    'select revision, marks, by, at from score_history where score = ? order by revision',
  )
  return (conversationId) =>
    scores.all(conversationId).map((row) => ({
      id: row.id,
      kind: row.kind,
      subject: row.subject === '' ? null : row.subject,
      reviewer: row.reviewer,
      scorecard: {
        id: row.scorecard,
        version: row.version,
        by: row.card_by,
        at: row.card_at,
        body: JSON.parse(row.card) as ScorecardBody,
      },
      marks: JSON.parse(row.marks) as Marks,
      revision: row.revision,
      startedAt: row.started_at,
      submittedAt: row.submitted_at,
      feedback: row.feedback === null ? null : (JSON.parse(row.feedback) as Feedback),
      history: history.all(row.seq).map(({ marks, ...one }) => ({ ...one, marks: JSON.parse(marks) as Marks })),
    }))
}

/** New, here as it is there, or otherwise here. */
export type Told = 'adds' | 'same' | 'conflicts'
export type IncomingScores = {
  /** One of the same person about the same by the same scorecard is here: ours stays. */
  readonly isHere: (conversationId: number, score: ScoreRecord) => boolean
  /** What taking it in would do; null: it is about something that is not there, and is left out. `actions`: come along. */
  readonly tell: (conversationId: number | null, score: ScoreRecord, actions: ReadonlySet<string>) => Told | null
  /** The same of the scorecard it was given by. */
  readonly tellCard: (score: ScoreRecord) => Told
  /** Inside the caller's transaction; what is here is never written over. */
  readonly put: (conversationId: number, scores: readonly ScoreRecord[]) => void
}

/** No conversation has this number. */
const nowhere = 0

/** Kept for as long as nobody here has written a version of it: then newer ones from there are its versions, too. */
export const elsewhereKey = (scorecard: string): string => `scorecard_from_elsewhere:${scorecard}`

/**
 * Scores that come in, each with its scorecard. A scorecard that is here as it was there is the same one; a version that is
 * otherwise here, or newer than ours, comes in beside it under a name of its own and put away, so that nobody's work here
 * goes on by what somebody else wrote.
 */
export function createIncomingScores(db: Connection): IncomingScores {
  const bodyOf = db
    .prepare<[string, number], string>('select body from scorecard_versions where scorecard = ? and version = ?')
    .pluck()
  const newest = db
    .prepare<[string], number | null>('select max(version) from scorecard_versions where scorecard = ?')
    .pluck()
  const fromElsewhere = db.prepare<[string], number>('select 1 from meta where key = ?').pluck()
  const markFromElsewhere = db.prepare<[string]>(`insert or ignore into meta(key, value) values (?, '')`)
  const addCard = db.prepare<[string, number | null]>('insert or ignore into scorecards(id, archived_at) values (?, ?)')
  const addVersion = db.prepare<[string, number, string, string, number]>(
    'insert or ignore into scorecard_versions(scorecard, version, body, by, at) values (?, ?, ?, ?, ?)',
  )
  const known = db
    .prepare<[string, number, string, string, string, number, string], string | null>(`
      select marks from scores where id = ? or (conversation_id = ? and kind = ? and subject = ? and scorecard = ? and version = ?
        and reviewer_key = ? and calibration = '')`)
    .pluck()
  const hasSubject = db
    .prepare<[Record<'conversation', number> & Record<'id', string>], number>(`
      select 1 from proposals where id = @id and conversation_id = @conversation
      union all select 1 from imported_proposals where id = @id and conversation_id = @conversation
      union all select 1 from turns where id = @id and conversation_id = @conversation`)
    .pluck()
  const insert = db.prepare<unknown[]>(`
    insert into scores(id, conversation_id, kind, subject, scorecard, version, reviewer, reviewer_key, calibration, marks,
      percent, revision, stamp, started_at, updated_at, submitted_at, feedback, feedback_key)
    values (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, 1, ?, ?, ?, ?, ?)`)
  const keep = db.prepare<[number | bigint, number, string, number | null, string, number]>(
    'insert or ignore into score_history(score, revision, marks, percent, by, at) values (?, ?, ?, ?, ?, ?)',
  )

  /** Which scorecard here is theirs, or becomes it. */
  const cardOf = ({ scorecard: { id, version, body } }: ScoreRecord) => {
    const here = bodyOf.get(id, version)
    const same = (text: string) => canonicalJson(JSON.parse(text)) === canonicalJson(body)
    const mayCome = (newest.get(id) ?? version) >= version || fromElsewhere.get(elsewhereKey(id)) !== undefined
    if (here === undefined ? mayCome : same(here)) return { id, version, isApart: false }
    return { id: `imported-${sha256(canonicalJson({ id, body })).slice(0, 24)}`, version: 1, isApart: true }
  }

  const marksOf = (conversationId: number, score: ScoreRecord): string | null | undefined => {
    const { id, version } = cardOf(score)
    const place = [conversationId, score.kind, score.subject ?? ''] as const
    return known.get(score.id, ...place, id, version, nameKey(score.reviewer))
  }
  const isHere: IncomingScores['isHere'] = (conversationId, score) => marksOf(conversationId, score) !== undefined

  const putOne = (conversationId: number, score: ScoreRecord): void => {
    const { scorecard, marks, history, feedback } = score
    const { id, version, isApart } = cardOf(score)
    const body = isApart
      ? { ...scorecard.body, name: `${scorecard.body.name.slice(0, 69)} (imported)` }
      : scorecard.body
    if ((newest.get(id) ?? null) === null) markFromElsewhere.run(elsewhereKey(id))
    addCard.run(id, isApart ? Math.floor(score.submittedAt) : null)
    addVersion.run(id, version, JSON.stringify(body), scorecard.by, Math.floor(scorecard.at))
    const submittedAt = Math.floor(score.submittedAt)
    const { lastInsertRowid } = insert.run(
      score.id,
      conversationId,
      score.kind,
      score.subject ?? '',
      id,
      version,
      score.reviewer,
      nameKey(score.reviewer),
      JSON.stringify(marks),
      percentOf(score),
      score.revision,
      Math.floor(score.startedAt),
      submittedAt,
      submittedAt,
      feedback === null ? null : JSON.stringify(feedback),
      feedback === null ? null : nameKey(feedback.to),
    )
    for (const one of history) {
      const percent = percentOf({ scorecard, marks: one.marks })
      keep.run(lastInsertRowid, one.revision, JSON.stringify(one.marks), percent, one.by, Math.floor(one.at))
    }
  }

  const isAboutNothing = (conversation: number, { subject }: ScoreRecord): boolean =>
    subject !== null && hasSubject.get({ conversation, id: subject }) === undefined

  return {
    isHere,
    tell: (conversationId, score, actions) => {
      const conversation = conversationId ?? nowhere
      if (isAboutNothing(conversation, score) && !actions.has(score.subject ?? '')) return null
      const ours = marksOf(conversation, score)
      if (ours === undefined) return 'adds'
      return canonicalJson(JSON.parse(ours ?? 'null')) === canonicalJson(score.marks) ? 'same' : 'conflicts'
    },
    tellCard: (score) => {
      const { id, version, isApart } = cardOf(score)
      return bodyOf.get(id, version) !== undefined ? 'same' : isApart ? 'conflicts' : 'adds'
    },
    put: (conversationId, scores) => {
      for (const score of scores) {
        if (!isAboutNothing(conversationId, score) && !isHere(conversationId, score)) putOne(conversationId, score)
      }
    },
  }
}
