import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  scrypt,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { AppError } from '#main/kernel/errors.ts'
import type { SealedKey } from '#main/store/people.ts'

/** Ed25519 keys of people, each sealed with its owner's PIN. Public keys are 64, signatures 128 lower-case hex digits. */

const cost = { N: 2 ** 15, r: 8, p: 1 }

const derive = (pin: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, 32, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error === null ? resolve(key) : reject(new AppError('internal', 'The PIN could not be used.', { cause: error })),
    )
  })

// Every key is made from a salt of its own and seals one text: its nonce need not differ from that of another key.
const nonce = Buffer.alloc(12)

export async function sealKey(key: KeyObject, id: string, pin: string, salt: string): Promise<SealedKey> {
  const cipher = createCipheriv('aes-256-gcm', await derive(pin, salt), nonce)
  cipher.setAAD(Buffer.from(id))
  const body = Buffer.concat([cipher.update(key.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
  return { salt, sealed: Buffer.concat([cipher.getAuthTag(), body]).toString('base64') }
}

/** Null: it is not the PIN it was sealed with. */
export async function openKey({ salt, sealed }: SealedKey, id: string, pin: string): Promise<KeyObject | null> {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', await derive(pin, salt), nonce, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(id))
  decipher.setAuthTag(bytes.subarray(0, 16))
  try {
    const der = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch {
    return null
  }
}

export function makeKey(): { readonly key: KeyObject; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { key: privateKey, publicKey: publicKeyOf(privateKey) }
}

export const publicKeyOf = (key: KeyObject): string =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')

export const signText = (key: KeyObject, text: string): string => sign(null, Buffer.from(text), key).toString('hex')

export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const x = Buffer.from(publicKey, 'hex').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}
