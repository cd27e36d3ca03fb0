import { AppError } from '#main/kernel/errors.ts'
import { nameKey, waitAfter } from '#main/domain/person.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'

/** What a PIN opens: the private key of somebody of this desk. */
export type SealedKey = { readonly salt: string; readonly sealed: string }

export type StoredPerson = {
  readonly id: string
  readonly name: string
  /** Null: they sign at a desk of their own. */
  readonly key: SealedKey | null
  readonly publicKey: string
  readonly createdAt: number
  readonly disabledAt: number | null
}

export type ApprovalRequest = {
  readonly nonce: string
  readonly proposalId: string
  readonly digest: string
  /** When the first signature was made that it asks for a second to. */
  readonly signedAt: number
  readonly validUntil: number
}

export type PeopleStore = {
  readonly list: () => Promise<readonly StoredPerson[]>
  readonly get: (id: string) => Promise<StoredPerson>
  /** Enabled, with this public key. */
  readonly byKey: (publicKey: string) => Promise<StoredPerson | null>
  /** Throws `conflict` where somebody who is enabled has the name or the key. */
  readonly add: (person: Omit<StoredPerson, 'disabledAt'>) => Promise<StoredPerson>
  readonly setKey: (id: string, key: SealedKey) => Promise<StoredPerson>
  readonly disable: (id: string, at: number) => Promise<StoredPerson>
  /** Counts a try before it is made, so that many at once are many. Throws `rate_limited` with `retryAt`. */
  readonly countTry: (id: string, at: number) => Promise<void>
  readonly forgetTries: (id: string) => Promise<void>
  readonly issue: (request: ApprovalRequest) => Promise<void>
  readonly request: (nonce: string) => Promise<(ApprovalRequest & { readonly usedAt: number | null }) | null>
  /** Once. Throws `already_decided`. */
  readonly use: (nonce: string, at: number) => Promise<void>
}

type Row = {
  readonly id: string
  readonly name: string
  readonly salt: string | null
  readonly sealed: string | null
  readonly public_key: string
  readonly tries: number
  readonly retry_at: number | null
  readonly created_at: number
  readonly disabled_at: number | null
}
type RequestRow = {
  readonly nonce: string
  readonly proposal_id: string
  readonly digest: string
  readonly signed_at: number
  readonly valid_until: number
  readonly used_at: number | null
}

const toPerson = (row: Row): StoredPerson => ({
  id: row.id,
  name: row.name,
  key: row.salt === null || row.sealed === null ? null : { salt: row.salt, sealed: row.sealed },
  publicKey: row.public_key,
  createdAt: row.created_at,
  disabledAt: row.disabled_at,
})

export function createPeople(db: Connection, write: Write): PeopleStore {
  const all = db.prepare<[], Row>('select * from people order by created_at, id')
  const one = db.prepare<[string], Row>('select * from people where id = ?')
  const enabled = db.prepare<[string], Row>('select * from people where disabled_at is null and public_key = ?')
  const taken = db.prepare<[string, string], Row>(
    'select * from people where disabled_at is null and (name_key = ? or public_key = ?)',
  )
  const insert = db.prepare<[string, string, string, string | null, string | null, string, number]>(`
    insert into people(id, name, name_key, salt, sealed, public_key, created_at) values (?, ?, ?, ?, ?, ?, ?)`)
  const setKey = db.prepare<[string, string, string]>('update people set salt = ?, sealed = ? where id = ?')
  const disable = db.prepare<[number, string]>('update people set disabled_at = coalesce(disabled_at, ?) where id = ?')
  const count = db.prepare<[number, number | null, string]>('update people set tries = ?, retry_at = ? where id = ?')
  const issue = db.prepare<[string, string, string, number, number]>(`
    insert into approval_requests(nonce, proposal_id, digest, signed_at, valid_until) values (?, ?, ?, ?, ?)`)
  const request = db.prepare<[string], RequestRow>('select * from approval_requests where nonce = ?')
  const use = db.prepare<[number, string]>(
    'update approval_requests set used_at = ? where nonce = ? and used_at is null',
  )

  const rowOf = (id: string): Row => {
    const row = one.get(id)
    if (row === undefined) throw new AppError('not_found', `There is no person ${id}.`)
    return row
  }
  const get = (id: string): StoredPerson => toPerson(rowOf(id))

  return {
    list: async () => guarded(() => all.all().map(toPerson)),
    get: async (id) => guarded(() => get(id)),
    byKey: async (publicKey) =>
      guarded(() => {
        const row = enabled.get(publicKey)
        return row === undefined ? null : toPerson(row)
      }),
    add: async ({ id, name, key, publicKey, createdAt }) =>
      write(() => {
        const other = taken.get(nameKey(name), publicKey)
        if (other !== undefined) throw new AppError('conflict', `${other.name} has this name or this key already.`)
        insert.run(id, name, nameKey(name), key?.salt ?? null, key?.sealed ?? null, publicKey, createdAt)
        return get(id)
      }),
    setKey: async (id, { salt, sealed }) =>
      write(() => {
        setKey.run(salt, sealed, id)
        return get(id)
      }),
    disable: async (id, at) =>
      write(() => {
        disable.run(at, rowOf(id).id)
        return get(id)
      }),
    countTry: async (id, at) =>
      write(() => {
        const { tries, retry_at: retryAt } = rowOf(id)
        if (retryAt !== null && at < retryAt) {
          throw new AppError('rate_limited', 'Too many wrong PINs. Wait, then try again.', { data: { retryAt } })
        }
        const wait = waitAfter(tries + 1)
        count.run(tries + 1, wait === 0 ? null : at + wait, id)
      }),
    forgetTries: async (id) => write(() => void count.run(0, null, id)),
    issue: async ({ nonce, proposalId, digest, signedAt, validUntil }) =>
      write(() => void issue.run(nonce, proposalId, digest, signedAt, validUntil)),
    request: async (nonce) =>
      guarded(() => {
        const row = request.get(nonce)
        if (row === undefined) return null
        const { proposal_id: proposalId, digest, signed_at: signedAt, valid_until: validUntil, used_at: usedAt } = row
        return { nonce, proposalId, digest, signedAt, validUntil, usedAt }
      }),
    use: async (nonce, at) =>
      write(() => {
        if (use.run(at, nonce).changes !== 1) throw new AppError('already_decided', 'This answer was used before.')
      }),
  }
}
