import type { SavedSearch } from '#contract/transcript.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** Searches kept under a name, for everybody at this desk. A name is there once, whatever its case. */
export type SavedSearchStore = {
  /** Oldest first. */
  readonly list: () => Promise<readonly SavedSearch[]>
  /** Throws `conflict` where another one has the name, unless it is to take its place; then it keeps its id. */
  readonly save: (search: SavedSearch, options: { readonly replace: boolean }) => Promise<SavedSearch>
  /** Whether it was there. */
  readonly remove: (id: string) => Promise<boolean>
  /** Tags set at this desk, by name. */
  readonly tags: () => Promise<readonly string[]>
}

const mostKept = 500
const tagsOffered = 500

export function createSavedSearches(db: Connection, write: Write): SavedSearchStore {
  const all = db.prepare<[], SavedSearch>(
    'select id, name, text, result_order as "order", by, at from saved_searches order by at, id',
  )
  const put = db.prepare<SavedSearch>(`
    insert into saved_searches(id, name, text, result_order, by, at) values ($id, $name, $text, $order, $by, $at)
    on conflict(id) do update set name = excluded.name, text = excluded.text, result_order = excluded.result_order,
      by = excluded.by, at = excluded.at`)
  const remove = db.prepare<[string]>('delete from saved_searches where id = ?')
  const tags = db.prepare<[number], string>('select distinct tag from own_tags order by tag limit ?').pluck()

  return {
    list: async () => guarded(() => all.all()),
    save: (search, { replace }) =>
      write(() => {
        const kept = all.all()
        const same = kept.find(({ name }) => nameKey(name) === nameKey(search.name))
        if (same !== undefined && !replace) throw taken(same.name)
        if (same === undefined && kept.length >= mostKept)
          throw new AppError('conflict', `This desk keeps ${mostKept} searches. Remove one first.`)
        const next = same === undefined ? search : { ...search, id: same.id }
        put.run(next)
        return next
      }),
    remove: (id) => write(() => remove.run(id).changes > 0),
    tags: async () => guarded(() => tags.all(tagsOffered)),
  }
}

export const taken = (name: string): AppError =>
  new AppError('conflict', `There is already a saved search called "${name}".`, { data: { name } })
