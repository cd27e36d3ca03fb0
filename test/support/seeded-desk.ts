import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type OpenedStore } from '#main/store/index.ts'
import { spawnSandbox } from '#test/support/sandbox-spawn.ts'
import { storeOptions } from '#test/support/store.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A desk connected to a company that has nothing new, on a database that was filled before it started. */
export type SeededDesk = { readonly world: World; readonly stop: () => Promise<void> }

export async function startSeededDesk(seed: (store: OpenedStore) => Promise<void>): Promise<SeededDesk> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-seeded-'))
  const profileDirectory = join(directory, 'profile')
  const sandbox = await spawnSandbox()
  const first = await startWorld({ profileDirectory })
  await first.desk().settings.import({ configuration: sandbox.configuration })
  await first.stop()
  const clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} }
  const store = await openStore({ ...storeOptions(profileDirectory), clock })
  await seed(store)
  await store.close()
  const world = await startWorld({ profileDirectory })
  return {
    world,
    stop: async () => {
      await world.stop()
      await sandbox.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
