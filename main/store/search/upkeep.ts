import type { Connection } from '#main/store/database.ts'

const pagesPerStep = 24n
const piecesMerged = 2n
const indexes = ['search_index', 'search_word_pieces'] as const

/**
 * Merges a little of what arriving words leave in pieces in the search index: every piece costs each search about as much
 * as the first. False when nothing is left to merge.
 */
export const mergeSearch = (db: Connection): boolean => indexes.some((index) => mergePieces(db, index))

function mergePieces(db: Connection, index: (typeof indexes)[number]): boolean {
  const setting = db.prepare<[], number>(`select v from ${index}_config where k = 'usermerge'`).pluck()
  const tell = db.prepare<[string, bigint]>(`insert into ${index}(${index}, rank) values (?, ?)`)
  const changes = db.prepare<[], number>('select total_changes()').pluck()
  if (setting.get() !== Number(piecesMerged)) tell.run('usermerge', piecesMerged)
  const before = changes.get() ?? 0
  tell.run('merge', pagesPerStep)
  // The request itself counts as one.
  return (changes.get() ?? 0) - before > 1
}
