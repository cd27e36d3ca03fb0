import type { Connection } from '#main/store/database.ts'

type Entry = { readonly type: string; readonly name: string; readonly sql: string }

/** Tables, indexes and triggers as they were declared; the search index's own tables follow from it. */
export function schemaOf(db: Connection): readonly Entry[] {
  return db
    .prepare<[], Entry>(`
      select type, name, sql from sqlite_schema
      where sql is not null and name not like 'search_index_%' and name not like 'search_word_pieces_%' and name not like 'sqlite_%'
      order by rowid`)
    .all()
}

/** A database as text: what `load` needs to build it again. What the search index holds is derived and left out. */
export function dump(db: Connection): string {
  const entries = schemaOf(db)
  const isTable = (entry: Entry) => entry.type === 'table'
  const rows = entries
    .filter((entry) => isTable(entry) && !entry.sql.startsWith('CREATE VIRTUAL'))
    .flatMap(({ name }) => {
      const columns = db.prepare<[], string>(`select name from pragma_table_info('${name}')`).pluck().all()
      const quoted = columns.map((column) => `quote(${column})`).join(` || ',' || `)
      const lines = db.prepare<[], string>(`select ${quoted} from ${name}`).pluck().all()
      return lines.map((values) => `insert into ${name} values (${values});`)
    })
  return [
    ...entries.filter(isTable).map(({ sql }) => `${sql};`),
    ...rows,
    ...entries.filter((entry) => !isTable(entry)).map(({ sql }) => `${sql};`),
    `pragma user_version = ${String(db.pragma('user_version', { simple: true }))};`,
    '',
  ].join('\n')
}

export function load(db: Connection, text: string): void {
  db.pragma('foreign_keys = OFF')
  db.exec(text)
  db.pragma('foreign_keys = ON')
}
