import { rmSync, statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { ImportPreview } from '#contract/exchange.ts'
import { contentHash, isKnownByWords } from '#main/domain/exchange/dialogue.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { showOnOneLine } from '#main/domain/visible.ts'
import { AppError } from '#main/kernel/errors.ts'
import { syncFile } from '#main/store/backup.ts'
import { asDiskErrorHere } from '#main/store/disk-error.ts'
import { classify, guarded, read, type Connection } from '#main/store/database.ts'
import { createScoreCount, noScores } from '#main/store/exchange/score-count.ts'
import { createCompare, type Verdict } from '#main/store/exchange/compare.ts'
import { hashOfFile } from '#main/store/file-hash.ts'
import { hasSound } from '#main/store/exchange/incoming-sound.ts'
import { readIncoming, type Incoming } from '#main/store/exchange/incoming.ts'

/**
 * Reads a file that is to be taken in, compares it with what is here, and lays everything that would be added into a file
 * of its own beside the database. Nothing else is written: what comes of it is decided by a person who saw the report.
 */
export type StageOrder = { readonly file: string; readonly staging: string; readonly at: number }
export type StageStep =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'result'; readonly report: ImportPreview['report'] }

/** A conversation in the file between: what stands where in it, and its hash. */
export type StagedItem = { readonly record: TranscriptRecord; readonly hash: string; readonly masked: boolean }

const schema = `
create table items(n integer primary key, line integer not null, identity text not null, hash text not null, body text not null) strict;
create index items_by_identity on items(identity);
create index items_by_hash on items(hash);
create table passed(plan text primary key, count integer not null) strict;
create table rejects(line integer primary key, reason text not null, raw text not null) strict;
`
const perSlice = 20
const steps = 100
const shownRejects = 50
const shownExamples = 20
/** Lines that cannot be read and are kept; of more only the number is known. */
const keptRejects = 10_000

export async function* stageImport(
  db: Connection,
  order: StageOrder,
  signal: AbortSignal,
): AsyncGenerator<StageStep, void, undefined> {
  const { file, staging, at } = order
  removeStaging(staging)
  const stage = openStaging(staging)
  let isDone = false
  try {
    const compare = createCompare(db)
    const countScores = createScoreCount(db)
    const report = newReport()
    const add = stager(stage, { compare, countScores }, report, (sha256) => hasSound(staging, sha256))
    let [told, taken] = [0, 0]
    stage.exec('begin')
    for (const one of readIncoming(file, at)) {
      if (one.kind === 'at') {
        taken += 1
        if (taken % perSlice === 0) await setImmediate()
        if (signal.aborted) return
        if (one.done < told) continue
        told = one.done + one.total / steps
        yield { type: 'progress', done: one.done, total: one.total }
      } else guarded(() => read(db, () => add(one)))
    }
    const pass = stage.prepare<[string, number]>('insert into passed(plan, count) values (?, ?)')
    for (const plan of ['duplicates', 'left'] as const) pass.run(plan, report[plan])
    stage.exec('commit')
    stage.close()
    syncFile(staging)
    isDone = true
    yield { type: 'result', report: { ...report, bytes: statSync(file).size, sha256: await hashOfFile(file) } }
  } catch (thrown) {
    throw asDiskErrorHere(classify(thrown))
  } finally {
    if (stage.open) stage.close()
    if (!isDone) removeStaging(staging)
  }
}

function openStaging(staging: string): Connection {
  return guarded(() => {
    const stage = new Database(staging)
    // All of it is synced once, at its end; before that it is worth nothing.
    stage.pragma('journal_mode = OFF')
    stage.pragma('synchronous = OFF')
    stage.pragma('cache_size = -16384')
    stage.exec(schema)
    return stage
  })
}

export function removeStaging(staging: string): void {
  for (const side of ['', '-journal', '-wal', '-shm']) rmSync(staging + side, { force: true })
}

type Report = Omit<ImportPreview['report'], 'bytes' | 'sha256'>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

const newReport = (): Writable<Report> => ({
  form: null,
  masked: false,
  adds: { conversations: 0, messages: 0, actions: 0 },
  ...noScores,
  merges: 0,
  duplicates: 0,
  conflicts: 0,
  left: 0,
  recordings: { named: 0, here: 0 },
  rejects: { count: 0, lines: [] },
  examples: [],
})

type Here = {
  readonly compare: ReturnType<typeof createCompare>
  readonly countScores: ReturnType<typeof createScoreCount>
}

function stager(
  stage: Connection,
  { compare, countScores }: Here,
  report: Writable<Report>,
  isHere: (sha256: string) => boolean,
) {
  const put = stage.prepare<[number, string, string, string]>(
    'insert into items(line, identity, hash, body) values (?, ?, ?, ?)',
  )
  const reject = stage.prepare<[number, string, string]>(
    'insert or ignore into rejects(line, reason, raw) values (?, ?, ?)',
  )
  const twin = stage.prepare<[string], string>('select hash from items where identity = ? limit 1').pluck()
  const sameWords = stage.prepare<[string], number>('select 1 from items where hash = ? limit 1').pluck()

  const example = (line: number, plan: string, record: TranscriptRecord, why: string) => {
    const one = { line, plan, title: showOnOneLine(record.conversation.subject).slice(0, 120), why }
    const alike = report.examples.filter((other) => other.plan === plan).length
    if (report.examples.length < shownExamples && alike < 5) report.examples = [...report.examples, one]
  }

  const judge = (record: TranscriptRecord, hash: string): Verdict | { readonly plan: 'twice' } => {
    const before = twin.get(record.conversation.externalId)
    if (before !== undefined) return before === hash ? { plan: 'duplicate' } : { plan: 'twice' }
    if (isKnownByWords(record.conversation.externalId) && sameWords.get(hash) !== undefined)
      return { plan: 'duplicate' }
    return compare(record, hash, report.masked)
  }

  return (one: Exclude<Incoming, { kind: 'at' }>): void => {
    if (one.kind === 'masked') {
      report.masked = true
      return
    }
    if (one.kind === 'bad') {
      report.rejects = {
        count: report.rejects.count + 1,
        lines:
          report.rejects.lines.length < shownRejects
            ? [...report.rejects.lines, { line: one.line, reason: one.reason }]
            : report.rejects.lines,
      }
      if (report.rejects.count <= keptRejects) reject.run(one.line, one.reason, one.raw)
      return
    }
    const { record, line, form } = one
    report.form ??= form
    const hash = contentHash(record.messages)
    const verdict = judge(record, hash)
    const stageIt = () =>
      put.run(line, record.conversation.externalId, hash, JSON.stringify({ record, masked: report.masked }))
    switch (verdict.plan) {
      case 'add':
        report.adds = {
          conversations: report.adds.conversations + 1,
          messages: report.adds.messages + record.messages.length,
          actions: report.adds.actions + record.proposals.length,
        }
        if (record.call !== null && record.call.recording !== null) {
          const { named, here } = report.recordings
          report.recordings = { named: named + 1, here: here + (isHere(record.call.recording.sha256) ? 1 : 0) }
        }
        Object.assign(report, countScores(report, record))
        stageIt()
        break
      case 'merge':
        Object.assign(report, countScores(report, record))
        report.merges += 1
        example(line, 'merge', record, 'What is missing here is added to it.')
        if (verdict.conflicts.length > 0) report.conflicts += 1
        stageIt()
        break
      case 'twice':
        report.conflicts += 1
        example(line, 'conflict', record, 'It stands in the file more than once, with different words.')
        stageIt()
        break
      case 'conflict':
        report.conflicts += 1
        example(line, 'conflict', record, `${verdict.conflicts[0]?.what ?? ''} is otherwise here; ours stays.`)
        stageIt()
        break
      case 'duplicate':
        report.duplicates += 1
        // One that stood in the file before was counted there.
        if (twin.get(record.conversation.externalId) === undefined) Object.assign(report, countScores(report, record))
        break
      case 'left':
        report.left += 1
        example(line, 'left', record, verdict.why)
        break
      default:
        throw new AppError('internal', 'A verdict of no known kind.')
    }
  }
}
