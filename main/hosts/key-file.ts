import { randomBytes } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { writeOwnerOnly } from '#main/hosts/owner-only.ts'

/** A key of this profile in a file that nobody else may read, made when it is first needed. */
export type KeyFile = { readonly key: Uint8Array; readonly isNew: boolean }

const absent = (thrown: unknown) => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'

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
    if (!absent(thrown)) throw thrown
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
