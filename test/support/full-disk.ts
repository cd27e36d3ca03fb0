import { openForWriting } from '#main/store/database.ts'
import { migrations, type Migration } from '#main/store/migrate.ts'

/**
 * A database that may not grow beyond so many pages: SQLite itself then answers that the disk is full. The limit is one of
 * the connection, set by a migration of the test's own, and gone when the file is opened again.
 */
export const limitedTo = (pages: number): readonly Migration[] => [
  ...migrations,
  { number: 9990, sql: `pragma max_page_count = ${pages}` },
]

const bytesOfOverflowPage = 4092

/** Takes all pages up to the limit but one or two, from another connection. Returns what gives them back. */
export function fillDatabase(file: string, pages: number): () => void {
  const other = openForWriting(file)
  const count = Number(other.pragma('page_count', { simple: true }))
  const unused = Number(other.pragma('freelist_count', { simple: true }))
  const filler = '.'.repeat((pages - count + unused - 1) * bytesOfOverflowPage)
  other.prepare('insert into settings(key, value) values (?, ?)').run('filler', filler)
  other.close()
  return () => {
    const again = openForWriting(file)
    again.exec(`delete from settings where key = 'filler'`)
    again.close()
  }
}
