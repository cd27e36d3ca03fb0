import type { Json } from '#contract/tool.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import type { SettingsStore } from '#main/store/store.ts'

/** Small values by name, and how far each sync has read. */
export function createSettings(db: Connection, write: Write): SettingsStore {
  const get = db.prepare<[string], string>('select value from settings where key = ?').pluck()
  const put = db.prepare<[string, string]>(
    'insert into settings(key, value) values (?, ?) on conflict(key) do update set value = excluded.value',
  )
  const remove = db.prepare<[string]>('delete from settings where key = ?')
  const cursor = db.prepare<[string], string>('select value from cursors where name = ?').pluck()
  return {
    get: async (key) =>
      guarded(() => {
        const text = get.get(key)
        return text === undefined ? null : (JSON.parse(text) as Json)
      }),
    put: async (key, value) => write(() => void put.run(key, JSON.stringify(value))),
    remove: async (key) => write(() => void remove.run(key)),
    cursor: async (name) => guarded(() => cursor.get(name) ?? null),
  }
}
