import { deskDatabase } from '#bench/support/desk-database.ts'
import { searchTerms } from '#bench/support/search-terms.ts'
import { all, atMost, contend, createRandom, milliseconds, pairedRatio, pick, quantile } from '#bench/support/stats.ts'
import type { Figure } from '#bench/support/stats.ts'
import { openForReading } from '#main/store/database.ts'
import { createReader } from '#main/store/reader.ts'

/**
 * Search over a million messages, 50 hits newest first with their excerpts and marks, by how common the words are. The limit
 * reads 50 messages with their conversations by key.
 */
export async function run(): Promise<readonly Figure[]> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const reader = createReader(file)
  const random = createRandom(5)
  const newest = db.prepare<[], number>('select max(id) from messages').pluck().get() ?? 0
  const byKey = db.prepare<[number, number]>(`
    select m.id, m.conversation_id, m.author_name, m.at, m.text, c.customer_name from messages m
    cross join conversations c on c.id = m.conversation_id where m.id between ? and ?`)
  const classes = searchTerms(db)
  try {
    const figures: Figure[] = []
    for (const [name, terms] of Object.entries(classes)) {
      const samples = await contend(
        {
          ours: () => reader.search({ text: pick(random, terms), before: null, limit: 50 }),
          limit: () => {
            const from = 1 + random.below(newest - 50)
            byKey.all(from, from + 49)
          },
        },
        { rounds: 10, each: 30 },
      )
      const at = (q: number) => milliseconds(quantile(all(samples.ours), q))
      const label = `search, ${name} (p95 ${at(0.95)}, p99 ${at(0.99)})`
      const raw = milliseconds(quantile(all(samples.limit), 0.5))
      figures.push(atMost(label, at(0.5), raw, pairedRatio(samples.ours, samples.limit), 8))
    }
    return figures
  } finally {
    await reader.close()
    db.close()
  }
}
