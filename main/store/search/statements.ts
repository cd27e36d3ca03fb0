import type { Statement } from 'better-sqlite3'
import type { Connection } from '#main/store/database.ts'

const kept = new WeakMap<Connection, Map<string, Statement>>()
const mostKept = 400

/** A statement that is prepared once: its text depends on the query, and people ask the same kinds of things again and again. */
export function prepared<Values extends unknown[], Row>(db: Connection, text: string): Statement<Values, Row> {
  const known = kept.get(db) ?? new Map<string, Statement>()
  kept.set(db, known)
  const found = known.get(text) ?? db.prepare(text)
  if (known.size >= mostKept) known.clear()
  known.set(text, found)
  return found as Statement<Values, Row>
}
