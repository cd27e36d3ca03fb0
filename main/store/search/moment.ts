import { setImmediate } from 'node:timers/promises'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'

/**
 * Reads of one moment. Outside of one, each statement asks for the database by itself, which takes longer than many a
 * statement. `work` may wait for nothing but `letOthersSpeak`.
 */
export async function atOneMoment<T>(db: Connection, work: () => Promise<T>): Promise<T> {
  begin(db)
  try {
    return await work()
  } finally {
    end(db)
  }
}

/** What is read after it is of a later moment. */
export async function letOthersSpeak(db: Connection): Promise<void> {
  const isInside = db.inTransaction
  end(db)
  await setImmediate()
  if (isInside) begin(db)
}

function begin(db: Connection): void {
  if (!db.inTransaction) prepared(db, 'begin').run()
}

function end(db: Connection): void {
  if (db.inTransaction) prepared(db, 'commit').run()
}
