import { AppError } from '#main/kernel/errors.ts'
import { guarded, write, type Connection } from '#main/store/database.ts'
import { createMerging } from '#main/store/search/segments.ts'
import { partsOfName } from '#main/store/search/words.ts'

/** Where it is: merging the index, looking at names, labels and fields, at words after a number, merging pieces of words. */
type Step =
  | { readonly step: 'index' }
  | { readonly step: 'lists' }
  | { readonly step: 'words'; readonly after: number }
  | { readonly step: 'pieces' }

export type Traces = {
  /** Works for about so long, once the indexer has taken out what went; false: nothing is left. */
  readonly work: (ms: number) => boolean
}

const pagesPerStep = 64n
const wordsAtOnce = 500

/** To be called in a transaction that takes something out for good. */
export function beginTraces(db: Connection): () => void {
  const begin = db.prepare(`insert or replace into meta(key, value) values ('search_traces', '{"step":"index"}')`)
  return () => void begin.run()
}

/** Whoever keeps words or names of the search in memory looks at them again when this number is another. */
export function createSwept(db: Connection) {
  const get = db.prepare<[], string>(`select value from meta where key = 'search_swept'`).pluck()
  const put = db.prepare<[string]>(`insert or replace into meta(key, value) values ('search_swept', ?)`)
  const now = () => Number(get.get() ?? 0)
  return { now, count: () => void put.run(String(now() + 1)) }
}

/**
 * Takes the last traces of words that were taken out from the search index and from the lists beside it. An index forgets a
 * row at once, but its words stay in the file until what they stand in is merged. In short transactions, after as many
 * erasures as there were; killed at any moment, it goes on where the last one ended.
 */
export function createTraces(db: Connection): Traces {
  const get = db.prepare<[], string>(`select value from meta where key = 'search_traces'`).pluck()
  const put = db.prepare<[string]>(`update meta set value = ? where key = 'search_traces'`)
  const end = db.prepare(`delete from meta where key = 'search_traces'`)
  const anyStale = db.prepare<[], number>('select 1 from search_stale limit 1').pluck()
  const swept = createSwept(db)
  const index = createMerging(db, 'search_index')
  const pieces = createMerging(db, 'search_word_pieces')
  const usedNames = db.prepare<[], number>('select distinct name from documents').pluck()
  const names = db.prepare<[], { readonly id: number; readonly name: string }>('select id, name from search_names')
  const removeName = db.prepare<[number]>('delete from search_names where id = ?')
  const removePart = db.prepare<[string, number]>('delete from search_name_parts where part = ? and name = ?')
  const unusedLabels = `
    not exists (select 1 from search_facts f where f.field = search_labels.field and f.value = search_labels.value)`
  const looseLabels = db.prepare<[], { readonly field: number; readonly value: string }>(
    `select field, value from search_labels where ${unusedLabels}`,
  )
  const removeLabel = db.prepare<[{ readonly field: number; readonly value: string }]>(
    `delete from search_labels where field = @field and value = @value and ${unusedLabels}`,
  )
  const removeFields = db.prepare(
    'delete from search_fields where not exists (select 1 from search_facts f where f.field = search_fields.id)',
  )
  const words = db.prepare<[number, number], { readonly id: number; readonly word: string }>(
    'select id, word from search_words where id > ? order by id limit ?',
  )
  const isUsed = db.prepare<[string], number>('select 1 from search_index where search_index match ? limit 1').pluck()
  const removeWord = db.prepare<[number]>('delete from search_words where id = ?')
  const removePieces = db.prepare<[number]>('delete from search_word_pieces where rowid = ?')
  const version = () => Number(db.pragma('data_version', { simple: true }))

  /** Only where nothing was taken out meanwhile. */
  const advance = (from: string, to: Step | null, work: () => boolean): void =>
    write(db, () => {
      if (get.get() !== from || anyStale.get() !== undefined || !work()) return
      if (to === null) end.run()
      else put.run(JSON.stringify(to))
    })

  const merge = (merging: ReturnType<typeof createMerging>, from: string, to: Step | null): void => {
    if (merging.isClean()) advance(from, to, merging.isClean)
    else merging.step(pagesPerStep)
  }

  const looseNames = () => {
    const used = new Set(usedNames.all())
    return names.all().filter(({ id }) => !used.has(id))
  }

  const sweepLists = (from: string): void => {
    const before = version()
    const loose = looseNames()
    const labels = looseLabels.all()
    advance(from, { step: 'words', after: 0 }, () => {
      // Somebody wrote meanwhile, perhaps with one of these names.
      for (const { id, name } of version() === before ? loose : looseNames()) {
        for (const part of partsOfName(name)) removePart.run(part, id)
        removeName.run(id)
      }
      for (const label of labels) removeLabel.run(label)
      removeFields.run()
      swept.count()
      return true
    })
  }

  const sweepWords = (from: string, after: number): void => {
    const some = words.all(after, wordsAtOnce)
    const isLoose = ({ word }: { readonly word: string }) => isUsed.get(`"${word}"`) === undefined
    const loose = some.filter(isLoose)
    const last = some.at(-1)
    advance(from, last === undefined ? { step: 'pieces' } : { step: 'words', after: last.id }, () => {
      const gone = loose.filter(isLoose)
      for (const { id } of gone) {
        removePieces.run(id)
        removeWord.run(id)
      }
      if (gone.length > 0) swept.count()
      return true
    })
  }

  /** False: nothing is left. */
  const step = (): boolean => {
    const from = get.get()
    if (from === undefined) return false
    // The indexer comes first.
    if (anyStale.get() !== undefined) return true
    const now = JSON.parse(from) as Step
    switch (now.step) {
      case 'index':
        merge(index, from, { step: 'lists' })
        return true
      case 'lists':
        sweepLists(from)
        return true
      case 'words':
        sweepWords(from, now.after)
        return true
      case 'pieces':
        merge(pieces, from, null)
        return true
    }
  }

  return {
    work: (ms) => {
      const until = performance.now() + ms
      try {
        do if (!guarded(step)) return false
        while (performance.now() < until && anyStale.get() === undefined)
      } catch (thrown) {
        // Somebody else writes: the next round tries again.
        if (!(thrown instanceof AppError) || thrown.code !== 'busy') throw thrown
      }
      return true
    },
  }
}
