import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { deskDatabase } from '#bench/support/desk-database.ts'
import { asked, searchTerms } from '#bench/support/search-terms.ts'
import { createRandom, median, milliseconds, pick, type Figure } from '#bench/support/stats.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { openForReading } from '#main/store/database.ts'
import { quiet } from '#test/support/store.ts'

/** How late the main loop runs while somebody types into the search of a million messages, beside an idle loop. */
const rounds = 3
const secondsEach = 3
const keystrokeMs = 80

async function delayWhile(work: () => Promise<unknown>): Promise<{ readonly p99: number; readonly max: number }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  const end = performance.now() + secondsEach * 1000
  histogram.enable()
  while (performance.now() < end) {
    await work()
    await sleep(keystrokeMs)
  }
  histogram.disable()
  return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 }
}

export async function run(): Promise<readonly Figure[]> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const terms = Object.values(searchTerms(db)).flat()
  db.close()
  const reader = startReader(file, quiet)
  const random = createRandom(9)
  const search = () => reader.search.page(asked(pick(random, terms)), new AbortController().signal)
  await search()
  const idle: { p99: number; max: number }[] = []
  const busy: { p99: number; max: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ([idle, busy] as const) : ([busy, idle] as const)
    for (const into of order) into.push(await delayWhile(into === idle ? async () => {} : search))
  }
  await reader.close()
  const added = median(busy.map(({ p99 }, round) => p99 - (idle[round]?.p99 ?? 0)))
  const worst = Math.max(...busy.map(({ max }) => max))
  const p99 = (seen: readonly { readonly p99: number }[]) => median(seen.map((one) => one.p99))
  return [
    {
      name: `main loop while searching, delay p99 (worst ${milliseconds(worst)})`,
      ours: milliseconds(p99(busy)),
      limit: milliseconds(p99(idle)),
      ratio: p99(busy) / p99(idle),
      goal: '≤ idle + 3 ms',
      met: added <= 3,
    },
  ]
}
