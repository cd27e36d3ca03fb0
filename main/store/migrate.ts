import { AppError } from '#main/kernel/errors.ts'
import { write, type Connection } from '#main/store/database.ts'
import { initial } from '#main/store/migrations/0010-initial.ts'
import { policies } from '#main/store/migrations/0030-policies.ts'
import { waking } from '#main/store/migrations/0040-waking.ts'
import { lighterDecisions } from '#main/store/migrations/0050-lighter-decisions.ts'
import { chain } from '#main/store/migrations/0060-chain.ts'
import { people } from '#main/store/migrations/0070-people.ts'
import { flow } from '#main/store/migrations/0075-flow.ts'
import { calls } from '#main/store/migrations/0080-calls.ts'
import { review } from '#main/store/migrations/0090-review.ts'
import { search } from '#main/store/migrations/0095-search.ts'
import { quality } from '#main/store/migrations/0100-quality.ts'
import { exchange } from '#main/store/migrations/0105-exchange.ts'
import { redaction } from '#main/store/migrations/0110-redaction.ts'
import { importedActions } from '#main/store/migrations/0115-imported-actions.ts'
import { agents } from '#main/store/migrations/0120-agents.ts'
import { deferred } from '#main/store/migrations/0125-deferred.ts'
import { scenarios } from '#main/store/migrations/0130-scenarios.ts'
import { batchTests } from '#main/store/migrations/0135-batch-tests.ts'
import { smallerDecisions } from '#main/store/migrations/0140-smaller-decisions.ts'

/** `number`: rising, with room between. A shipped migration is never edited; a test holds the hash of each. */
export type Migration = { readonly number: number; readonly sql: string }

export const migrations: readonly Migration[] = [
  initial,
  policies,
  waking,
  lighterDecisions,
  chain,
  people,
  flow,
  calls,
  review,
  search,
  quality,
  exchange,
  redaction,
  importedActions,
  agents,
  deferred,
  scenarios,
  batchTests,
  smallerDecisions,
]

/** The numbers still to be applied. Throws `database_newer` where this program is too old for the file. */
export function pending(db: Connection, available: readonly Migration[]): readonly Migration[] {
  const version = currentVersion(db)
  const newest = available.at(-1)?.number ?? 0
  if (version > newest) {
    throw new AppError('database_newer', 'The database was written by a newer version of this program.', {
      data: { version, newest },
    })
  }
  if (version !== 0 && !available.some((migration) => migration.number === version)) {
    throw new AppError('database_damaged', `The database is at version ${version}, which never existed.`)
  }
  return available.filter((migration) => migration.number > version)
}

export const currentVersion = (db: Connection): number => Number(db.pragma('user_version', { simple: true }))

/** Applies what is pending, each migration in one transaction that ends in its number. */
export function migrate(db: Connection, available: readonly Migration[], at: number): void {
  available.forEach((migration, index) => {
    const before = available[index - 1]?.number ?? 0
    if (migration.number % 5 !== 0 || migration.number <= before) {
      throw new AppError('internal', `Migration ${migration.number} is out of order.`)
    }
  })
  for (const migration of pending(db, available)) {
    // Off while tables are rebuilt, and it cannot be changed inside a transaction.
    db.pragma('foreign_keys = OFF')
    try {
      write(db, () => {
        db.exec(migration.sql)
        const broken = db.pragma('foreign_key_check') as readonly unknown[]
        if (broken.length > 0) throw new AppError('database_damaged', `Migration ${migration.number} left loose ends.`)
        db.prepare('insert into meta(key, value) values (?, ?)').run(`migrated_${migration.number}`, String(at))
        db.pragma(`user_version = ${migration.number}`)
      })
    } finally {
      db.pragma('foreign_keys = ON')
    }
  }
}

/** What was applied must be the first part of what there is. */
export function checkOrder(db: Connection, available: readonly Migration[]): void {
  const applied = db
    .prepare<[], string>(`select key from meta where key glob 'migrated_*'`)
    .pluck()
    .all()
    .map((key) => Number(key.slice('migrated_'.length)))
    .toSorted((a, b) => a - b)
  const fits = applied.every((number, index) => available[index]?.number === number)
  if (!fits) throw new AppError('database_damaged', 'The migrations applied are not the ones this program knows.')
}
