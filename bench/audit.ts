import { createHash } from 'node:crypto'
import { deskDatabase } from '#bench/support/desk-database.ts'
import { all, atMost, contend, milliseconds, pairedRatio, quantile, type Figure } from '#bench/support/stats.ts'
import { verifyChain } from '#main/store/chain.ts'
import { openForReading } from '#main/store/database.ts'
import { verifySnapshots } from '#main/store/verify.ts'
import { testKey } from '#test/support/store.ts'

/**
 * The ledger followed from its beginning, every seal made again. The limit reads the same rows and hashes each once, bare.
 * Measured over 40,000 events and told for 100,000: both grow with the rows and nothing else.
 */
const conversations = 20_000
const told = 100_000

export async function run(): Promise<readonly Figure[]> {
  const db = openForReading(deskDatabase(conversations))
  const rows = db.prepare<[], { readonly payload: string }>('select * from ledger order by seq')
  const events = db.prepare<[], number>('select count(*) from ledger').pluck().get() ?? 0
  const sound = () => {
    const { broken } = verifyChain(db, testKey, [])
    if (broken !== null) throw new Error(broken.what)
  }
  try {
    const samples = await contend(
      {
        chain: sound,
        snapshots: () => void verifySnapshots(db),
        limit: () => {
          for (const { payload } of rows.iterate()) createHash('sha256').update(payload).digest('hex')
        },
      },
      { rounds: 5, each: 1 },
    )
    const per = (times: readonly (readonly number[])[]) =>
      milliseconds((quantile(all(times), 0.5) * told) / Math.max(1, events))
    const [limit, name] = [per(samples.limit), `ledger verified, per ${told.toLocaleString('en')} events`]
    return [
      atMost(name, per(samples.chain), limit, pairedRatio(samples.chain, samples.limit), 4),
      {
        name: 'snapshots compared with their events, per 100,000 events',
        ours: per(samples.snapshots),
        limit,
        ratio: pairedRatio(samples.snapshots, samples.limit),
        goal: 'none set',
        met: null,
      },
    ]
  } finally {
    db.close()
  }
}
