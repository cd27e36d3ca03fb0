import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createUpdating, updateFailureOf } from '#main/hosts/electron/updater.ts'
import { codedError, createLibraryDouble } from '#test/support/update-library.ts'

let resources: string
beforeEach(async () => {
  resources = await mkdtemp(join(tmpdir(), 'resources-'))
})
afterEach(() => rm(resources, { recursive: true }))

const address = 'https://updates.example.org/countersign'
/** As packaging writes it. */
const feedAt = (url: string, provider = 'generic') =>
  writeFile(
    join(resources, 'app-update.yml'),
    `provider: ${provider}\nurl: ${url}\nupdaterCacheDirName: desk-updater\n`,
  )

type Given = { packaged?: boolean; platform?: NodeJS.Platform; environment?: Record<string, string> }

function start({ packaged = true, platform = 'darwin', environment = {} }: Given = {}) {
  const double = createLibraryDouble()
  const acts: string[] = []
  const load = vi.fn(async () => double.library)
  const app = {
    isPackaged: packaged,
    quit: () => void acts.push('quit'),
    releaseSingleInstanceLock: () => void acts.push('lock released'),
  }
  const updating = createUpdating({ app, load, resources, platform, environment, log: () => {} })
  return { ...updating, double, load, acts }
}

async function startAble(given: Given = {}) {
  await feedAt(address)
  const started = start(given)
  if (!started.updater.can) throw new Error(`It cannot: ${started.updater.because}.`)
  return { ...started, updater: started.updater }
}

describe('a desk that cannot be replaced says why and never loads the library', () => {
  test.each([
    ['it runs from its sources', { packaged: false }, address, 'generic', 'sources'],
    ['its build names no address', {}, null, 'generic', 'no_address'],
    ['its address is not https', {}, 'http://updates.example.org/', 'generic', 'no_address'],
    ['its address is of another kind', {}, address, 'github', 'no_address'],
    ['the system’s packages brought it', { platform: 'linux' }, address, 'generic', 'system'],
  ] as const)('%s', async (_, given, url, provider, because) => {
    if (url !== null) await feedAt(url, provider)
    const { updater, leave, load, acts } = start(given)
    expect(updater).toEqual({ can: false, because })
    leave()
    await vi.waitFor(() => expect(acts).toEqual(['quit']))
    expect(load).not.toHaveBeenCalled()
  })
})

describe('a desk that can', () => {
  test('loads nothing before somebody looks, not even when it quits', async () => {
    const { leave, load, acts } = await startAble({ platform: 'linux', environment: { APPIMAGE: '/opt/desk' } })
    leave()
    await vi.waitFor(() => expect(acts).toEqual(['quit']))
    expect(load).not.toHaveBeenCalled()
  })

  test('lets the library do nothing by itself, take nothing older and say nothing of who asks', async () => {
    const { updater, double, load } = await startAble()
    expect([await updater.look(), await updater.look()]).toEqual([
      { ok: true, version: null },
      { ok: true, version: null },
    ])
    expect(load).toHaveBeenCalledTimes(1)
    expect(double.library).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
      logger: null,
      requestHeaders: { 'x-user-staging-id': '' },
    })
  })

  test('goes to its own address over https and nowhere else', async () => {
    const { updater, double } = await startAble()
    await updater.look()
    expect(double.mayGoTo(`${address}/latest-mac.yml`)).toBe(true)
    for (const url of [
      'http://updates.example.org/countersign/latest-mac.yml',
      'https://updates.example.org:8443/latest-mac.yml',
      'https://cdn.example.org/countersign.zip',
      'file:///etc/hosts',
      'nonsense',
    ])
      expect([url, double.mayGoTo(url)]).toEqual([url, false])
  })

  test('downloads the version that was agreed to, tells how far it is, and no other version', async () => {
    const { updater, double } = await startAble()
    const told: number[] = []
    double.offer = '0.2.0'
    const downloaded = updater.download('0.2.0', (percent) => told.push(percent), new AbortController().signal)
    await vi.waitFor(() => expect(double.asked).toEqual(['look', 'download']))
    double.progress(41.7)
    double.finish()
    expect([await downloaded, told]).toEqual([null, [41]])
    double.offer = '0.3.0'
    expect(await updater.download('0.2.0', () => {}, new AbortController().signal)).toBe('gone')
    expect(double.asked).toEqual(['look', 'download', 'look'])
  })

  test('gives a download up when it is told to', async () => {
    const { updater, double } = await startAble()
    double.offer = '0.2.0'
    const stopping = new AbortController()
    const downloaded = updater.download('0.2.0', () => {}, stopping.signal)
    await vi.waitFor(() => expect(double.asked).toContain('download'))
    stopping.abort()
    expect(await downloaded).toBe('unknown')
  })

  test('installs as its last act and only when told to, with the lock free for the one that follows', async () => {
    const { updater, leave, double, acts } = await startAble()
    await updater.look()
    updater.install()
    await vi.waitFor(() => expect(acts).toEqual(['quit']))
    leave()
    await vi.waitFor(() => expect(double.asked).toEqual(['look', 'install']))
    expect(acts).toEqual(['quit', 'lock released'])
    double.fail(new Error('Could not be replaced.'))
    expect(acts).toEqual(['quit', 'lock released', 'quit'])
  })

  test('says in one word what went wrong', async () => {
    const { updater, double } = await startAble()
    double.offer = codedError('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND')
    expect(await updater.look()).toEqual({ ok: false, why: 'missing' })
    double.offer = '0.2.0'
    const downloaded = updater.download('0.2.0', () => {}, new AbortController().signal)
    await vi.waitFor(() => expect(double.asked).toContain('download'))
    double.finish(codedError('ERR_CHECKSUM_MISMATCH'))
    expect(await downloaded).toBe('differs')
  })
})

test.each([
  [new Error('net::ERR_INTERNET_DISCONNECTED'), 'unreachable'],
  [new Error('net::ERR_BLOCKED_BY_CLIENT'), 'elsewhere'],
  [codedError('HTTP_ERROR_503'), 'unreachable'],
  [codedError('HTTP_ERROR_404'), 'missing'],
  [codedError('ERR_UPDATER_INVALID_UPDATE_INFO'), 'unreadable'],
  [codedError('ERR_UPDATER_INVALID_SIGNATURE'), 'unsigned'],
  [new Error('Could not get code signature for running application'), 'unsigned'],
  [codedError('ENOSPC'), 'no_room'],
  [new Error('something else'), 'unknown'],
  ['no error at all', 'unknown'],
] as const)('%s is %s', (thrown, because) => {
  expect(updateFailureOf(thrown)).toBe(because)
})
