import { AppError } from '#main/kernel/errors.ts'
import { guarded, isOfDatabase, type Connection } from '#main/store/database.ts'
import { createDerived } from '#main/store/search/derived.ts'
import {
  createSources,
  kinds,
  tableOf,
  tables,
  type Row,
  type Table,
  type Unreadable,
} from '#main/store/search/sources.ts'
import { resetSearch } from '#main/store/search/reset.ts'
import { createSwept } from '#main/store/search/traces.ts'
import { wordsVersion } from '#main/store/search/words.ts'
import { createWriter } from '#main/store/search/writer.ts'

type State = {
  readonly version: number
  readonly built: Readonly<Record<Table, number>> | null
  /** How often it began from the first row. */
  readonly round?: number
  /** Of what the ledger says up to here, every conversation was noted as changed. */
  readonly noted?: number | null
}

export type Indexer = {
  /** Works for about so long; false: nothing is left. */
  readonly work: (ms: number) => boolean
  /** Conversations that are not up to date. */
  readonly left: () => number
}

/** Others wait for the database while a part of the work is written. */
const longestTransactionMs = 12
const conversationsAtOnce = 100
const rowsAtOnce = 400
const mostTold = 100

const nothingBuilt = { messages: 0, ledger: 0, turns: 0, notes: 0 } as const

/**
 * Keeps the search index after the tables it follows from, in short transactions on a connection of its own. An index that
 * is new, or of another version, is built from the first row on in order of time; after that only conversations that were
 * noted as changed, or that the ledger names since, are looked at. Killed at any moment, it goes on where the last
 * transaction ended. What cannot be read is told of once and left out; nothing else waits for it.
 */
export function createIndexer(
  db: Connection,
  transactionMs = longestTransactionMs,
  tell: Unreadable = () => {},
): Indexer {
  const told = new Set<string>()
  const unreadable = (what: string): void => {
    if (told.has(what) || told.size === mostTold) return
    told.add(what)
    tell(what)
  }
  const sources = createSources(db, unreadable)
  const writer = createWriter(db)
  const derived = createDerived(db, unreadable)
  const getState = db.prepare<[], string>(`select value from meta where key = 'search'`).pluck()
  const putState = db.prepare<[string]>(`insert or replace into meta(key, value) values ('search', ?)`)
  const changed = db
    .prepare<[number], number>('select conversation_id from search_changed order by conversation_id desc limit ?')
    .pluck()
  const done = db.prepare<[number]>('delete from search_changed where conversation_id = ?')
  const count = db
    .prepare<[number], number>(`
      select count(*) from (select conversation_id from search_changed
        union select conversation_id from ledger where seq > ?)`)
    .pluck()
  const newestEntry = db.prepare<[], number | null>('select max(seq) from ledger').pluck()
  const noteSince = db.prepare<[number]>(
    'insert or ignore into search_changed select conversation_id from ledger where seq > ?',
  )
  const anyChanged = db.prepare<[], number>('select 1 from search_changed limit 1').pluck()
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')
  const mark = db.prepare('savepoint one')
  const keepOne = db.prepare('release one')
  const takeBackOne = db.prepare('rollback to one')
  const ahead = new Map<Table, Row[]>()
  /** Tables whose last rows were read ahead. */
  const ended = new Set<Table>()
  const swept = createSwept(db)
  let aheadOf = ''
  let isCareful = false
  let sweptBefore = 0

  const forgetSwept = () => {
    const now = swept.now()
    if (now === sweptBefore) return
    sweptBefore = now
    writer.forgetAll()
    derived.forgetAll()
  }

  const dropAhead = () => {
    ahead.clear()
    ended.clear()
  }

  const stateNow = (): State => JSON.parse(getState.get() ?? '{"version":0,"built":null}') as State

  /** Whoever decides waits for the disk, so it is read in the ledger what they changed, and not written down twice. */
  const noteDecided = (state: State): State => {
    const noted = newestEntry.get() ?? 0
    if (noted === (state.noted ?? 0)) return state
    noteSince.run(state.noted ?? 0)
    const next = { ...state, noted }
    putState.run(JSON.stringify(next))
    return next
  }

  const startOver = () => {
    resetSearch(db)
    writer.forgetAll()
    derived.forgetAll()
    putState.run(JSON.stringify({ ...stateNow(), version: wordsVersion, built: nothingBuilt } satisfies State))
  }

  /** The next row of all tables in order of time. */
  const nextRow = (built: Record<Table, number>): { readonly table: Table; readonly row: Row } | null => {
    let first: { readonly table: Table; readonly row: Row; readonly at: number } | null = null
    for (const table of tables) {
      let rows = ahead.get(table)
      if (rows === undefined || (rows.length === 0 && !ended.has(table))) {
        rows = sources.onward(table, built[table], rowsAtOnce).toReversed()
        ahead.set(table, rows)
        if (rows.length < rowsAtOnce) ended.add(table)
      }
      const row = rows.at(-1)
      if (row === undefined) continue
      // A row that cannot be found stands where it stands.
      const at = row.sources[0]?.at ?? 0
      if (first === null || at < first.at) first = { table, row, at }
    }
    return first
  }

  /**
   * What fails because of what stands there is taken back by itself; what the database refuses fails everything. With marks in
   * between the index is written much slower, so they are set only after a step has failed.
   */
  const alone = (what: string, work: () => void): void => {
    if (!isCareful) return work()
    mark.run()
    try {
      work()
    } catch (thrown) {
      if (isOfDatabase(thrown) || !db.inTransaction) throw thrown
      takeBackOne.run()
      writer.forgetAll()
      derived.forgetAll()
      unreadable(what)
    }
    keepOne.run()
  }

  const build = (state: State & { readonly built: Readonly<Record<Table, number>> }, until: number) => {
    const built = { ...state.built }
    // What was read ahead may have been changed, or taken out for good, by somebody else since.
    const version = db.pragma('data_version', { simple: true })
    if (aheadOf !== `${version} ${JSON.stringify(built)}`) dropAhead()
    let isOver = false
    do {
      const next = nextRow(built)
      if (next === null) {
        isOver = true
        break
      }
      alone(`${next.table} ${next.row.number}`, () => next.row.sources.forEach((source) => writer.add(source)))
      built[next.table] = next.row.number
      ahead.get(next.table)?.pop()
    } while (performance.now() < until)
    aheadOf = `${version} ${JSON.stringify(built)}`
    putState.run(JSON.stringify({ ...state, built: isOver ? null : built } satisfies State))
  }

  const update = (conversationId: number) => {
    let isStale = false
    alone(`words of conversation ${conversationId}`, () => (isStale = updateWords(conversationId)))
    alone(`facts of conversation ${conversationId}`, () => derived.update(conversationId, isStale))
    done.run(conversationId)
  }

  /** Whether words were taken out. */
  const updateWords = (conversationId: number): boolean => {
    const stale = writer.stale(conversationId)
    for (const { id, kind, ref } of stale) {
      const source = sources.find(kind, ref)
      // The number of what went may be that of something else by now.
      writer.renew(id, source?.conversationId === conversationId ? source : null)
    }
    const tops = writer.tops(conversationId)
    for (const table of tables) {
      const ofTable = kinds.filter((kind) => tableOf[kind] === table)
      // A note that was removed can come back under its old number.
      const after = table === 'notes' ? 0 : Math.max(...ofTable.map((kind) => tops.get(kind) ?? 0))
      for (const source of sources.ofConversation(table, conversationId, after)) {
        if (table !== 'notes' || !writer.has(source)) writer.add(source)
      }
    }
    return stale.length > 0
  }

  /** False: nothing was left to do. */
  const step = (ms: number): boolean => {
    const state = stateNow()
    const isBuilt = state.version === wordsVersion && state.built === null
    const isNoted = (newestEntry.get() ?? 0) === (state.noted ?? 0)
    if (isBuilt && isNoted && anyChanged.get() === undefined) return false
    const until = performance.now() + Math.min(ms, transactionMs)
    begin.run()
    try {
      forgetSwept()
      writer.begin()
      const now = noteDecided(stateNow())
      if (now.version !== wordsVersion) startOver()
      else if (now.built !== null) build({ ...now, built: now.built }, until)
      else {
        for (const id of changed.all(conversationsAtOnce)) {
          update(id)
          if (performance.now() >= until) break
        }
      }
      writer.flush()
      commit.run()
      isCareful = false
      return true
    } catch (thrown) {
      if (db.inTransaction) rollback.run()
      writer.forgetAll()
      derived.forgetAll()
      dropAhead()
      if (isCareful || isOfDatabase(thrown)) throw thrown
      isCareful = true
      return true
    }
  }

  return {
    work: (ms) => {
      const end = performance.now() + ms
      try {
        for (let left = ms; left > 0; left = end - performance.now()) if (!guarded(() => step(left))) return false
      } catch (thrown) {
        // Somebody else writes, or cannot: the next round tries again, and says so where it is asked how much is left.
        if (!(thrown instanceof AppError) || thrown.code !== 'busy') throw thrown
      }
      return true
    },
    left: () =>
      guarded(() => {
        const { version, built, noted } = stateNow()
        const left = count.get(noted ?? 0) ?? 0
        return version === wordsVersion && built === null ? left : Math.max(1, left)
      }),
  }
}
