import { join } from 'node:path'
import type * as Electron from 'electron'
import { z } from 'zod'
import { SecretNameSchema, type SecretName, type SecretStatus } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Log, Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { readIfThere, writeOwnerOnly } from '#main/hosts/owner-only.ts'

/**
 * Secrets encrypted by the system's keyring, in one owner-only file. A Linux session without a real keyring keeps them in
 * memory only. A keyring other than the recorded one neither reads nor overwrites. A new value is read back before it
 * counts, and the one before it stays until the new one was read by a later start. What the system says in a failure is
 * dropped: it may echo the secret.
 */
export type Keyring = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>
type Options = {
  readonly keyring: Keyring
  readonly platform: NodeJS.Platform
  readonly directory: string
  readonly log: Log
}

const EntrySchema = z.object({
  data: z.base64(),
  /** The value before this one, until `data` was read back by another process than the one that wrote it. */
  previous: z.base64().nullable(),
})
const FileSchema = z.object({
  version: z.literal(1),
  backend: z.string(),
  secrets: z.record(z.string(), EntrySchema),
})
type VaultFile = z.infer<typeof FileSchema>
/** What is encrypted: bound to its name, so that a wrong decryption is noticed. */
const PayloadSchema = z.object({ name: z.string(), value: z.string() })

type Verdict = { readonly kind: 'usable' | 'memory' | 'locked'; readonly backend: string }

const refuse = (message: string, data?: Readonly<Record<string, unknown>>) =>
  new AppError('vault_refused', message, data === undefined ? {} : { data })
const lockedNow = () => refuse('The keyring of this machine does not answer now. Unlock it and try again.')
const otherBackend = (recorded: string, current: string) =>
  refuse(
    `The keys were stored with ${recorded}, and this session offers ${current}. Nothing was read or changed: start the ` +
      'desk in the former session, or remove the keys and enter them again.',
    { recorded, current },
  )

async function judgeKeyring(keyring: Keyring, platform: NodeJS.Platform): Promise<Verdict> {
  const named: Partial<Record<NodeJS.Platform, string>> = { darwin: 'keychain', win32: 'dpapi' }
  const backend = platform === 'linux' ? keyring.getSelectedStorageBackend() : (named[platform] ?? 'unknown')
  if (backend === 'basic_text' || backend === 'unknown') return { kind: 'memory', backend }
  const available = await keyring.isAsyncEncryptionAvailable().catch(() => false)
  return { kind: available ? 'usable' : 'locked', backend }
}

export function createKeyringVault({ keyring, platform, directory, log }: Options): Vault {
  const path = join(directory, 'secrets.keyring.json')
  const session = new Map<SecretName, Secret>()
  /** Read or written by this process. */
  const known = new Map<SecretName, Secret>()
  let queue: Promise<unknown> = Promise.resolve()
  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }

  const load = async (): Promise<VaultFile | null> => {
    const text = await readIfThere(path)
    if (text === null) return null
    try {
      return FileSchema.parse(JSON.parse(text))
    } catch {
      throw refuse('The file of keys is damaged; it was left as it is.')
    }
  }
  const store = (file: VaultFile) => writeOwnerOnly(path, JSON.stringify(file))
  const withEntry = (file: VaultFile, name: SecretName, entry: z.infer<typeof EntrySchema>): VaultFile => ({
    ...file,
    secrets: { ...file.secrets, [name]: entry },
  })

  const encrypt = async (name: SecretName, value: Secret): Promise<string> => {
    try {
      const bytes = await keyring.encryptStringAsync(JSON.stringify({ name, value: value.reveal() }))
      return bytes.toString('base64')
    } catch {
      throw refuse('The keyring of this machine could not keep this key.')
    }
  }
  /** The secret, or null where these bytes do not decrypt to a secret of this name. */
  const decrypt = async (name: SecretName, data: string): Promise<{ secret: Secret; stale: boolean } | null> => {
    try {
      const { result, shouldReEncrypt } = await keyring.decryptStringAsync(Buffer.from(data, 'base64'))
      const payload = PayloadSchema.parse(JSON.parse(result))
      return payload.name === name ? { secret: new Secret(payload.value), stale: shouldReEncrypt } : null
    } catch {
      return null
    }
  }
  const verified = async (name: SecretName, value: Secret): Promise<string> => {
    const data = await encrypt(name, value)
    if ((await decrypt(name, data))?.secret.reveal() !== value.reveal())
      throw refuse('The keyring gave back something else than it was given; the key was not stored.')
    return data
  }

  const read = async (name: SecretName): Promise<Secret | null> => {
    const remembered = session.get(name) ?? known.get(name)
    if (remembered !== undefined) return remembered
    const file = await load()
    const entry = file?.secrets[name]
    if (file === null || entry === undefined) return null
    const verdict = await judgeKeyring(keyring, platform)
    if (verdict.backend !== file.backend) throw otherBackend(file.backend, verdict.backend)
    if (verdict.kind !== 'usable') throw lockedNow()
    const current = await decrypt(name, entry.data)
    const found = current ?? (entry.previous === null ? null : await decrypt(name, entry.previous))
    if (found === null) throw refuse('The keyring cannot read this key any more. Enter it again.')
    if (current === null) log('warn', 'vault.previous_used', { name })
    else if (found.stale)
      await store(withEntry(file, name, { data: await verified(name, found.secret), previous: entry.data }))
    else if (entry.previous !== null) await store(withEntry(file, name, { data: entry.data, previous: null }))
    known.set(name, found.secret)
    return found.secret
  }

  const write = async (name: SecretName, value: Secret): Promise<void> => {
    const verdict = await judgeKeyring(keyring, platform)
    const found = await load()
    // A file that holds no key any more binds nobody to the keyring it was written with.
    const file = found !== null && Object.keys(found.secrets).length > 0 ? found : null
    if (file !== null && file.backend !== verdict.backend) throw otherBackend(file.backend, verdict.backend)
    if (verdict.kind === 'memory') return void session.set(name, value)
    if (verdict.kind === 'locked') throw lockedNow()
    const data = await verified(name, value)
    const base: VaultFile = file ?? { version: 1, backend: verdict.backend, secrets: {} }
    const before = base.secrets[name]
    // What nobody has proven yet is no safer than the new value; the last proven one is kept.
    await store(withEntry(base, name, { data, previous: before?.previous ?? before?.data ?? null }))
    if ((await load())?.secrets[name]?.data !== data) throw refuse('The key could not be read back from the disk.')
    known.set(name, value)
  }

  const status: Vault['status'] = async (name) => {
    const inMemory = session.get(name)
    const describe = (state: SecretStatus['state'], hint: string, backend: string) => ({ name, state, hint, backend })
    if (inMemory !== undefined) return describe('session', inMemory.hint, 'memory of this process')
    try {
      const secret = await oneByOne(() => read(name))
      return secret === null
        ? describe('missing', '', '')
        : describe('stored', secret.hint, (await judgeKeyring(keyring, platform)).backend)
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'vault_refused')
        return describe('locked', '', (await judgeKeyring(keyring, platform)).backend)
      throw thrown
    }
  }

  return {
    get: (name) => oneByOne(() => read(name)),
    put: async (name, value) => {
      await oneByOne(() => write(SecretNameSchema.parse(name), value))
      return status(name)
    },
    remove: (name) =>
      oneByOne(async () => {
        session.delete(name)
        known.delete(name)
        const file = await load()
        if (file?.secrets[name] === undefined) return
        const secrets = Object.fromEntries(Object.entries(file.secrets).filter(([key]) => key !== name))
        await store({ ...file, secrets })
      }),
    status,
  }
}
