import type { Scorecard, ScorecardBody } from '#contract/quality.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { elsewhereKey } from '#main/store/exchange/score-rows.ts'
import type { Write } from '#main/store/group.ts'

/** Scorecards by version. A version is never changed: scores point to the one they were made with. */
export type ScorecardStore = {
  /** The newest version of each, by name. */
  readonly scorecards: () => Promise<readonly Scorecard[]>
  readonly scorecard: (id: string, version: number | null) => Promise<Scorecard>
  /** Newest first. */
  readonly versions: (id: string) => Promise<readonly Scorecard[]>
  readonly addScorecard: (card: Omit<Scorecard, 'version' | 'archived'>) => Promise<Scorecard>
  /** Throws `changed` where `seen` is not the newest version any more. */
  readonly reviseScorecard: (card: Omit<Scorecard, 'version' | 'archived'>, seen: number) => Promise<Scorecard>
  readonly archiveScorecard: (id: string, at: number | null) => Promise<Scorecard>
}

type Row = {
  readonly id: string
  readonly version: number
  readonly body: string
  readonly by: string
  readonly at: number
  readonly archived_at: number | null
}

const columns = 'v.scorecard as id, v.version, v.body, v.by, v.at, c.archived_at'
const joined = 'scorecard_versions v join scorecards c on c.id = v.scorecard'

const toScorecard = ({ archived_at: archivedAt, body, ...row }: Row): Scorecard => ({
  ...row,
  body: JSON.parse(body) as ScorecardBody,
  archived: archivedAt !== null,
})

export function createScorecards(db: Connection, write: Write): ScorecardStore {
  const newest = db.prepare<[], Row>(`
    select ${columns} from ${joined}
    where v.version = (select max(version) from scorecard_versions w where w.scorecard = v.scorecard)
    order by v.body ->> '$.name', v.scorecard`)
  const one = db.prepare<[string, number], Row>(
    `select ${columns} from ${joined} where v.scorecard = ? and v.version = ?`,
  )
  const all = db.prepare<[string], Row>(
    `select ${columns} from ${joined} where v.scorecard = ? order by v.version desc`,
  )
  const insert = db.prepare<[string]>('insert into scorecards(id) values (?)')
  const insertVersion = db.prepare<[string, number, string, string, number]>(
    'insert into scorecard_versions(scorecard, version, body, by, at) values (?, ?, ?, ?, ?)',
  )
  const isOurs = db.prepare<[string]>('delete from meta where key = ?')
  const archive = db.prepare<[number | null, string]>('update scorecards set archived_at = ? where id = ?')

  const get = (id: string, version: number | null): Scorecard => {
    const row = version === null ? all.get(id) : one.get(id, version)
    if (row === undefined) throw new AppError('not_found', 'There is no such scorecard.')
    return toScorecard(row)
  }
  const put = ({ id, body, by, at }: Omit<Scorecard, 'version' | 'archived'>, version: number): Scorecard => {
    insertVersion.run(id, version, JSON.stringify(body), by, Math.floor(at))
    return get(id, version)
  }

  return {
    scorecards: async () => guarded(() => newest.all().map(toScorecard)),
    scorecard: async (id, version) => guarded(() => get(id, version)),
    versions: async (id) => guarded(() => all.all(get(id, null).id).map(toScorecard)),
    addScorecard: async (card) =>
      write(() => {
        insert.run(card.id)
        return put(card, 1)
      }),
    reviseScorecard: async (card, seen) =>
      write(() => {
        const { version } = get(card.id, null)
        if (version !== seen)
          throw new AppError('changed', `The scorecard was changed meanwhile: it is at version ${version}.`)
        isOurs.run(elsewhereKey(card.id))
        return put(card, version + 1)
      }),
    archiveScorecard: async (id, at) =>
      write(() => {
        archive.run(at === null ? null : Math.floor(at), get(id, null).id)
        return get(id, null)
      }),
  }
}
