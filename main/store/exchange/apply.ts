import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { ImportOutcome } from '#contract/exchange.ts'
import { AppError } from '#main/kernel/errors.ts'
import { classify, guarded, openForWriting, write, type Connection } from '#main/store/database.ts'
import { createCompare } from '#main/store/exchange/compare.ts'
import { createTakeSound, type TakeSound } from '#main/store/exchange/incoming-sound.ts'
import { createRecordWriter } from '#main/store/exchange/record-writer.ts'
import type { StagedItem } from '#main/store/exchange/stage.ts'

/**
 * Takes in what lies staged. The first thing written says that all of it will be here; from then on it is added piece by
 * piece, in transactions so short that nobody waits for them, each with how far it has come: whoever opens the database after
 * a stop goes on there. So a stop leaves everything as it was, or everything added once it is open again.
 */
export type ApplyOrder = {
  /** The database, and the staged file beside it. */
  readonly file: string
  readonly staging: string
  /** Where recordings that come along are copied to. */
  readonly recordings: string
  readonly at: number
  readonly id: string
  /** What is kept of the import itself; null: it was decided before, go on. */
  readonly begin: {
    readonly by: string
    readonly name: string
    readonly sha256: string
    readonly keepTheirs: boolean
  } | null
}
export type ApplyStep =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'result'; readonly outcome: ImportOutcome }

const perTransaction = 10
const steps = 100
const shownOfReject = 2000

type Row = { readonly seq: number; readonly state: 'decided' | 'done'; readonly applied: number; readonly body: string }
type Body = NonNullable<ApplyOrder['begin']> & {
  readonly at: number
  readonly total: number
  readonly outcome: ImportOutcome
}

const nothing: ImportOutcome = {
  conversations: 0,
  messages: 0,
  actions: 0,
  merged: 0,
  duplicates: 0,
  conflicts: 0,
  left: 0,
  rejected: 0,
}

export async function* applyImport(order: ApplyOrder, signal: AbortSignal): AsyncGenerator<ApplyStep, void, undefined> {
  const db = openForWriting(order.file)
  const stage = guarded(() => new Database(order.staging, { readonly: true, fileMustExist: true }))
  try {
    const find = db.prepare<[string], Row>('select seq, state, applied, body from imports where id = ?')
    let row = find.get(order.id)
    if (row === undefined) row = decide(db, stage, order)
    const body = JSON.parse(row.body) as Body
    const piece = pieceOf(db, stage, {
      seq: row.seq,
      body,
      takeSound: createTakeSound(order.staging, order.recordings),
    })
    let outcome = body.outcome
    let [done, told] = [row.applied, row.applied]
    while (done < body.total) {
      yield* step(done, body.total)
      const next = write(db, () => piece(done, outcome))
      ;[done, outcome] = [next.done, next.outcome]
      await setImmediate()
      if (signal.aborted) return
    }
    guarded(() => db.prepare(`update imports set state = 'done' where id = ?`).run(order.id))
    yield { type: 'progress', done, total: body.total }
    yield { type: 'result', outcome }

    function* step(now: number, total: number): Generator<ApplyStep> {
      if (now < told) return
      told = now + total / steps
      yield { type: 'progress', done: now, total }
    }
  } finally {
    stage.close()
    db.close()
  }
}

/** From here on it will be here. Lines that nobody could read come with it: they are few, and cannot be had again. */
function decide(db: Connection, stage: Connection, { id, at, begin }: ApplyOrder): Row {
  if (begin === null) throw new AppError('not_found', 'There is no import of that name.')
  const total = stage.prepare<[], number>('select count(*) from items').pluck().get() ?? 0
  const passed = Object.fromEntries(
    stage
      .prepare<[], { plan: string; count: number }>('select plan, count from passed')
      .all()
      .map(({ plan, count }) => [plan, count]),
  )
  const rejects = stage
    .prepare<[], { line: number; reason: string; raw: string }>('select line, reason, raw from rejects')
    .all()
  const body: Body = { ...begin, at, total, outcome: { ...nothing, ...passed, rejected: rejects.length } }
  return write(db, () => {
    const text = JSON.stringify(body)
    const { lastInsertRowid } = db
      .prepare(`insert into imports(id, state, applied, body) values (?, 'decided', 0, ?)`)
      .run(id, text)
    const seq = Number(lastInsertRowid)
    const keep = db.prepare('insert into import_rejects(import, line, reason, raw) values (?, ?, ?, ?)')
    for (const { line, reason, raw } of rejects) keep.run(seq, line, reason, raw)
    return { seq, state: 'decided', applied: 0, body: text }
  })
}

/** Adds the next few, inside one transaction, and writes down that it did. */
function pieceOf(
  db: Connection,
  stage: Connection,
  { seq, body, takeSound }: { readonly seq: number; readonly body: Body; readonly takeSound: TakeSound },
) {
  type Item = { readonly n: number; readonly line: number; readonly hash: string; readonly body: string }
  const items = stage.prepare<[number, number], Item>(
    'select n, line, hash, body from items where n > ? order by n limit ?',
  )
  const keep = db.prepare<[number, string, number]>('update imports set applied = ?, body = ? where seq = ?')
  const compare = createCompare(db)
  const writer = createRecordWriter(db, { importSeq: seq, at: body.at, takeSound })
  const reject = db.prepare<[number, number, string, string]>(
    'insert or ignore into import_rejects(import, line, reason, raw) values (?, ?, ?, ?)',
  )

  const take = db.transaction((item: Item, before: ImportOutcome): ImportOutcome => {
    const outcome = { ...before }
    const { record, masked } = JSON.parse(item.body) as Pick<StagedItem, 'record' | 'masked'>
    // It is compared again: the desk worked on since somebody saw the report.
    const verdict = compare(record, item.hash, masked)
    if (verdict.plan === 'duplicate') outcome.duplicates += 1
    else if (verdict.plan === 'left') outcome.left += 1
    else {
      const added = verdict.plan === 'add' ? writer.add(record, item.hash) : null
      const merged = verdict.plan === 'merge' ? writer.merge(verdict.id, record, masked) : null
      outcome.conversations += added === null ? 0 : 1
      outcome.merged += merged === null ? 0 : 1
      outcome.messages += (added ?? merged)?.messages ?? 0
      outcome.actions += (added ?? merged)?.actions ?? 0
      const conflicts = verdict.plan === 'add' ? [] : verdict.conflicts
      if (conflicts.length > 0 && verdict.plan !== 'add') {
        outcome.conflicts += 1
        if (body.keepTheirs) writer.keepTheirs(verdict.id, conflicts)
      }
    }
    return outcome
  })

  /** What cannot be written stays outside, alone: within the transaction of the others it has a savepoint of its own. */
  const takeOrReject = (item: Item, before: ImportOutcome): ImportOutcome => {
    try {
      return take(item, before)
    } catch (thrown) {
      if (classify(thrown) instanceof AppError) throw thrown
      const why = thrown instanceof Error ? thrown.message : 'nobody knows why'
      reject.run(seq, item.line, `It could not be added: ${why.slice(0, 200)}.`, item.body.slice(0, shownOfReject))
      return { ...before, rejected: before.rejected + 1 }
    }
  }

  return (done: number, before: ImportOutcome): { readonly done: number; readonly outcome: ImportOutcome } => {
    let [at, outcome] = [done, before]
    for (const item of items.all(done, perTransaction)) {
      at = item.n
      outcome = takeOrReject(item, outcome)
    }
    keep.run(at, JSON.stringify({ ...body, outcome }), seq)
    return { done: at, outcome }
  }
}

const listSql = `
  select * from imports
  where state = 'decided' or seq in (select seq from imports order by seq desc limit 50) order by seq desc`

/** An import as it is kept. Not done: the rest of it is added as soon as there is room. */
export type PastImport = Body & { readonly id: string; readonly done: boolean }

/** The newest first, and all that are decided and not done: they have to be gone on with. */
export function listImports(db: Connection): readonly PastImport[] {
  const rows = db.prepare<[], Row & { id: string }>(listSql).all()
  return rows.map((row) => ({ ...(JSON.parse(row.body) as Body), id: row.id, done: row.state === 'done' }))
}
