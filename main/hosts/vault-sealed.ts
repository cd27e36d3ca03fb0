import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { SecretNameSchema, type SecretName, type SecretStatus } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { readIfThere, writeOwnerOnly } from '#main/hosts/owner-only.ts'

/**
 * Secrets in one owner-only file, sealed with a key made from the operator's passphrase (scrypt) and AES-256-GCM. Every
 * entry has its own nonce and is bound to its name. With a wrong passphrase nothing is decrypted, changed or overwritten:
 * the secrets are `locked`. A value counts as kept only after it was read back from the disk and compared.
 */

const Base64 = z.base64()
const FileSchema = z.object({
  version: z.literal(1),
  scrypt: z.object({ salt: Base64, cost: z.number().int(), blockSize: z.literal(8), parallelisation: z.literal(1) }),
  /** Sealed under the same key: proves the passphrase without any secret. */
  proof: Base64,
  secrets: z.record(z.string(), Base64),
})
type SealedFile = z.infer<typeof FileSchema>
type Opened = { readonly file: SealedFile; readonly key: Buffer }

const backend = 'file sealed with your passphrase'
const proofText = 'countersign vault 1'
const cost = 2 ** 17

const deriveKey = (passphrase: string, parameters: SealedFile['scrypt']): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { salt, cost: N, blockSize: r, parallelisation: p } = parameters
    if (N < 2 ** 14 || N > 2 ** 20) return reject(damaged())
    scrypt(
      passphrase.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      32,
      { N, r, p, maxmem: 256 * N * r },
      (error, key) =>
        error === null ? resolve(key) : reject(new AppError('vault_refused', 'The passphrase could not be used.')),
    )
  })

function seal(key: Buffer, name: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
}

/** The text, or null where key, name or bytes are not the ones it was sealed with. */
function unseal(key: Buffer, name: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < 28) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

const damaged = () => new AppError('vault_refused', 'The sealed file of keys is damaged; it was left as it is.')
const locked = () =>
  new AppError('vault_refused', 'The passphrase does not open the sealed file of keys; nothing was changed.')

function parseFile(text: string): SealedFile {
  try {
    return FileSchema.parse(JSON.parse(text))
  } catch {
    throw damaged()
  }
}

export function createSealedVault(options: { readonly directory: string; readonly passphrase: Secret }): Vault {
  const path = join(options.directory, 'secrets.sealed.json')
  const keys = new Map<string, Promise<Buffer>>()
  let queue: Promise<unknown> = Promise.resolve()

  /** Making a key is slow on purpose; once per salt is enough. */
  const keyFor = (parameters: SealedFile['scrypt']) => {
    const known = keys.get(parameters.salt)
    if (known !== undefined) return known
    const made = deriveKey(options.passphrase.reveal(), parameters)
    keys.set(parameters.salt, made)
    return made
  }
  const open = async (): Promise<Opened | null> => {
    const text = await readIfThere(path)
    if (text === null) return null
    const file = parseFile(text)
    const key = await keyFor(file.scrypt)
    if (unseal(key, 'proof', file.proof) !== proofText) throw locked()
    return { file, key }
  }
  const begin = async (): Promise<Opened> => {
    const salt = randomBytes(32).toString('base64')
    const parameters = { salt, cost, blockSize: 8, parallelisation: 1 } as const
    const key = await keyFor(parameters)
    return { key, file: { version: 1, scrypt: parameters, proof: seal(key, 'proof', proofText), secrets: {} } }
  }
  const store = (file: SealedFile) => writeOwnerOnly(path, JSON.stringify(file))
  /** One change at a time, so that none is lost. */
  const change = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }

  const get: Vault['get'] = async (name) => {
    const opened = await open()
    const sealed = opened?.file.secrets[name]
    if (opened === null || sealed === undefined) return null
    const text = unseal(opened.key, name, sealed)
    if (text === null) throw damaged()
    return new Secret(text)
  }
  const describe = (name: SecretName, state: SecretStatus['state'], hint: string): SecretStatus => ({
    name,
    state,
    hint,
    backend: state === 'missing' ? '' : backend,
  })

  return {
    get,
    put: (name, value) =>
      change(async () => {
        SecretNameSchema.parse(name)
        const { file, key } = (await open()) ?? (await begin())
        await store({ ...file, secrets: { ...file.secrets, [name]: seal(key, name, value.reveal()) } })
        const back = await get(name)
        if (back?.reveal() !== value.reveal())
          throw new AppError('vault_refused', 'The key could not be read back from the sealed file.')
        return describe(name, 'stored', value.hint)
      }),
    remove: (name) =>
      change(async () => {
        const opened = await open()
        if (opened === null || opened.file.secrets[name] === undefined) return
        const secrets = Object.fromEntries(Object.entries(opened.file.secrets).filter(([key]) => key !== name))
        await store({ ...opened.file, secrets })
      }),
    status: async (name) => {
      try {
        const secret = await get(name)
        return secret === null ? describe(name, 'missing', '') : describe(name, 'stored', secret.hint)
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'vault_refused') return describe(name, 'locked', '')
        throw thrown
      }
    },
  }
}
