import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findEndpoint, linkOf, publishEndpoint, withdrawEndpoint } from '#main/hosts/endpoint.ts'
import { defaultProfileDirectory, holderOf, lockProfile } from '#main/hosts/profile.ts'

let directory: string
beforeEach(async () => (directory = join(await mkdtemp(join(tmpdir(), 'countersign-profile-')), 'profile')))
afterEach(() => rm(join(directory, '..'), { recursive: true }))

const modeOf = async (...parts: readonly string[]) => (await stat(join(directory, ...parts))).mode & 0o777

/** The pid of a process that has ended. */
const deadPid = () =>
  new Promise<number>((resolve) => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
    child.once('close', () => resolve(child.pid ?? 0))
  })

describe('the lock', () => {
  test('keeps everything to its owner', async () => {
    const lock = await lockProfile(directory, 'i1')
    expect(await modeOf()).toBe(0o700)
    expect(await modeOf('lock')).toBe(0o600)
    await lock.release()
    expect(await readdir(directory)).toEqual([])
  })

  test('is for one', async () => {
    const lock = await lockProfile(directory, 'i1')
    await expect(lockProfile(directory, 'i2')).rejects.toMatchObject({ code: 'busy', data: { pid: process.pid } })
    expect(await holderOf(directory)).toMatchObject({ instance: 'i1' })
    await lock.release()
    expect(await holderOf(directory)).toBeNull()
    await (await lockProfile(directory, 'i2')).release()
  })

  test('of a dead process is taken over', async () => {
    const lock = await lockProfile(directory, 'i1')
    await writeFile(join(directory, 'lock'), JSON.stringify({ pid: await deadPid(), born: null, instance: 'i0' }))
    const second = await lockProfile(directory, 'i2')
    expect(await holderOf(directory)).toMatchObject({ instance: 'i2' })
    await lock.release()
    expect(await holderOf(directory)).toMatchObject({ instance: 'i2' })
    await second.release()
  })

  test.runIf(process.platform === 'linux')('of a process whose number was given again is taken over', async () => {
    await (await lockProfile(directory, 'i1')).release()
    const reused = { pid: process.pid, born: 'another boot/1', instance: 'i0' }
    await writeFile(join(directory, 'lock'), JSON.stringify(reused))
    await (await lockProfile(directory, 'i2')).release()
  })

  test('that was never finished is taken over', async () => {
    await (await lockProfile(directory, 'i1')).release()
    await writeFile(join(directory, 'lock'), '')
    await (await lockProfile(directory, 'i2')).release()
  })

  test('goes to exactly one of many who find a dead one', async () => {
    await (await lockProfile(directory, 'i')).release()
    await writeFile(join(directory, 'lock'), JSON.stringify({ pid: await deadPid(), born: null, instance: 'i0' }))
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => lockProfile(directory, `i${index}`)))
    const won = tries.filter((one) => one.status === 'fulfilled')
    expect(won).toHaveLength(1)
    await won[0]?.value.release()
  })
})

describe('the endpoint record', () => {
  const endpoint = {
    pid: process.pid,
    instance: 'i1',
    host: 'web' as const,
    origin: 'http://127.0.0.1:4100',
    token: 'A'.repeat(43),
  }

  test('is found while its process holds the profile', async () => {
    const lock = await lockProfile(directory, 'i1')
    await publishEndpoint(directory, endpoint)
    expect(await modeOf('endpoint.json')).toBe(0o600)
    expect(await findEndpoint(directory)).toEqual(endpoint)
    await withdrawEndpoint(directory, 'i2')
    expect(await findEndpoint(directory)).toEqual(endpoint)
    await withdrawEndpoint(directory, 'i1')
    expect(await findEndpoint(directory)).toBeNull()
    await lock.release()
  })

  test('left behind by another run leads nowhere', async () => {
    const lock = await lockProfile(directory, 'i2')
    await publishEndpoint(directory, endpoint)
    expect(await findEndpoint(directory)).toBeNull()
    await lock.release()
  })

  test('that points anywhere but here is no record', async () => {
    const lock = await lockProfile(directory, 'i1')
    await publishEndpoint(directory, { ...endpoint, origin: 'http://evil.example:80' })
    expect(await findEndpoint(directory)).toBeNull()
    await lock.release()
  })

  test('makes a link that keeps the token in the fragment', () => {
    expect(linkOf(endpoint)).toBe(`http://127.0.0.1:4100/#token=${endpoint.token}`)
    expect(new URL(linkOf(endpoint)).search).toBe('')
  })
})

test.each([
  ['linux', {}, '/home/a/.local/share/countersign'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/countersign'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/countersign'],
  ['linux', { COUNTERSIGN_PROFILE: '/elsewhere' }, '/elsewhere'],
  ['darwin', {}, '/home/a/Library/Application Support/Countersign'],
] as const)('on %s with %j the profile is %s', (platform, environment, expected) =>
  expect(defaultProfileDirectory(platform, environment, '/home/a')).toBe(expected),
)

test('the version is the one of the package', async () => {
  const { version } = await import('#main/hosts/version.ts')
  const file = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect(version).toBe(file.version)
})
