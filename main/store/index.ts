import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import { createAdministration } from '#main/store/administration.ts'
import { createAgents } from '#main/store/agents.ts'
import { createAnnotations } from '#main/store/annotations.ts'
import { createAudit } from '#main/store/audit.ts'
import { createBackups, examineFile, settleCopy } from '#main/store/backup.ts'
import { createCalls } from '#main/store/calls.ts'
import { createChain, type LedgerKey } from '#main/store/chain.ts'
import { createConversations, createConversationWriter } from '#main/store/conversations.ts'
import { guarded, openForReading, openForWriting, write, type Connection } from '#main/store/database.ts'
import { createDeferred } from '#main/store/deferred.ts'
import { createExchange } from '#main/store/exchange/index.ts'
import { createRedactions } from '#main/store/erase/redactions.ts'
import { createGroup } from '#main/store/group.ts'
import { createLedger } from '#main/store/ledger.ts'
import { createLessons } from '#main/store/lessons.ts'
import { createMessages } from '#main/store/messages.ts'
import { checkOrder, currentVersion, migrate, migrations, pending, type Migration } from '#main/store/migrate.ts'
import { createOutbox } from '#main/store/outbox.ts'
import { createPeople } from '#main/store/people.ts'
import { createPolicies } from '#main/store/policies.ts'
import { createQuality } from '#main/store/quality.ts'
import type { Reader } from '#main/store/reader.ts'
import { recoverDatabase, recoveryOf, type Recovery } from '#main/store/recover.ts'
import { finishRestore } from '#main/store/restore.ts'
import { createBatchTests } from '#main/store/batch-tests.ts'
import { createScenarios } from '#main/store/scenarios.ts'
import { createSavedSearches } from '#main/store/saved-searches.ts'
import { createSettings } from '#main/store/settings.ts'
import { createSnapshots } from '#main/store/snapshots.ts'
import type { Store } from '#main/store/store.ts'

export type StoreOptions = {
  readonly file: string
  readonly backupDirectory: string
  readonly exportDirectory: string
  /** Where the sound of calls is kept. */
  readonly recordingDirectory: string
  /** What the ledger is sealed with; it is not in the database. */
  readonly ledgerKey: LedgerKey
  readonly clock: Clock
  readonly log: Log
  readonly backupsKept: () => number
  /** Made once the file exists and is migrated: `createReader` on this thread, `startReader` of the hosts on a worker. */
  readonly reader: (file: string) => Reader
  /** For tests of upgrades; otherwise all there are. */
  readonly migrations?: readonly Migration[]
}

/** How the last owner of the file left it. */
export type Opening = {
  readonly isNew: boolean
  readonly wasClean: boolean
  /** When it was closed; after a crash, the time of the newest entry of the ledger. */
  readonly stoppedAt: number | null
  /** Version before migrations, or null where there were none to apply. */
  readonly upgradedFrom: number | null
}

export type OpenedStore = Store & {
  readonly opening: Opening
  /** Problems SQLite finds; takes seconds on a large file. Worth asking after an unclean stop, and weekly. */
  readonly check: () => Promise<readonly string[]>
  /** The problems of another file, which is open nowhere. */
  readonly examine: Reader['examine']
}

/**
 * Opens the database of a profile whose lock the caller holds. Throws `database_newer`, `database_damaged` or
 * `disk_full`; the file is then closed and unchanged.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const { file, clock } = options
  const available = options.migrations ?? migrations
  const now = () => Math.floor(clock.now())
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  finishRestore(file)
  const isNew = !existsSync(file) || statSync(file).size === 0
  if (!isNew) refuseNewer(file, available)
  const db = openForWriting(file)
  try {
    const upgradedFrom = await upgrade(db, available, options, now)
    const opening = { ...markOpen(db, now()), isNew, upgradedFrom }
    const reader = options.reader(file)
    return assemble(db, reader, opening, options, now)
  } catch (thrown) {
    db.close()
    throw guarded(() => thrown)
  }
}

/** As `openStore`; a damaged file is first recovered as far as it can be. */
export async function openOrRecoverStore(
  options: StoreOptions,
): Promise<{ readonly store: OpenedStore; readonly recovery: Recovery | null }> {
  const { file, backupDirectory, log } = options
  let recovery: Recovery | null = null
  const store = await openStore(options).catch(async (thrown: unknown) => {
    if (!(thrown instanceof AppError) || thrown.code !== 'database_damaged') throw thrown
    const at = Math.floor(options.clock.now())
    const known = options.migrations ?? migrations
    recovery = await recoverDatabase({ file, backupDirectory, log, at, migrations: known })
    return openStore(options)
  })
  return { store, recovery: recovery ?? (await recoveryOf(file, store.settings)) }
}

/** Before anything is written: an older program must leave a newer file as it is. */
function refuseNewer(file: string, available: readonly Migration[]): void {
  guarded(() => {
    const db = openForReading(file)
    try {
      pending(db, available)
    } finally {
      db.close()
    }
  })
}

async function upgrade(
  db: Connection,
  available: readonly Migration[],
  options: StoreOptions,
  now: () => number,
): Promise<number | null> {
  const before = currentVersion(db)
  if (before > 0) guarded(() => checkOrder(db, available))
  if (pending(db, available).length === 0) return null
  if (before > 0) {
    const copy = async (to: string) => {
      await db.backup(to)
      settleCopy(to)
    }
    const examine = async (other: string) => examineFile(other)
    await createBackups({
      directory: options.backupDirectory,
      database: options.file,
      recordings: options.recordingDirectory,
      copy,
      examine,
      bytes: () => statSync(options.file).size,
      now,
      kept: options.backupsKept,
    }).create()
  }
  guarded(() => migrate(db, available, now()))
  options.log('info', 'store.migrated', { from: before, to: currentVersion(db) })
  return before
}

function markOpen(db: Connection, at: number): Pick<Opening, 'wasClean' | 'stoppedAt'> {
  return write(db, () => {
    const get = db.prepare<[string], string>('select value from meta where key = ?').pluck()
    const stopped = get.get('stopped_at')
    const wasOpen = get.get('open_since')
    const lastEntry = db.prepare<[], number>('select at from ledger order by seq desc limit 1').pluck().get()
    db.prepare(`delete from meta where key = 'stopped_at'`).run()
    db.prepare('insert or replace into meta(key, value) values (?, ?)').run('open_since', String(at))
    if (stopped !== undefined) return { wasClean: true, stoppedAt: Number(stopped) }
    return { wasClean: wasOpen === undefined, stoppedAt: lastEntry ?? (wasOpen === undefined ? null : Number(wasOpen)) }
  })
}

function assemble(
  db: Connection,
  reader: Reader,
  opening: Opening,
  options: StoreOptions,
  now: () => number,
): OpenedStore {
  const messages = createMessages(db)
  const conversations = createConversationWriter(db, messages)
  const chain = createChain(db, options.ledgerKey)
  const snapshots = createSnapshots(db, chain)
  const outbox = createOutbox(db)
  const group = createGroup(db)
  const policies = createPolicies(db, group.write, now, reader)
  let closing: Promise<void> | null = null
  const close = async () => {
    try {
      group.flush()
      await reader.close()
      write(db, () => {
        db.prepare('insert or replace into meta(key, value) values (?, ?)').run('stopped_at', String(now()))
      })
      db.pragma('analysis_limit = 400')
      db.pragma('optimize')
      db.pragma('wal_checkpoint(truncate)')
    } catch (thrown) {
      // All decisions are on disk already; what is left undone here is done at the next start.
      options.log('warn', 'store.closed_untidily', { error: thrown instanceof Error ? thrown.message : String(thrown) })
    } finally {
      db.close()
    }
  }
  return {
    opening,
    conversations: createConversations(db, messages, conversations, group.write, now),
    ledger: createLedger({
      db,
      write: group.write,
      messages,
      conversations,
      snapshots,
      outbox,
      policies: policies.writer,
      verify: reader.verify,
      now,
    }),
    policies: policies.store,
    people: createPeople(db, group.write),
    lessons: createLessons(db),
    calls: createCalls(db, messages, group.write, now),
    administration: createAdministration(db, group.write, now),
    agents: createAgents(db, group.write, now),
    annotations: createAnnotations(db, group.write, now),
    savedSearches: createSavedSearches(db, group.write),
    quality: createQuality(db, group.write, reader.review),
    exchange: createExchange(db, group.write, reader, options, now),
    redactions: createRedactions(db, { messages, chain, write: group.write, now, wipe: reader.wipe }),
    audit: createAudit(db, reader, options, now),
    settings: createSettings(db, group.write),
    deferred: createDeferred(db, group.write),
    scenarios: createScenarios(db, group.write),
    batchTests: createBatchTests(db, group.write),
    search: reader.search,
    timeline: reader.timeline,
    insights: reader.insights,
    backup: createBackups({
      directory: options.backupDirectory,
      database: options.file,
      recordings: options.recordingDirectory,
      copy: reader.copy,
      examine: reader.examine,
      bytes: () => statSync(options.file).size,
      now,
      kept: options.backupsKept,
    }),
    check: reader.check,
    examine: reader.examine,
    close: () => (closing ??= close()),
  }
}
