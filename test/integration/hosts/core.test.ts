import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contract } from '#contract/index.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { startCore, type Core, type CoreOptions } from '#main/hosts/core.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { openForWriting } from '#main/store/database.ts'
import { openStore } from '#main/store/index.ts'
import { connect } from '#rpc/connect.ts'
import { memoryPair } from '#rpc/wire.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { foundIn } from '#test/support/search.ts'
import { incomingConversation, storeOptions } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

let directory: string
let core: Core | null = null
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'countersign-core-'))))
afterEach(async () => {
  await core?.stop()
  core = null
  await rm(directory, { recursive: true })
})

const vault = createMemoryVault()
const start = async (sample: CoreOptions['sample'] = 'auto', more: Partial<CoreOptions> = {}) =>
  (core = await startCore({
    profileDirectory: join(directory, 'profile'),
    host: 'web',
    vault,
    clock: systemClock,
    random: systemRandom,
    log: () => {},
    opener: async () => {},
    notifier: { by: 'nobody' },
    updater: { can: false, because: 'host' },
    watch: () => {},
    sample,
    ...more,
  }))
const attach = (to: Core) => {
  const pair = memoryPair()
  to.serve(pair.server, { host: 'web', id: 'test' })
  return connect(contract, pair.client)
}
// Nothing listens there: the desk says so and goes on.
const real = ConfigurationSchema.parse({
  version: 1,
  workspace: { name: 'Real' },
  connections: { helpdesk: { kind: 'intercom', baseUrl: 'http://127.0.0.1:9', pollSeconds: 3600 } },
})

test('naming a connection on the sample opens the own workspace, and the next start finds it', async () => {
  const first = await start()
  const desk = attach(first)
  const reloaded = new Promise<void>((resolve) => first.onReload(resolve))
  expect(first.isSample()).toBe(true)
  await desk.settings.saveSecret({ name: 'helpdesk', value: 'a token for the real helpdesk' })

  await desk.settings.import({ configuration: real })
  expect(first.isSample()).toBe(false)
  const later = attach(first)
  expect(await later.app.get({})).toMatchObject({ sample: false, workspace: 'Real' })
  expect((await later.settings.secrets({})).secrets.find((one) => one.name === 'helpdesk')?.state).toBe('session')
  await reloaded

  await first.stop()
  const second = await start()
  expect(second.isSample()).toBe(false)
  await second.stop()
  expect((await start('always')).isSample()).toBe(true)
})

test('a document that keeps the sample’s own addresses changes the sample', async () => {
  const running = await start()
  const desk = attach(running)
  const { configuration } = await desk.settings.get({})
  const theme = { ...configuration.settings, theme: 'dark' as const }
  await desk.settings.import({ configuration: { ...configuration, settings: theme } })
  expect(running.isSample()).toBe(true)
  await running.stop()
  expect(await attach(await start()).app.get({})).toMatchObject({ sample: true, settings: { theme: 'dark' } })
})

test('a document that is refused leaves the sample as it was', async () => {
  const running = await start()
  const desk = attach(running)
  const tool = { kind: 'manual' as const, name: 'twice', risk: 1 as const, parameters: {}, steps: ['Do it.'] }
  const refused = desk.settings.import({ configuration: { ...real, tools: [tool, tool] } })
  await expect(refused).rejects.toMatchObject({ code: 'invalid_input' })
  expect(running.isSample()).toBe(true)
  expect(await desk.app.get({})).toMatchObject({ sample: true })
})

test('a profile has one core, and is free when it stops', async () => {
  const running = await start()
  await expect(start()).rejects.toMatchObject({ code: 'busy' })
  core = running
  await running.stop()
  expect(existsSync(join(directory, 'profile', 'lock'))).toBe(false)
})

/** The desk's own database, as a process that was killed leaves it. */
function markKilled(file: string): void {
  const db = openForWriting(file)
  db.exec(`delete from meta where key = 'stopped_at'`)
  db.close()
}

test('after a kill the database is checked on the reader’s thread, once', async () => {
  const file = join(directory, 'profile', 'desk.sqlite')
  await (await start('never')).stop()
  const events: string[] = []
  const impatient = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 1), signal),
  }
  const log = (_: string, event: string) => void events.push(event)
  for (const killed of [true, false]) {
    if (killed) markKilled(file)
    const running = await start('never', { clock: impatient, log })
    await until('the check', () => (events.includes('database.checked') ? true : null))
    expect(await attach(running).app.get({})).toMatchObject({ database: null })
    await running.stop()
  }
  expect(events.filter((event) => event === 'database.checked')).toHaveLength(1)
})

test('a desk that runs for days makes a copy every day', async () => {
  const clock = movingClock()
  const desk = attach(await start('always', { clock }))
  const copies = async () => (await desk.backup.list({})).backups.length
  const minute = 60_000
  clock.advance(minute)
  await until('the first copy', async () => ((await copies()) === 1 ? true : null))
  for (const hours of [24, 48]) {
    await until(`a copy after ${hours} hours`, async () => {
      if ((await copies()) > hours / 24) return true
      clock.advance(60 * minute)
      return null
    })
  }
})

test('a database that is none any more is replaced by the newest backup, and the operator is told', async () => {
  const file = join(directory, 'profile', 'desk.sqlite')
  const running = await start('never')
  await attach(running).settings.import({ configuration: real })
  await attach(running).backup.create({})
  await running.stop()
  writeFileSync(file, 'not a database at all'.repeat(1000))
  const status = await attach(await start('never')).app.get({})
  expect(status).toMatchObject({ workspace: 'Real', database: expect.stringContaining('The database was damaged.') })
  expect(status.database).toContain('desk.sqlite.damaged-')
})

test('damage that was found before the last stop: what can be built again is, anything else keeps the desk still', async () => {
  const file = join(directory, 'profile', 'desk.sqlite')
  await (await start('never')).stop()
  const change = (statements: string) => {
    const db = openForWriting(file)
    db.unsafeMode(true)
    db.exec(`insert or replace into settings(key, value) values ('database.damaged', 'true'); ${statements}`)
    db.close()
  }
  const filled = await openStore(storeOptions(join(directory, 'profile'), { clock: systemClock }))
  await filled.conversations.merge([incomingConversation('c1')], null)
  // Only a search makes sure that there is an index to be damaged.
  await foundIn(filled, 'parcel')
  await filled.close()
  change('delete from search_index_data where id > 10')
  const repaired = await start('never')
  expect(await attach(repaired).app.get({})).toMatchObject({
    database: 'The search index was damaged and has been built again. Nothing is lost.',
    storage: { state: expect.stringMatching(/ok|low/) },
  })
  await repaired.stop()

  const desk = attach(await start('never'))
  await desk.settings.import({ configuration: real })
  const { file: backup } = await desk.backup.create({})
  await core?.stop()
  // A row that belongs to nothing: that can be built again from nowhere.
  change('pragma foreign_keys = off; update messages set conversation_id = 999')
  const still = attach(await start('never'))
  expect(await still.app.get({})).toMatchObject({ storage: { state: 'damaged' }, workspace: 'Real' })
  await expect(still.settings.import({ configuration: real })).rejects.toMatchObject({ code: 'database_damaged' })
  await until('what the check found', async () =>
    (await still.app.get({})).database?.includes('loose row in messages') === true ? true : null,
  )
  await still.backup.restore({ file: backup })
  expect(await attach(core as Core).app.get({})).toMatchObject({
    storage: { state: expect.stringMatching(/ok|low/) },
    workspace: 'Real',
  })
})
