import type { Connection } from '#main/store/database.ts'
import { authors, kindNumber, kinds, type Kind, type Source } from '#main/store/search/sources.ts'
import { foldedWords, indexedText, isSpaceless, partsOfName } from '#main/store/search/words.ts'

/** Documents of one block lie side by side; what is asked for by time is asked for by blocks. */
export const blockBits = 10
const mostKnown = 300_000
const longestWord = 64

/** Documents, their words and the lists beside them, inside the caller's transaction; `flush` before it ends. */
export function createWriter(db: Connection) {
  const last = db.prepare<[], number>('select id from documents order by id desc limit 1').pluck()
  const lastBlock = db.prepare<[], number | null>('select max(block) from search_blocks').pluck()
  const insert = db.prepare<[number, number, number, number, number, number, number]>(
    'insert into documents(id, conversation_id, kind, ref, author, name, at) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const index = db.prepare<[number, string]>('insert into search_index(rowid, text) values (?, ?)')
  const unindex = db.prepare<[number]>('delete from search_index where rowid = ?')
  const nameId = db.prepare<[string], number>('select id from search_names where name = ?').pluck()
  const insertName = db.prepare<[string]>('insert into search_names(name) values (?)')
  const insertPart = db.prepare<[string, number]>('insert or ignore into search_name_parts(part, name) values (?, ?)')
  const insertWord = db.prepare<[string]>('insert or ignore into search_words(word) values (?)')
  const insertPieces = db.prepare<[number | bigint, string]>(
    'insert into search_word_pieces(rowid, word) values (?, ?)',
  )
  const putBlock = db.prepare<[number, number, number]>(`
    insert into search_blocks(block, first_at, last_at) values (?, ?, ?)
    on conflict(block) do update set first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`)
  const tops = db.prepare<[number], { readonly kind: number; readonly ref: number }>(
    'select kind, max(ref) as ref from documents where conversation_id = ? group by kind',
  )
  const stale = db.prepare<[number], { readonly id: number; readonly kind: number; readonly ref: number }>(`
    select d.id, d.kind, d.ref from documents d where d.conversation_id = ?
      and exists (select 1 from search_stale s where s.document = d.id)`)
  const exists = db
    .prepare<[number, number, number], number>(
      'select 1 from documents where conversation_id = ? and kind = ? and ref = ?',
    )
    .pluck()
  const anyStale = db.prepare<[], number>('select 1 from search_stale limit 1').pluck()
  const settle = db.prepare<[number]>('delete from search_stale where document = ?')
  const restate = db.prepare<[number, number, number, number]>(
    'update documents set author = ?, name = ?, at = ? where id = ?',
  )
  const remove = db.prepare<[number]>('delete from documents where id = ?')

  const names = new Map<string, number>()
  const known = new Set<string>()
  const blocks = new Map<number, readonly [number, number]>()
  let next = 0

  const intern = (name: string): number => {
    const cached = names.get(name)
    if (cached !== undefined) return cached
    let id = nameId.get(name)
    if (id === undefined) {
      id = Number(insertName.run(name).lastInsertRowid)
      for (const part of partsOfName(name)) insertPart.run(part, id)
    }
    if (names.size > mostKnown) names.clear()
    names.set(name, id)
    return id
  }

  const learn = (text: string) => {
    for (const folded of foldedWords(text)) {
      if (known.has(folded) || folded.length > longestWord || isSpaceless(folded)) continue
      if (known.size > mostKnown) known.clear()
      known.add(folded)
      const { changes, lastInsertRowid } = insertWord.run(folded)
      if (changes > 0 && folded.length > 2) insertPieces.run(lastInsertRowid, folded)
    }
  }

  const addWords = (id: number, text: string) => {
    const words = indexedText(text)
    if (words === '') return
    index.run(id, words)
    learn(text)
  }

  const place = (id: number, at: number) => {
    const block = id >> blockBits
    const [first, newest] = blocks.get(block) ?? [at, at]
    blocks.set(block, [Math.min(first, at), Math.max(newest, at)])
  }

  return {
    /** At the beginning of each transaction: what another one left behind, or one that was taken back. */
    begin: () => {
      // What went away at the end may leave its numbers to others, but never those of a block that was full.
      next = Math.max((last.get() ?? 0) + 1, (lastBlock.get() ?? 0) << blockBits)
      blocks.clear()
    },
    /** After a transaction was taken back, or names and words were: nothing of what was kept in memory is sure. */
    forgetAll: () => {
      names.clear()
      known.clear()
    },
    add: (source: Source) => {
      const id = next
      next += 1
      const { conversationId, kind, ref, author, at } = source
      insert.run(
        id,
        conversationId,
        kindNumber(kind),
        ref,
        Math.max(0, authors.indexOf(author)),
        intern(source.name),
        at,
      )
      addWords(id, source.text)
      place(id, at)
    },
    flush: () => {
      for (const [block, [first, newest]] of blocks) putBlock.run(block, first, newest)
      blocks.clear()
    },
    /** The highest number of each kind that is indexed of a conversation. */
    tops: (conversationId: number): ReadonlyMap<Kind, number> =>
      new Map(tops.all(conversationId).map(({ kind, ref }) => [kinds[kind] ?? 'message', ref])),
    has: ({ conversationId, kind, ref }: Source): boolean =>
      exists.get(conversationId, kindNumber(kind), ref) !== undefined,
    /** Rows of a conversation whose words are others now, or none. */
    stale: (conversationId: number): readonly { readonly id: number; readonly kind: Kind; readonly ref: number }[] =>
      anyStale.get() === undefined
        ? []
        : stale.all(conversationId).map((row) => ({ ...row, kind: kinds[row.kind] ?? 'message' })),
    /** With the words it has now, in its old place; null: it is gone. */
    renew: (id: number, source: Source | null) => {
      settle.run(id)
      unindex.run(id)
      if (source === null) return void remove.run(id)
      const author = Math.max(0, authors.indexOf(source.author))
      restate.run(author, intern(source.name), source.at, id)
      addWords(id, source.text)
      place(id, source.at)
    },
  }
}
