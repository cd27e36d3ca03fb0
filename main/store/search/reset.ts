import type { Connection } from '#main/store/database.ts'
import { createSwept } from '#main/store/search/traces.ts'

const indexes = ['search_index', 'search_word_pieces'] as const
const tables = [
  'documents',
  'search_stale',
  'search_blocks',
  'search_words',
  'search_names',
  'search_name_parts',
  'search_facts',
  'search_labels',
  'search_fields',
  'search_labels',
  'search_conversations',
  'search_actions',
] as const

/** What a damaged search is known by: all of it can be made again. */
export const searchTables: readonly string[] = indexes

/**
 * Empties everything that the indexer fills, inside the caller's transaction; it then begins from the first row, and what
 * was kept of the round before is worth nothing.
 */
export function resetSearch(db: Connection): void {
  for (const index of indexes) db.exec(`insert into ${index}(${index}) values ('delete-all')`)
  for (const table of tables) db.exec(`delete from ${table}`)
  db.exec(`
    insert or ignore into search_changed select id from conversations;
    insert or replace into meta(key, value) values ('search', json_object('version', 0, 'round',
      coalesce((select value ->> '$.round' from meta where key = 'search'), 0) + 1, 'noted', (select max(seq) from ledger)))`)
  db.exec(`delete from meta where key = 'search_unreadable'`)
  createSwept(db).count()
}
