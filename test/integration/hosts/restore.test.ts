import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contract } from '#contract/index.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { startCore, type Core } from '#main/hosts/core.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { openForWriting } from '#main/store/database.ts'
import { connect } from '#rpc/connect.ts'
import { memoryPair } from '#rpc/wire.ts'
import { program } from '#test/support/programs.ts'
import { startWorld } from '#test/support/world.ts'

let directory: string
let profile: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-restore-'))
  profile = join(directory, 'profile')
})
afterEach(() => rm(directory, { recursive: true }))

// Nothing listens there: the desk says so and goes on.
const named = (name: string) =>
  ConfigurationSchema.parse({
    version: 1,
    workspace: { name },
    connections: { helpdesk: { kind: 'intercom', baseUrl: 'http://127.0.0.1:9', pollSeconds: 3600 } },
  })

const damage = (file: string) => {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(8192, 7), 0, 8192, 8192)
  closeSync(handle)
}

describe('in a running core', () => {
  let core: Core
  const attach = () => {
    const pair = memoryPair()
    core.serve(pair.server, { host: 'web', id: 'test' })
    return connect(contract, pair.client)
  }
  const start = async () => {
    core = await startCore({
      profileDirectory: profile,
      host: 'web',
      vault: createMemoryVault(),
      clock: systemClock,
      random: systemRandom,
      log: () => {},
      opener: async () => {},
      notifier: { by: 'nobody' },
      updater: { can: false, because: 'host' },
      watch: () => {},
      sample: 'never',
    })
  }
  afterEach(() => core.stop())

  test('the desk starts again on the backup, and every screen is told to', async () => {
    await start()
    const desk = attach()
    await desk.settings.import({ configuration: named('Then') })
    const backup = await desk.backup.create({})
    await desk.settings.import({ configuration: named('Now') })
    const reloaded = new Promise<void>((resolve) => core.onReload(resolve))
    const restored = await desk.backup.restore({ file: backup.file })
    expect(restored).toMatchObject({ from: { file: backup.file }, before: { verified: true }, lostEntries: 0 })
    await reloaded
    const later = attach()
    expect(await later.app.get({})).toMatchObject({
      workspace: 'Then',
      database: expect.stringContaining('took the place of the database, as asked'),
    })
    const { backups } = await later.backup.list({})
    expect(backups.map((one) => one.file)).toEqual([restored.before?.file, backup.file])
    // And back again, on the backup that was made on the way.
    await later.backup.restore({ file: basename(restored.before?.file ?? '') })
    expect(await attach().app.get({})).toMatchObject({ workspace: 'Now' })
  })

  test('what cannot be restored changes nothing, and the desk goes on', async () => {
    await start()
    const desk = attach()
    await desk.settings.import({ configuration: named('Now') })
    const backup = await desk.backup.create({})
    damage(backup.file)
    await expect(desk.backup.restore({ file: backup.file })).rejects.toMatchObject({ code: 'database_damaged' })
    await expect(desk.backup.restore({ file: 'other.db' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(desk.backup.restore({ file: join(profile, 'desk.sqlite') })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await desk.app.get({})).toMatchObject({ workspace: 'Now', database: null })
    expect(readdirSync(profile).filter((name) => /restoring|next|replaced/.test(name))).toEqual([])
  })

  test('while it goes back, nothing else is answered, and what was open before is answered no longer', async () => {
    await start()
    const desk = attach()
    const other = attach()
    const { file } = await desk.backup.create({})
    const restored = desk.backup.restore({ file })
    const refused: unknown[] = []
    let isOver = false
    void restored.finally(() => (isOver = true))
    while (!isOver) {
      await other.app.get({}).catch((thrown: unknown) => refused.push(Reflect.get(Object(thrown), 'code')))
      await new Promise((resolve) => setImmediate(resolve))
      if (refused.includes('busy')) break
    }
    await restored
    expect(new Set(refused)).toEqual(new Set(['busy']))
    expect(await attach().app.get({})).toMatchObject({ host: 'web' })
  })
})

type Ran = { readonly code: number | null; readonly out: string; readonly err: string }
const cli = (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program('cli'), ...words, '--profile', profile], {
      env: { PATH: process.env['PATH'] ?? '' },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('close', (code) => resolve({ code, out, err }))
  })
const parse = (ran: Ran) => JSON.parse(ran.out) as { file: string; backups: { file: string; verified: boolean }[] }

describe('on the command line', () => {
  test('beside a running desk: list, verify, restore', async () => {
    const world = await startWorld({ profileDirectory: profile, words: ['--sandbox'] })
    try {
      const { file } = parse(await cli('backup', '--json'))
      const { configuration } = await world.desk().settings.get({})
      await world.desk().settings.import({ configuration: { ...configuration, operator: { name: 'Somebody else' } } })
      expect((await cli('backup', 'list')).out).toContain(file)
      expect((await cli('backup', 'verify', basename(file))).out).toContain('verified')
      expect(await cli('backup', 'restore', 'nothing.db')).toMatchObject({ code: 3, out: '' })
      const restored = await cli('backup', 'restore', file)
      expect(restored).toMatchObject({ code: 0, err: '' })
      expect(restored.out).toContain('is the database now')
      const shown = parse(await cli('backup', 'list', '--json')).backups
      // The one asked for and the one made before restoring; on a slow machine the day's own joins them.
      expect(shown.length).toBeGreaterThanOrEqual(2)
      expect(shown.map((one) => one.file)).toContain(file)
      const exported = JSON.parse((await cli('config', 'export', '--json')).out) as { operator: { name: string } }
      expect(exported.operator.name).toBe(configuration.operator.name)
    } finally {
      await world.stop()
    }
  })

  test('alone with the profile', async () => {
    const { file } = parse(await cli('backup', '--json'))
    const json = await cli('backup', 'restore', file, '--json')
    expect(json).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(json.out)).toMatchObject({ from: { file }, before: { verified: true }, lostEntries: 0 })
    damage(file)
    expect(await cli('backup', 'verify', file)).toMatchObject({ code: 12, out: '' })
    expect((await cli('backup', 'restore', `${file.slice(0, -2)}damaged`)).code).toBe(12)
  })

  test('with a database of a newer program, which no desk can open', async () => {
    const { file } = parse(await cli('backup', '--json'))
    const newer = openForWriting(join(profile, 'desk.sqlite'))
    newer.pragma('user_version = 99990')
    newer.close()
    expect(parse(await cli('backup', 'list', '--json')).backups.map((one) => one.file)).toContain(file)
    expect((await cli('backup', 'verify', file)).code).toBe(0)
    expect(await cli('backup', 'restore', file)).toMatchObject({ code: 0, err: '' })
    expect((await cli('config', 'export')).code).toBe(0)
  })
})
