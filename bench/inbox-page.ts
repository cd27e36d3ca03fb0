import { deskDatabase } from '#bench/support/desk-database.ts'
import { all, atMost, contend, createRandom, milliseconds, pairedRatio, quantile } from '#bench/support/stats.ts'
import type { Figure } from '#bench/support/stats.ts'
import { openForReading } from '#main/store/database.ts'
import { createQueue, queueStatements } from '#main/store/queue.ts'

/**
 * A page of the queue, 50 of 100,000 conversations that wait, as the store hands it to the window. The limit reads the same
 * columns of 50 neighbouring rows by their key and does nothing with them.
 */
const conversations = 100_000

export async function run(): Promise<readonly Figure[]> {
  const db = openForReading(deskDatabase(conversations))
  const { queue } = createQueue(db)
  const columns = queueStatements.lane.split('where')[0]
  const byKey = db.prepare<[number, number]>(`${columns} where p.seq between ? and ?`)
  const random = createRandom(3)
  const span = db.prepare<[], { first: number; last: number }>(
    'select min(proposed_at) as first, max(proposed_at) as last from proposals',
  )
  const { first, last } = span.get() ?? { first: 0, last: 0 }
  const somewhere = () => `${first + Math.floor(random.next() * (last - first) * 0.95)}.0`
  const samples = await contend(
    {
      limit: () => {
        const from = 1 + random.below(conversations - 50)
        byKey.all(from, from + 49)
      },
      first: () => queue({ view: 'all', cursor: null, limit: 50 }),
      all: () => queue({ view: 'all', cursor: somewhere(), limit: 50 }),
      money: () => queue({ view: 'money', cursor: somewhere(), limit: 50 }),
      replies: () => queue({ view: 'replies', cursor: somewhere(), limit: 50 }),
      other: () => queue({ view: 'other', cursor: somewhere(), limit: 50 }),
    },
    { rounds: 15, each: 40 },
  )
  db.close()
  const { limit, ...views } = samples
  const raw = milliseconds(quantile(all(limit), 0.5))
  return Object.entries(views).map(([view, ours]) => {
    const p99 = milliseconds(quantile(all(ours), 0.99))
    const name = `queue page, ${view === 'first' ? 'all, first page' : `${view}, anywhere`} (p99 ${p99})`
    return atMost(name, milliseconds(quantile(all(ours), 0.5)), raw, pairedRatio(ours, limit), 1.3)
  })
}
