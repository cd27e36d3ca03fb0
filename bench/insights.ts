import { deskDatabase } from '#bench/support/desk-database.ts'
import { milliseconds, quantile, type Figure } from '#bench/support/stats.ts'
import { openForReading } from '#main/store/database.ts'
import { createReader } from '#main/store/reader.ts'

/** The numbers of the newest 30 days, beside those of the 30 days before, of a desk of 100,000 conversations. */
const day = 86_400_000
const shown = 30
const rounds = 9
const goal = 300

export async function run(): Promise<readonly Figure[]> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const newest = db.prepare<[], number>('select max(at) from search_actions').pluck().get() ?? 0
  db.close()
  const reader = createReader(file)
  const now = Math.ceil(newest / day) * day
  const days = Array.from({ length: shown }, (_, index) => {
    const from = now - (shown - index) * day
    return { from, to: from + day }
  })
  const query = { days, before: { from: now - 2 * shown * day, to: now - shown * day }, now, offsetMinutes: 0 }
  try {
    const samples: number[] = []
    for (let round = -1; round < rounds; round += 1) {
      const start = performance.now()
      await reader.insights(query)
      if (round >= 0) samples.push(performance.now() - start)
    }
    const [middle, worst] = [quantile(samples, 0.5), Math.max(...samples)]
    return [
      {
        name: `insights of ${shown} days of 100,000 conversations, p50 (worst ${milliseconds(worst)})`,
        ours: milliseconds(middle),
        limit: milliseconds(goal),
        ratio: middle / goal,
        goal: `≤ ${goal} ms`,
        met: middle <= goal,
      },
    ]
  } finally {
    await reader.close()
  }
}
