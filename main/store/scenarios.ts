import { DefinitionSchema, ScenarioRunSchema, type Round, type Scenario, type ScenarioRun } from '#contract/scenario.ts'
import type { Outcome } from '#main/domain/scenarios/figures.ts'
import { runsCounted } from '#main/domain/scenarios/figures.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** Suites of scenarios and what came of playing them. Whatever is written is on disk when the promise resolves. */
export type SuiteRow = {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly createdAt: number
}

export type ScenarioStore = {
  /** By name. */
  readonly suites: () => Promise<readonly SuiteRow[]>
  readonly suite: (id: string) => Promise<SuiteRow>
  /** Throws `conflict` where another has the name. */
  readonly putSuite: (row: SuiteRow) => Promise<void>
  readonly removeSuite: (id: string) => Promise<void>
  readonly scenarios: (suiteId: string) => Promise<readonly Scenario[]>
  readonly scenario: (id: string) => Promise<Scenario>
  /** New ones stand last, in the order given. */
  readonly put: (scenarios: readonly Scenario[]) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** By scenario, of each the newest judged runs, newest first; of all suites or of one. */
  readonly outcomes: (suiteId: string | null) => Promise<readonly ScenarioOutcomes[]>
  readonly putRound: (
    round: Pick<Round, 'id' | 'suiteId' | 'state' | 'startedAt' | 'endedAt' | 'repeat' | 'total'>,
  ) => Promise<void>
  readonly round: (id: string) => Promise<Round>
  readonly rounds: (suiteId: string, limit: number) => Promise<readonly Round[]>
  /** What the last stop cut short. */
  readonly interrupt: (at: number) => Promise<void>
  readonly addRun: (run: ScenarioRun, conversationId: number | null) => Promise<void>
  readonly runsOfRound: (roundId: string) => Promise<readonly ScenarioRun[]>
  /** Newest first; `before`: the id of a run. */
  readonly runs: (scenarioId: string, before: string | null, limit: number) => Promise<readonly ScenarioRun[]>
}

export type ScenarioOutcomes = {
  readonly suiteId: string
  readonly scenarioId: string
  readonly outcomes: readonly Outcome[]
}

type ScenarioRow = {
  readonly id: string
  readonly suite_id: string
  readonly conversation_id: number | null
  readonly from_proposal: string | null
  readonly definition: string
  readonly created_at: number
  readonly updated_at: number
}
type OutcomeRow = Outcome & { readonly suiteId: string; readonly scenarioId: string }

const suiteColumns = 'id, name, about, created_at as createdAt'
const roundColumns = `o.id, o.suite_id as suiteId, o.state, o.repeat, o.total, o.started_at as startedAt, o.ended_at as endedAt,
  (select count(*) from scenario_runs r where r.round_id = o.id and r.verdict = 'passed') as passed,
  (select count(*) from scenario_runs r where r.round_id = o.id and r.verdict = 'failed') as failed,
  (select count(*) from scenario_runs r where r.round_id = o.id and r.verdict = 'could_not_run') as couldNotRun`

export function createScenarios(db: Connection, write: Write): ScenarioStore {
  const suites = db.prepare<[], SuiteRow>(`select ${suiteColumns} from scenario_suites order by name`)
  const suite = db.prepare<[string], SuiteRow>(`select ${suiteColumns} from scenario_suites where id = ?`)
  const named = db.prepare<[string, string], number>('select 1 from scenario_suites where name = ? and id <> ?').pluck()
  const putSuite = db.prepare<SuiteRow>(`
    insert into scenario_suites(id, name, about, created_at) values ($id, $name, $about, $createdAt)
    on conflict(id) do update set name = excluded.name, about = excluded.about`)
  const removeSuite = db.prepare<[string]>('delete from scenario_suites where id = ?')
  const ofSuite = db.prepare<[string], ScenarioRow>('select * from scenarios where suite_id = ? order by position, id')
  const one = db.prepare<[string], ScenarioRow>('select * from scenarios where id = ?')
  const put = db.prepare<unknown[]>(`
    insert into scenarios(id, suite_id, position, conversation_id, from_proposal, definition, created_at, updated_at)
    values (?, ?, (select coalesce(max(position), 0) + 1 from scenarios), ?, ?, ?, ?, ?)
    on conflict(id) do update set suite_id = excluded.suite_id, conversation_id = excluded.conversation_id,
      definition = excluded.definition, updated_at = excluded.updated_at`)
  const remove = db.prepare<[string]>('delete from scenarios where id = ?')
  const outcomes = db.prepare<[string | null, string | null, number], OutcomeRow>(`
    select * from (
      select s.suite_id as suiteId, s.id as scenarioId, r.verdict, r.configuration,
        row_number() over (partition by s.id order by r.seq desc) as place
      from scenarios s join scenario_runs r on r.scenario_id = s.id
      where (? is null or s.suite_id = ?) and r.verdict in ('passed', 'failed'))
    where place <= ? order by scenarioId, place`)
  const putRound = db.prepare<unknown[]>(`
    insert into scenario_rounds(id, suite_id, state, repeat, total, started_at, ended_at) values (?, ?, ?, ?, ?, ?, ?)
    on conflict(id) do update set state = excluded.state, ended_at = excluded.ended_at`)
  const round = db.prepare<[string], Round>(`select ${roundColumns} from scenario_rounds o where o.id = ?`)
  const rounds = db.prepare<[string, number], Round>(
    `select ${roundColumns} from scenario_rounds o where o.suite_id = ? order by o.seq desc limit ?`,
  )
  const interrupt = db.prepare<[number]>(
    `update scenario_rounds set state = 'interrupted', ended_at = ? where state in ('waiting', 'running')`,
  )
  const addRun = db.prepare<unknown[]>(`
    insert into scenario_runs(id, round_id, scenario_id, conversation_id, verdict, configuration, body)
    values (?, ?, ?, ?, ?, ?, ?)`)
  const ofRound = db.prepare<[string], string>('select body from scenario_runs where round_id = ? order by seq').pluck()
  const runs = db
    .prepare<[string, string | null, string | null, number], string>(`
      select body from scenario_runs where scenario_id = ?
        and (? is null or seq < (select seq from scenario_runs where id = ?)) order by seq desc limit ?`)
    .pluck()

  const toScenario = (row: ScenarioRow): Scenario => ({
    id: row.id,
    suiteId: row.suite_id,
    definition: DefinitionSchema.parse(JSON.parse(row.definition)),
    from: row.conversation_id === null ? null : { conversationId: row.conversation_id, proposalId: row.from_proposal },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
  const toRun = (body: string): ScenarioRun => ScenarioRunSchema.parse(JSON.parse(body))
  const found = <T>(row: T | undefined, what: string): T => {
    if (row === undefined) throw new AppError('not_found', `There is no such ${what}.`)
    return row
  }
  return {
    suites: async () => guarded(() => suites.all()),
    suite: async (id) => guarded(() => found(suite.get(id), 'suite')),
    putSuite: (row) =>
      write(() => {
        if (named.get(row.name, row.id) !== undefined) {
          throw new AppError('conflict', `There is a suite named “${row.name}” already.`)
        }
        putSuite.run(row)
      }),
    removeSuite: (id) => write(() => void found(removeSuite.run(id).changes || undefined, 'suite')),
    scenarios: async (suiteId) => guarded(() => ofSuite.all(suiteId).map(toScenario)),
    scenario: async (id) => guarded(() => toScenario(found(one.get(id), 'scenario'))),
    put: (scenarios) =>
      write(() => {
        for (const { id, suiteId, definition, from, createdAt, updatedAt } of scenarios) {
          found(suite.get(suiteId), 'suite')
          const about = [from?.conversationId ?? null, from?.proposalId ?? null]
          put.run(id, suiteId, ...about, JSON.stringify(definition), createdAt, updatedAt)
        }
      }),
    remove: (id) => write(() => void found(remove.run(id).changes || undefined, 'scenario')),
    outcomes: async (suiteId) => guarded(() => grouped(outcomes.all(suiteId, suiteId, runsCounted))),
    putRound: ({ id, suiteId, state, repeat, total, startedAt, endedAt }) =>
      write(() => void putRound.run(id, suiteId, state, repeat, total, startedAt, endedAt)),
    round: async (id) => guarded(() => found(round.get(id), 'round')),
    rounds: async (suiteId, limit) => guarded(() => rounds.all(suiteId, limit)),
    interrupt: (at) => write(() => void interrupt.run(at)),
    addRun: (run, conversationId) =>
      write(() => {
        const { id, roundId, scenarioId, verdict, configuration } = run
        // Removed while it was played: nobody asks for it any more.
        if (one.get(scenarioId) === undefined || round.get(roundId) === undefined) return
        addRun.run(id, roundId, scenarioId, conversationId, verdict, configuration, JSON.stringify(run))
      }),
    runsOfRound: async (roundId) => guarded(() => ofRound.all(roundId).map(toRun)),
    runs: async (scenarioId, before, limit) => guarded(() => runs.all(scenarioId, before, before, limit).map(toRun)),
  }
}

function grouped(rows: readonly OutcomeRow[]): readonly ScenarioOutcomes[] {
  const byScenario = Map.groupBy(rows, ({ scenarioId }) => scenarioId)
  return [...byScenario].map(([scenarioId, of]) => ({
    scenarioId,
    suiteId: of[0]?.suiteId ?? '',
    outcomes: of.map(({ verdict, configuration }) => ({ verdict, configuration })),
  }))
}
