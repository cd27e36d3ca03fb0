import { closeSync, copyFileSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { benchDirectory, deskDatabase, removeDatabase } from '#bench/support/desk-database.ts'
import { all, atMost, contend, milliseconds, pairedRatio, quantile, type Figure } from '#bench/support/stats.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { openStore } from '#main/store/index.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { quiet, storeOptions } from '#test/support/store.ts'

/**
 * A decision, from the call until it is on disk: compared with what was seen, ledger, snapshot and outbox in one commit. The
 * limit overwrites 8 KB of a file in place and syncs it: the least a log can do.
 */
const blockBytes = 8240
const blocks = 500

export function createSyncedWrites(name: string) {
  const file = join(benchDirectory, name)
  const descriptor = openSync(file, 'w')
  const bytes = Buffer.alloc(blockBytes, 7)
  writeSync(descriptor, Buffer.alloc(blocks * blockBytes))
  fdatasyncSync(descriptor)
  let next = 0
  return {
    write: (): void => {
      writeSync(descriptor, bytes, 0, blockBytes, (next++ % blocks) * blockBytes)
      fdatasyncSync(descriptor)
    },
    close: (): void => {
      closeSync(descriptor)
      rmSync(file)
    },
  }
}

/** Approves what waits, oldest first, as a person does. */
async function createApprovals(store: OpenedStore) {
  let cursor: string | null = null
  let waiting: string[] = []
  return async (): Promise<number> => {
    if (waiting.length === 0) {
      const page: Awaited<ReturnType<OpenedStore['ledger']['queue']>> = await store.ledger.queue({
        view: 'all',
        cursor,
        limit: 200,
      })
      cursor = page.next
      waiting = page.items.map(({ id }) => id)
    }
    const id = waiting.shift()
    if (id === undefined) throw new RangeError('Nothing waits any more.')
    const { revision, argsHash, fingerprint, arguments: args, sentence } = await store.ledger.get(id)
    const key = systemRandom.id('k')
    const signer = { by: 'person', name: 'Jo Lindqvist', surface: 'window' } as const
    const started = performance.now()
    await store.ledger.commit({
      id,
      expect: { states: ['pending'], revision, argsHash, fingerprint },
      events: [{ type: 'approved', verb: 'approve', signer, revision, arguments: args, argsHash, sentence }],
      outbox: { state: 'ready', key },
    })
    return performance.now() - started
  }
}

export async function run(): Promise<readonly Figure[]> {
  const file = join(benchDirectory, 'commit.sqlite')
  removeDatabase(file)
  copyFileSync(deskDatabase(20_000), file)
  const limit = createSyncedWrites('commit.raw')
  const store = await openStore({
    ...storeOptions(benchDirectory, { clock: systemClock, reader: (path) => startReader(path, quiet) }),
    file,
  })
  try {
    // The reader's thread makes room in the log within a second of the start.
    await setTimeout(3000)
    const approve = await createApprovals(store)
    const samples = await contend({ approve, limit: limit.write }, { rounds: 30, each: 50 })
    return [0.5, 0.99].map((q) => {
      const [ours, raw] = [quantile(all(samples.approve), q), quantile(all(samples.limit), q)]
      const ratio = q === 0.5 ? pairedRatio(samples.approve, samples.limit) : ours / raw
      const name = `decision, call to disk, p${q * 100}`
      return atMost(name, milliseconds(ours), milliseconds(raw), ratio, q === 0.5 ? 2.3 : 3)
    })
  } finally {
    await store.close()
    limit.close()
    removeDatabase(file)
  }
}
