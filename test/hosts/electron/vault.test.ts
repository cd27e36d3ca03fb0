import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Log } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createKeyringVault, type Keyring } from '#main/hosts/electron/vault.ts'
import { contract } from '#contract/index.ts'

const canary = 'xai-CANARY-0123456789-abcdef-WXYZ'
type Backend = ReturnType<Keyring['getSelectedStorageBackend']>

/** A keyring with a key per generation; each verdict of the real one can be had. */
function keyringDouble(backend: Backend = 'gnome_libsecret') {
  const state = {
    backend,
    available: true,
    generation: 1,
    rotated: false,
    garble: false,
    fail: false,
    decrypted: 0,
    encrypted: 0,
  }
  const mix = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ (0x5a + state.generation)))
  const keyring: Keyring = {
    getSelectedStorageBackend: () => state.backend,
    isAsyncEncryptionAvailable: async () => state.available,
    encryptStringAsync: async (text) => {
      state.encrypted += 1
      if (state.fail) throw new Error(`keyring says: cannot encrypt ${text}`)
      return mix(Buffer.from(text))
    },
    decryptStringAsync: async (bytes) => {
      state.decrypted += 1
      if (state.fail) throw new Error(`keyring says: cannot decrypt ${bytes.toString()}`)
      const result = state.garble ? 'something else' : mix(bytes).toString()
      return { result, shouldReEncrypt: state.rotated }
    },
  }
  return { keyring, state }
}

let directory: string
let logged: unknown[]
const log: Log = (...entry) => void logged.push(entry)
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vault-'))
  logged = []
})
afterEach(() => rm(directory, { recursive: true }))

const file = () => join(directory, 'secrets.keyring.json')
const vaultOn = ({ keyring }: ReturnType<typeof keyringDouble>, platform: NodeJS.Platform = 'linux') =>
  createKeyringVault({ keyring, platform, directory, log })
const everythingWritten = async () =>
  (await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')))).join('\n')

describe('S13 where a real keyring is', () => {
  test.each([
    ['linux', 'gnome_libsecret', 'gnome_libsecret'],
    ['linux', 'kwallet6', 'kwallet6'],
    ['darwin', 'unknown', 'keychain'],
    ['win32', 'unknown', 'dpapi'],
  ] as const)('S13 on %s with %s the key is stored by %s and survives a restart', async (platform, backend, named) => {
    const double = keyringDouble(backend)
    expect(await vaultOn(double, platform).put('xai', new Secret(canary))).toEqual({
      name: 'xai',
      state: 'stored',
      hint: 'WXYZ',
      backend: named,
    })
    const later = vaultOn(double, platform)
    expect((await later.get('xai'))?.reveal()).toBe(canary)
    expect(await later.get('helpdesk')).toBeNull()
    expect(await later.status('helpdesk')).toMatchObject({ state: 'missing', hint: '' })
  })

  test('S13 the file is for its owner only, and the key is not in it', async () => {
    await vaultOn(keyringDouble()).put('xai', new Secret(canary))
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    const written = await everythingWritten()
    expect(written).not.toContain('CANARY')
    expect(written).not.toContain('WXYZ')
    expect(written).not.toContain(Buffer.from(canary).toString('base64').slice(2, -4))
  })

  test('S13 a removed key is gone from memory and disk', async () => {
    const double = keyringDouble()
    const vault = vaultOn(double)
    await vault.put('xai', new Secret(canary))
    await vault.remove('xai')
    expect(await vault.get('xai')).toBeNull()
    expect(await readFile(file(), 'utf8')).not.toContain('data')
    expect(await vaultOn(double).get('xai')).toBeNull()
  })

  test('S13 keys written at the same time are all kept', async () => {
    const double = keyringDouble()
    const vault = vaultOn(double)
    const names = ['xai', 'helpdesk', 'tool:a', 'tool:b'] as const
    await Promise.all(names.map((name) => vault.put(name, new Secret(`${name}-${canary}`))))
    const later = vaultOn(double)
    for (const name of names) expect((await later.get(name))?.reveal()).toBe(`${name}-${canary}`)
  })

  test('S13 a rotated keyring is written anew, and the old bytes stay until that was proven', async () => {
    const double = keyringDouble()
    await vaultOn(double).put('xai', new Secret(canary))
    double.state.rotated = true
    const before = double.state.encrypted
    expect((await vaultOn(double).get('xai'))?.reveal()).toBe(canary)
    expect(double.state.encrypted).toBe(before + 1)
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({
      secrets: { xai: { previous: expect.any(String) } },
    })
    double.state.rotated = false
    expect((await vaultOn(double).get('xai'))?.reveal()).toBe(canary)
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ secrets: { xai: { previous: null } } })
  })
})

describe('S13 where no safe place is', () => {
  test.each(['basic_text', 'unknown'] as const)(
    'S13 with %s the key lives in memory and nothing is written',
    async (backend) => {
      const double = keyringDouble(backend)
      const vault = vaultOn(double)
      expect(await vault.put('xai', new Secret(canary))).toMatchObject({
        state: 'session',
        backend: 'memory of this process',
      })
      expect((await vault.get('xai'))?.reveal()).toBe(canary)
      expect(await readdir(directory)).toEqual([])
      expect([double.state.encrypted, double.state.decrypted]).toEqual([0, 0])
      expect(await vaultOn(double).get('xai')).toBeNull()
    },
  )

  test('S13 another keyring than the recorded one reads nothing and overwrites nothing', async () => {
    const double = keyringDouble()
    await vaultOn(double).put('xai', new Secret(canary))
    const before = await readFile(file(), 'utf8')
    for (const backend of ['kwallet6', 'basic_text'] as const) {
      double.state.backend = backend
      const decrypted = double.state.decrypted
      const vault = vaultOn(double)
      const data = { recorded: 'gnome_libsecret', current: backend }
      await expect(vault.get('xai')).rejects.toMatchObject({ code: 'vault_refused', data })
      await expect(vault.put('xai', new Secret('another-key-0000'))).rejects.toMatchObject({
        code: 'vault_refused',
        data,
      })
      expect(await vault.status('xai')).toMatchObject({ state: 'locked', hint: '' })
      expect(double.state.decrypted).toBe(decrypted)
      expect(await readFile(file(), 'utf8')).toBe(before)
    }
    double.state.backend = 'kwallet6'
    const vault = vaultOn(double)
    await vault.remove('xai')
    expect(await vault.put('xai', new Secret(canary))).toMatchObject({ state: 'stored', backend: 'kwallet6' })
  })

  test('S13 a keyring that does not answer now is locked, and works again later in the same process', async () => {
    const double = keyringDouble()
    await vaultOn(double).put('xai', new Secret(canary))
    double.state.available = false
    const vault = vaultOn(double)
    expect(await vault.status('xai')).toMatchObject({ state: 'locked' })
    await expect(vault.put('helpdesk', new Secret(canary))).rejects.toMatchObject({ code: 'vault_refused' })
    double.state.available = true
    expect(await vault.status('xai')).toMatchObject({ state: 'stored', hint: 'WXYZ' })
  })

  test('S13 what decrypts to something else is not stored, and the old key stays', async () => {
    const double = keyringDouble()
    await vaultOn(double).put('xai', new Secret(canary))
    const before = await readFile(file(), 'utf8')
    double.state.garble = true
    await expect(vaultOn(double).put('xai', new Secret('another-key-0000'))).rejects.toMatchObject({
      code: 'vault_refused',
    })
    expect(await readFile(file(), 'utf8')).toBe(before)
  })

  test('S13 a new key that a restart cannot read falls back to the one before', async () => {
    const double = keyringDouble()
    await vaultOn(double).put('xai', new Secret(canary))
    const second = vaultOn(double)
    double.state.generation = 2
    await second.put('xai', new Secret('second-key-000000'))
    double.state.generation = 1
    expect((await vaultOn(double).get('xai'))?.reveal()).toBe(canary)
  })

  test('S13 a damaged file is refused and left as it is', async () => {
    await writeFile(file(), '{"version":1')
    const vault = vaultOn(keyringDouble())
    await expect(vault.get('xai')).rejects.toMatchObject({ code: 'vault_refused' })
    await expect(vault.put('xai', new Secret(canary))).rejects.toMatchObject({ code: 'vault_refused' })
    expect(await readFile(file(), 'utf8')).toBe('{"version":1')
  })

  test('S13 what the system says in a failure reaches neither error nor log', async () => {
    const double = keyringDouble()
    double.state.fail = true
    const error: unknown = await vaultOn(double)
      .put('xai', new Secret(canary))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'vault_refused' })
    expect((error as Error).cause).toBeUndefined()
    expect(JSON.stringify([error, String(error), logged])).not.toMatch(/CANARY|keyring says/)
  })
})

test('S13 the contract has no way to read a secret', () => {
  const { value: _, ...statusShape } = { value: null, ...contract.settings.secrets.output.shape.secrets.element.shape }
  expect(Object.keys(statusShape).toSorted()).toEqual(['backend', 'hint', 'name', 'state'])
  expect(statusShape.hint.safeParse('12345').success).toBe(false)
  expect([contract.settings.saveSecret.sensitive, contract.settings.checkCandidate.sensitive]).toEqual([true, true])
})
