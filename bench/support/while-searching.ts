import { setTimeout as sleep } from 'node:timers/promises'
import { deskDatabase } from '#bench/support/desk-database.ts'
import { asked, searchTerms } from '#bench/support/search-terms.ts'
import { createRandom, pick } from '#bench/support/stats.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { openForReading } from '#main/store/database.ts'
import { quiet } from '#test/support/store.ts'

/** Somebody types into the search of a million messages for as long as `work` takes. */
export async function whileSearching<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly searches: number }> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const terms = Object.values(searchTerms(db)).flat()
  db.close()
  const reader = startReader(file, quiet)
  const random = createRandom(9)
  await reader.search.page(asked(pick(random, terms)), new AbortController().signal)
  let over = false
  let searches = 0
  const typing = (async () => {
    while (!over) {
      await reader.search.page(asked(pick(random, terms)), new AbortController().signal)
      searches += 1
      await sleep(100)
    }
  })()
  try {
    return { value: await work(), searches }
  } finally {
    over = true
    await typing
    await reader.close()
  }
}
