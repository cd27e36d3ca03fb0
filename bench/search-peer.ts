import { deskDatabase } from '#bench/support/desk-database.ts'
import { newestIn, startPostgres } from '#bench/support/postgres.ts'
import { asked, searchTerms } from '#bench/support/search-terms.ts'
import { all, contend, createRandom, milliseconds, pick, quantile, type Figure } from '#bench/support/stats.ts'
import { openForReading } from '#main/store/database.ts'
import { createReader } from '#main/store/reader.ts'

/**
 * The newest 50 that hold the same words, here and in PostgreSQL with a GIN index over the same texts, in turn. What it finds
 * are rows with their marks; what we find are conversations.
 */
const asInPostgres: Readonly<Record<string, (text: string) => string>> = {
  phrase: (text) => text.replaceAll('"', '').split(' ').join(' <-> '),
  'first three letters': (text) => text.replace('*', ':*'),
  'first two letters': (text) => text.replace('*', ':*'),
}
const classes = [
  'rare word',
  'medium word',
  'common word',
  'two medium words',
  'two common words',
  'common and rare',
  'first three letters',
  'first two letters',
  'phrase',
]
const share = 3

export async function run(): Promise<readonly Figure[]> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const postgres = await startPostgres(db)
  if (postgres === null) {
    process.stderr.write('PostgreSQL 15 is not installed: there is nothing to compare with.\n')
    db.close()
    return []
  }
  const reader = createReader(file)
  const random = createRandom(5)
  const terms = searchTerms(db)
  try {
    const figures: Figure[] = []
    for (const name of classes) {
      const words = terms[name] ?? []
      const query = asInPostgres[name] ?? ((text: string) => text.split(' ').join(' & '))
      const samples = await contend(
        {
          ours: () => reader.search.page(asked(pick(random, words)), new AbortController().signal),
          theirs: () => postgres.time(newestIn(query(pick(random, words)))),
        },
        { rounds: 4, each: 20 },
      )
      const [ours, theirs] = [all(samples.ours), all(samples.theirs)]
      const ratio = quantile(ours, 0.95) / quantile(theirs, 0.95)
      const [said, heard] = [ours, theirs].map((one) =>
        [0.5, 0.95, 0.99].map((q) => milliseconds(quantile(one, q)).replace(' ms', '')).join(' / '),
      )
      figures.push({
        name: `${name}, newest first`,
        ours: `${said} ms`,
        limit: `${heard} ms`,
        ratio,
        goal: `p95 ≤ 1/${share} of PostgreSQL`,
        met: ratio <= 1 / share,
      })
    }
    return figures
  } finally {
    postgres.close()
    await reader.close()
    db.close()
  }
}
