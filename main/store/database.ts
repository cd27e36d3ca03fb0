import { chmodSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '#main/kernel/errors.ts'

export type Connection = Database.Database

const busyMs = 5000
const walPagesBeforeCommitsCheckpoint = 20_000
const walBytesKept = 32 * 1024 * 1024

/**
 * A connection that writes: WAL, every commit synced to disk, foreign keys on, no trust in what a schema may call, no
 * temporary file with customer text, readable by this user only. Settings that decide about durability are read back.
 */
export function openForWriting(file: string): Connection {
  return guarded(() => {
    const db = new Database(file, { timeout: busyMs })
    try {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      db.pragma('checkpoint_fullfsync = ON')
      db.pragma('foreign_keys = ON')
      // Without it INSERT OR REPLACE deletes ledger rows past the trigger that forbids deleting.
      db.pragma('recursive_triggers = ON')
      db.pragma('trusted_schema = OFF')
      // What is deleted is overwritten, so that what a person takes out is gone from the file as well.
      db.pragma('secure_delete = ON')
      db.pragma('temp_store = MEMORY')
      db.pragma(`wal_autocheckpoint = ${walPagesBeforeCommitsCheckpoint}`)
      db.pragma(`journal_size_limit = ${walBytesKept}`)
      db.pragma(`cache_size = -${16 * 1024}`)
      expectPragma(db, 'journal_mode', 'wal')
      expectPragma(db, 'synchronous', 2)
      expectPragma(db, 'foreign_keys', 1)
      keepPrivate(file)
      return db
    } catch (thrown) {
      db.close()
      throw thrown
    }
  })
}

/** A connection that can only read. The file must exist. */
export function openForReading(file: string): Connection {
  return guarded(() => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs })
    try {
      db.pragma('query_only = ON')
      db.pragma('trusted_schema = OFF')
      db.pragma('temp_store = MEMORY')
      db.pragma(`cache_size = -${64 * 1024}`)
      return db
    } catch (thrown) {
      db.close()
      throw thrown
    }
  })
}

function expectPragma(db: Connection, name: string, expected: string | number): void {
  const actual = db.pragma(name, { simple: true })
  if (actual !== expected) throw new AppError('internal', `SQLite keeps ${name} at ${String(actual)}.`)
}

/** SQLite gives its side files the mode of the main file, but only those it makes from now on. */
function keepPrivate(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600)
}

/** Runs `work`; what SQLite throws becomes an AppError by its code, never by its message. */
export function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw classify(thrown)
  }
}

export async function guardedAsync<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw classify(thrown)
  }
}

export function classify(thrown: unknown): unknown {
  if (!(thrown instanceof Database.SqliteError)) return thrown
  const { code } = thrown
  const wrap = (to: 'disk_full' | 'database_damaged' | 'busy', message: string) =>
    new AppError(to, message, { cause: thrown, data: { sqlite: code } })
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR$|IOERR_(READ|SHORT_READ|DATA|CORRUPTFS|MMAP|SEEK))/.test(code))
    return wrap('database_damaged', 'The database cannot be read or written.')
  // A disk that takes no more makes writing, syncing and the shared index fail, each with a code of its own.
  if (/^SQLITE_(FULL|READONLY|PERM|CANTOPEN|IOERR)/.test(code)) {
    return wrap('disk_full', 'The disk is full or read-only; nothing was recorded.')
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return wrap('busy', 'Another process holds the database.')
  return thrown
}

const ofDatabase: readonly unknown[] = ['database_damaged', 'disk_full', 'busy']

/** Whether the database itself failed, not what was read from it. */
export function isOfDatabase(thrown: unknown): boolean {
  const classified = classify(thrown)
  return classified instanceof AppError && ofDatabase.includes(classified.code)
}

/** One transaction that takes the write lock at its start: all of `work`, or nothing. */
export function write<T>(db: Connection, work: () => T): T {
  return guarded(() => db.transaction(work).immediate())
}

/** Several reads of one moment. */
export function read<T>(db: Connection, work: () => T): T {
  return guarded(() => db.transaction(work).deferred())
}
