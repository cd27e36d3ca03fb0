import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '#main/kernel/secret.ts'
import { createOwnVault } from '#main/hosts/own-vault.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { createSealedVault } from '#main/hosts/vault-sealed.ts'
import { withEnvironment } from '#main/hosts/vault-environment.ts'

const canary = 'canary-7f3e9b1c5d-TAIL'
let directory: string
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'countersign-vault-'))))
afterEach(() => rm(directory, { recursive: true }))

const everythingOnDisk = async () => {
  const names = await readdir(directory)
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'latin1')))).join('\n')
}
const sealed = (passphrase: string) => createSealedVault({ directory, passphrase: new Secret(passphrase) })
const file = () => join(directory, 'secrets.sealed.json')

describe('the sealed file', () => {
  test('gives back what it was given, in a later process too', async () => {
    const status = await sealed('open sesame').put('xai', new Secret(canary))
    expect(status).toMatchObject({ name: 'xai', state: 'stored', hint: 'TAIL' })
    const later = sealed('open sesame')
    expect((await later.get('xai'))?.reveal()).toBe(canary)
    expect(await later.get('helpdesk')).toBeNull()
    expect(await later.status('helpdesk')).toMatchObject({ state: 'missing', hint: '' })
  })

  test('holds neither the key nor the passphrase in any encoding at hand', async () => {
    await sealed('open sesame').put('xai', new Secret(canary))
    const bytes = await everythingOnDisk()
    for (const secret of [canary, 'open sesame'])
      for (const encoding of ['utf8', 'base64', 'hex'] as const)
        expect(bytes).not.toContain(Buffer.from(secret).toString(encoding).replaceAll('=', ''))
  })

  test('is for its owner only', async () => {
    await sealed('open sesame').put('xai', new Secret(canary))
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect(await readdir(directory)).toEqual(['secrets.sealed.json'])
  })

  test('stays shut, and as it was, under a wrong passphrase', async () => {
    await sealed('open sesame').put('xai', new Secret(canary))
    const before = await readFile(file())
    const wrong = sealed('open says me')
    await expect(wrong.get('xai')).rejects.toMatchObject({ code: 'vault_refused' })
    await expect(wrong.put('xai', new Secret('another key of mine'))).rejects.toMatchObject({ code: 'vault_refused' })
    await expect(wrong.remove('xai')).rejects.toMatchObject({ code: 'vault_refused' })
    expect(await wrong.status('xai')).toMatchObject({ state: 'locked', hint: '' })
    expect(await readFile(file())).toEqual(before)
  })

  test('a secret cannot be passed off as another', async () => {
    const vault = sealed('open sesame')
    await vault.put('xai', new Secret(canary))
    const content = JSON.parse(await readFile(file(), 'utf8')) as { secrets: Record<string, string> }
    content.secrets['helpdesk'] = content.secrets['xai'] ?? ''
    await writeFile(file(), JSON.stringify(content))
    await expect(vault.get('helpdesk')).rejects.toMatchObject({ code: 'vault_refused' })
  })

  test('damage is said, not repaired by overwriting', async () => {
    await writeFile(file(), '{"version":1')
    await expect(sealed('open sesame').put('xai', new Secret(canary))).rejects.toMatchObject({ code: 'vault_refused' })
    expect(await readFile(file(), 'utf8')).toBe('{"version":1')
  })

  test('two saves at once are both kept', async () => {
    const vault = sealed('open sesame')
    await Promise.all([vault.put('xai', new Secret(canary)), vault.put('helpdesk', new Secret('second canary'))])
    expect((await vault.get('xai'))?.reveal()).toBe(canary)
    expect((await vault.get('helpdesk'))?.reveal()).toBe('second canary')
    await vault.remove('xai')
    expect(await vault.get('xai')).toBeNull()
    expect((await vault.get('helpdesk'))?.reveal()).toBe('second canary')
  })
})

describe('the environment', () => {
  const environment = { XAI_API_KEY: canary, INTERCOM_ACCESS_TOKEN: '' }

  test('comes first, and an empty variable is none', async () => {
    const vault = withEnvironment(createMemoryVault([['xai', new Secret('from the memory')]]), environment)
    expect((await vault.get('xai'))?.reveal()).toBe(canary)
    expect(await vault.status('xai')).toMatchObject({ state: 'environment', hint: 'TAIL' })
    expect(await vault.status('helpdesk')).toMatchObject({ state: 'missing' })
  })

  test('is never written and cannot be changed from here', async () => {
    const vault = createOwnVault({
      profileDirectory: directory,
      environment: { ...environment, COUNTERSIGN_PASSPHRASE: 'open sesame' },
      stays: true,
    })
    await expect(vault.put('xai', new Secret('another'))).rejects.toMatchObject({ code: 'vault_refused' })
    await expect(vault.remove('xai')).rejects.toMatchObject({ code: 'vault_refused' })
    await vault.put('helpdesk', new Secret('a token of the helpdesk'))
    expect(await everythingOnDisk()).not.toContain(canary)
  })
})

describe('without a place to keep keys', () => {
  test('a process that stays keeps them for the session', async () => {
    const vault = createOwnVault({ profileDirectory: directory, environment: {}, stays: true })
    expect(await vault.put('xai', new Secret(canary))).toMatchObject({ state: 'session', hint: 'TAIL' })
    expect(await readdir(directory)).toEqual([])
  })

  test('a process that ends refuses and says what would help', async () => {
    const vault = createOwnVault({ profileDirectory: directory, environment: {}, stays: false })
    const saving = vault.put('xai', new Secret(canary))
    await expect(saving).rejects.toMatchObject({ code: 'vault_refused' })
    await expect(saving).rejects.toThrow(/COUNTERSIGN_PASSPHRASE.*XAI_API_KEY/)
    expect(await vault.get('xai')).toBeNull()
  })
})
