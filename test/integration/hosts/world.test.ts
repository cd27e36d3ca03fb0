import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startWorld, type World } from '#test/support/world.ts'

let world: World | null = null
afterEach(async () => {
  await world?.stop()
  world = null
})

const until = async <T>(ask: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = await ask()
    if (good(value)) return value
  }
}

test('a new profile opens on the sample, works, survives a kill and stops in order', async () => {
  world = await startWorld({ entry: 'main/hosts/cli/main.ts' })
  const { profileDirectory } = world
  expect(await world.desk().app.get({})).toMatchObject({ host: 'web', sample: true, workspace: 'Larch & Ledge' })
  const page = await until(
    () => world!.desk().inbox.page({ view: 'all', cursor: null, limit: 50 }),
    ({ items }) => items.length > 0,
  )
  expect(page.items[0]?.state).toBe('pending')

  const before = world.url()
  await world.kill('SIGKILL')
  await world.restart()
  expect(world.url()).not.toBe(before)
  const again = await world.desk().inbox.page({ view: 'all', cursor: null, limit: 200 })
  expect(again.items.map((item) => item.id)).toContain(page.items.at(-1)?.id)

  await world.kill('SIGTERM')
  expect(await world.ended()).toEqual({ code: 0, signal: null })
  expect(await readdir(profileDirectory)).not.toContain('lock')
  expect(await readdir(profileDirectory)).not.toContain('endpoint.json')
  expect(world.complaints()).toBe('')
})

test('everything in a profile is for its owner only', async () => {
  world = await startWorld()
  const { profileDirectory } = world
  const entries = await readdir(profileDirectory, { recursive: true, withFileTypes: true })
  expect(entries.length).toBeGreaterThan(5)
  for (const entry of entries) {
    const mode = await stat(join(entry.parentPath, entry.name)).then(
      (found) => found.mode & 0o777,
      () => null,
    )
    if (mode !== null) expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600])
  }
})

test('the token of the link is nowhere but in the owner-only record', async () => {
  world = await startWorld()
  const token = new URL(world.url()).hash.slice('#token='.length)
  expect(token).toHaveLength(43)
  for (const entry of await readdir(world.profileDirectory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'endpoint.json') continue
    const bytes = await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')
    expect([entry.name, bytes.includes(token)]).toEqual([entry.name, false])
  }
})
