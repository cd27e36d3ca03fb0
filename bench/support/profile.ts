import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deskDatabase } from '#bench/support/desk-database.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { openStore } from '#main/store/index.ts'
import { storeOptions } from '#test/support/store.ts'

/** A profile of an operator's own: connected, with no key, so that nothing leaves and nothing but the screen works. */
export async function createProfile(conversations: number) {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-profile-'))
  const profileDirectory = join(directory, 'profile')
  mkdirSync(profileDirectory, { mode: 0o700 })
  const file = join(profileDirectory, 'desk.sqlite')
  copyFileSync(deskDatabase(conversations), file)
  const store = await openStore({ ...storeOptions(profileDirectory, { clock: systemClock }), file })
  const configuration = ConfigurationSchema.parse({
    version: 1,
    connections: { xai: { baseUrl: 'http://127.0.0.1:9/v1' } },
  })
  await store.settings.put('configuration', JSON.parse(JSON.stringify(configuration)))
  await store.close()
  return { profileDirectory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
