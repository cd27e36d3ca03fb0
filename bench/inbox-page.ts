import { deskDatabase } from '#bench/support/desk-database.ts'
import { all, atMost, contend, createRandom, milliseconds, pairedRatio, quantile } from '#bench/support/stats.ts'
import type { Figure } from '#bench/support/stats.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { QueueFilter, QueueView } from '#contract/queue.ts'
import { createWaitingList } from '#main/services/queue/waiting-list.ts'
import { openForReading, type Connection } from '#main/store/database.ts'
import { createQueue, queueStatements } from '#main/store/queue.ts'

/**
 * A page of the queue, 50 of 100,000 that wait, as a window gets it. The limit reads the same columns of 50 neighbouring rows
 * by their key and does nothing with them. Reading all that waits, once after a start, stands beside it.
 */
const conversations = 100_000
const stretch = 2000

async function read(db: Connection) {
  const { queue } = createQueue(db)
  const list = createWaitingList(ConfigurationSchema.parse({ version: 1 }).timing, [])
  const began = performance.now()
  for (const view of ['checking', 'money', 'replies', 'other'] as const) {
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof queue>> = await queue({ view, cursor, limit: stretch })
      page.items.forEach(list.put)
      cursor = page.next
    } while (cursor !== null)
  }
  return { list, took: performance.now() - began }
}

export async function run(): Promise<readonly Figure[]> {
  const db = openForReading(deskDatabase(conversations))
  const { list, took } = await read(db)
  process.stderr.write(`All that waits was read in ${milliseconds(took)}.\n`)
  const columns = queueStatements.lane.split('where')[0]
  const byKey = db.prepare<[number, number]>(`${columns} where p.seq between ? and ?`)
  const random = createRandom(3)
  const page = (view: QueueView, filter: QueueFilter = {}) => {
    const ask = { view, filter, order: 'urgency' } as const
    const { next } = list.page(ask, null, 1 + random.below(5000))
    return { first: () => list.page(ask, null, 50), further: () => list.page(ask, next, 50) }
  }
  const filtered = page('all', { risks: [3], channels: ['email'], text: 'a' })
  const samples = await contend(
    {
      limit: () => {
        const from = 1 + random.below(conversations - 50)
        byKey.all(from, from + 49)
      },
      first: page('all').first,
      all: page('all').further,
      money: page('money').further,
      replies: page('replies').further,
      other: page('other').further,
      filtered: filtered.further,
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
