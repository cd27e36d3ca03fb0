import { RetentionRuleSchema, RetentionRunSchema } from '#contract/retention.ts'
import type { LegalHold, RetentionRule, RetentionRun } from '#contract/retention.ts'
import { showOnOneLine } from '#main/domain/visible.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { heldSql, unsettledSql, type ChooseByAge, type RetentionChoice } from '#main/store/exchange/retention-choice.ts'
import type { Write } from '#main/store/group.ts'

/** Rules, holds and what was removed by them, as they are kept. */
export type RetentionStore = {
  readonly rules: () => Promise<readonly RetentionRule[]>
  readonly saveRules: (rules: readonly RetentionRule[]) => Promise<void>
  readonly holds: () => Promise<readonly LegalHold[]>
  /** Null: nothing holds it. */
  readonly holdOf: (conversationId: number) => Promise<LegalHold | null>
  /** Null: it is let go. */
  readonly hold: (conversationId: number, hold: { readonly by: string; readonly why: string } | null) => Promise<void>
  /** Newest first. */
  readonly runs: () => Promise<readonly RetentionRun[]>
  /** The one that a stop left in the middle, or this one; and the number it is kept under. */
  readonly beginRun: (run: RetentionRun) => Promise<{ readonly seq: number; readonly run: RetentionRun }>
  readonly keepRun: (seq: number, run: RetentionRun) => Promise<void>
  readonly choose: (rules: readonly RetentionRule[], examples?: number) => Promise<RetentionChoice>
  /** Closed, settled and not held, as it is now. */
  readonly mayGo: (conversationId: number) => Promise<boolean>
}

type HoldRow = {
  readonly id: number
  readonly subject: string
  readonly by: string
  readonly why: string
  readonly at: number
}

const fewExamples = 5
const toRun = (body: string): RetentionRun => RetentionRunSchema.parse(JSON.parse(body))
const toHold = ({ id, subject, ...hold }: HoldRow): LegalHold => ({
  conversationId: id,
  title: showOnOneLine(subject),
  ...hold,
})

export function createRetention(
  db: Connection,
  write: Write,
  choose: (what: ChooseByAge) => Promise<RetentionChoice>,
  now: () => number,
): RetentionStore {
  const rules = db.prepare<[], string>('select body from retention_rules order by place').pluck()
  const clear = db.prepare('delete from retention_rules')
  const put = db.prepare<[string, number, string]>('insert into retention_rules(id, place, body) values (?, ?, ?)')
  const holdSql = `select c.id, c.subject, h.by, h.why, h.at from legal_holds h join conversations c on c.id = h.conversation_id`
  const holds = db.prepare<[], HoldRow>(`${holdSql} order by h.at desc`)
  const holdOf = db.prepare<[number], HoldRow>(`${holdSql} where c.id = ?`)
  const keep = db.prepare<[number, string, string, number]>(
    'insert or replace into legal_holds(conversation_id, by, why, at) values (?, ?, ?, ?)',
  )
  const release = db.prepare<[number]>('delete from legal_holds where conversation_id = ?')
  const isThere = db.prepare<[number], number>('select 1 from conversations where id = ?').pluck()
  const runs = db.prepare<[], string>('select body from retention_runs order by seq desc limit 50').pluck()
  const last = db.prepare<[], { readonly seq: number; readonly body: string }>(
    'select seq, body from retention_runs order by seq desc limit 1',
  )
  const putRun = db.prepare<[number, string]>('insert into retention_runs(at, body) values (?, ?)')
  const keepRun = db.prepare<[number, string, number]>('update retention_runs set at = ?, body = ? where seq = ?')
  const free = db
    .prepare<[{ id: number }], number>(
      `select 1 from conversations c where c.id = @id and not (${heldSql}) and not (${unsettledSql})`,
    )
    .pluck()
  return {
    rules: async () => guarded(() => rules.all().map((body) => RetentionRuleSchema.parse(JSON.parse(body)))),
    saveRules: async (given) =>
      write(() => {
        clear.run()
        given.forEach((rule, place) => put.run(rule.id, place, JSON.stringify(rule)))
      }),
    holds: async () => guarded(() => holds.all().map(toHold)),
    holdOf: async (conversationId) =>
      guarded(() => {
        const row = holdOf.get(conversationId)
        return row === undefined ? null : toHold(row)
      }),
    hold: async (conversationId, hold) =>
      write(() => {
        if (isThere.get(conversationId) === undefined)
          throw new AppError('not_found', `There is no conversation ${conversationId}.`)
        if (hold === null) release.run(conversationId)
        else keep.run(conversationId, hold.by, hold.why, now())
      }),
    runs: async () => guarded(() => runs.all().map(toRun)),
    beginRun: async (run) =>
      write(() => {
        const before = last.get()
        const open = before === undefined ? null : toRun(before.body)
        if (before !== undefined && open?.state === 'begun') return { seq: before.seq, run: open }
        return { seq: Number(putRun.run(run.at, JSON.stringify(run)).lastInsertRowid), run }
      }),
    keepRun: async (seq, run) => write(() => void keepRun.run(run.at, JSON.stringify(run), seq)),
    choose: (given, examples = fewExamples) => choose({ rules: given, at: now(), examples }),
    mayGo: async (id) => guarded(() => free.get({ id }) !== undefined),
  }
}
