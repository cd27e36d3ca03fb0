import { write, type Connection } from '#main/store/database.ts'
import type { Unreadable } from '#main/store/search/sources.ts'

/** What the index leaves out because nobody can read it: how much, and the first few by table and number. */
export type LeftOut = { readonly count: number; readonly first: readonly string[] }

const key = 'search_unreadable'
const mostKept = 1000
const shown = 20

export function createLeftOut(db: Connection): () => LeftOut {
  const get = db.prepare<[string], string>('select value from meta where key = ?').pluck()
  return () => {
    const all = JSON.parse(get.get(key) ?? '[]') as readonly string[]
    return { count: all.length, first: all.slice(0, shown) }
  }
}

/** Remembers what was found unreadable, over a restart too; `keep` writes it down, outside of the index's own transactions. */
export function createUnreadable(db: Connection, tell: Unreadable = () => {}) {
  const get = db.prepare<[string], string>('select value from meta where key = ?').pluck()
  const put = db.prepare<[string, string]>('insert or replace into meta(key, value) values (?, ?)')
  const fresh = new Set<string>()
  return {
    note: (what: string): void => {
      fresh.add(what)
      tell(what)
    },
    keep: (): void => {
      if (fresh.size === 0) return
      write(db, () => {
        const known = JSON.parse(get.get(key) ?? '[]') as readonly string[]
        const all = [...new Set([...known, ...fresh])]
        if (all.length > known.length) put.run(key, JSON.stringify(all.slice(0, mostKept)))
      })
      fresh.clear()
    },
  }
}
