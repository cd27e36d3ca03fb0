import { createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import type { DeskKey } from '#main/kernel/ports.ts'
import { writeOwnerOnly, isAbsent } from '#main/hosts/owner-only.ts'
import { makeKey, publicKeyOf, signText } from '#main/services/signing/signature-key.ts'

/** A key of this profile in a file that nobody else may read, made when it is first needed. */
export type KeyFile = { readonly key: Uint8Array; readonly isNew: boolean }

/** A file that does not hold `fits` is put aside, and another key takes its place: the desk works on, and says so. */
async function readOrMake(
  file: string,
  fits: (bytes: Uint8Array) => boolean,
  make: () => Uint8Array,
): Promise<KeyFile> {
  try {
    const key = await readFile(file)
    if (fits(key)) return { key, isNew: false }
    await rename(file, `${file}.unreadable-${randomBytes(4).toString('hex')}`)
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown
  }
  const key = make()
  await writeOwnerOnly(file, key)
  return { key, isNew: true }
}

/** What the ledger is sealed with: 32 random bytes. */
export const readLedgerKey = (file: string): Promise<KeyFile> =>
  readOrMake(
    file,
    ({ length }) => length === 32,
    () => randomBytes(32),
  )

/** What this desk signs its requests to other desks with: an Ed25519 key, as PKCS #8 in DER. */
export async function readDeskKey(file: string): Promise<DeskKey> {
  const make = () => makeKey().key.export({ format: 'der', type: 'pkcs8' })
  const { key: bytes } = await readOrMake(file, (held) => toKey(held)?.asymmetricKeyType === 'ed25519', make)
  const key = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
  return { publicKey: publicKeyOf(key), sign: (text) => signText(key, text) }
}

function toKey(bytes: Uint8Array): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
  } catch {
    return null
  }
}
