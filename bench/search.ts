import { deskDatabase } from '#bench/support/desk-database.ts'
import { asked, rawTerm, searchTerms } from '#bench/support/search-terms.ts'
import { all, contend, createRandom, milliseconds, pairedRatio, pick, quantile } from '#bench/support/stats.ts'
import type { Figure, Samples } from '#bench/support/stats.ts'
import { openForReading } from '#main/store/database.ts'
import { createReader } from '#main/store/reader.ts'

/**
 * Search over a million messages, 50 hits with their excerpts and marks, newest first and by relevance, by how common the
 * words are. The limit is a raw loop: the newest 50 rows of the same words, read by key with their text; where there are no
 * words, 50 messages by key with their conversations.
 */
const goals = { p50: 3, p95: 15, ranked: 60 } as const
const never = () => new AbortController().signal

export async function run(): Promise<readonly Figure[]> {
  const file = deskDatabase(100_000)
  const db = openForReading(file)
  const reader = createReader(file)
  const random = createRandom(5)
  const newest = db.prepare<[], number>('select max(id) from messages').pluck().get() ?? 0
  const byKey = db.prepare<[number, number]>(`
    select m.id, m.conversation_id, m.author_name, m.at, m.text, c.customer_name from messages m
    cross join conversations c on c.id = m.conversation_id where m.id between ? and ?`)
  const byWords = db.prepare<[string]>(`
    select d.id, d.conversation_id, d.at, m.text from search_index s cross join documents d on d.id = s.rowid
      left join messages m on d.kind = 0 and m.id = d.ref
    where search_index match ? order by s.rowid desc limit 50`)
  const classes = searchTerms(db)
  const everything = Object.values(classes).flat()
  try {
    const figures: Figure[] = []
    for (const [name, terms] of Object.entries(classes)) {
      const samples = await contend(
        {
          ours: () => reader.search.page(asked(pick(random, terms)), never()),
          ranked: () => reader.search.page(asked(pick(random, terms), 'relevance'), never()),
          limit: () => {
            const from = 1 + random.below(newest - 50)
            const words = rawTerm(pick(random, terms))
            if (words === null) byKey.all(from, from + 49)
            else byWords.all(words)
          },
        },
        { rounds: 6, each: 20 },
      )
      figures.push(newestFirst(name, samples), ranked(name, samples))
    }
    const others = await contend(
      {
        second: async () => {
          const first = await reader.search.page(asked(pick(random, everything)), never())
          const start = performance.now()
          if (first.next !== null)
            await reader.search.page({ ...asked(pick(random, everything)), cursor: first.next }, never())
          return performance.now() - start
        },
        count: () => reader.search.count(asked(pick(random, everything)).query, never()),
        facets: () => reader.search.facets(asked(pick(random, everything)).query, never()),
      },
      { rounds: 4, each: 20 },
    )
    figures.push(
      without('the page after it, any of these', all(others.second)),
      without('how many there are, up to 2,000', all(others.count)),
      without('facets with their counts, over up to 2,000 conversations', all(others.facets)),
    )
    return figures
  } finally {
    await reader.close()
    db.close()
  }
}

type Measured = Samples<'ours' | 'ranked' | 'limit'>

const told = (samples: readonly number[]): string =>
  [0.5, 0.95, 0.99].map((q) => milliseconds(quantile(samples, q)).replace(' ms', '')).join(' / ') + ' ms'

function newestFirst(name: string, { ours, limit }: Measured): Figure {
  const samples = all(ours)
  return {
    name: `${name}, newest first`,
    ours: told(samples),
    limit: told(all(limit)),
    ratio: pairedRatio(ours, limit),
    goal: `p50 ≤ ${goals.p50}, p95 ≤ ${goals.p95} ms`,
    met: quantile(samples, 0.5) <= goals.p50 && quantile(samples, 0.95) <= goals.p95,
  }
}

function ranked(name: string, { ranked: ours, limit }: Measured): Figure {
  const samples = all(ours)
  return {
    name: `${name}, ranked`,
    ours: told(samples),
    limit: told(all(limit)),
    ratio: pairedRatio(ours, limit),
    goal: `p95 ≤ ${goals.ranked} ms`,
    met: quantile(samples, 0.95) <= goals.ranked,
  }
}

const without = (name: string, samples: readonly number[]): Figure => ({
  name,
  ours: told(samples),
  limit: '–',
  ratio: null,
  goal: 'none set',
  met: null,
})
