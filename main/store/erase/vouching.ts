import { createHash } from 'node:crypto'
import type { Chain } from '#main/store/chain.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { lineOf, originOf, sealedColumns, type StoredRow } from '#main/store/ledger-row.ts'

/**
 * How a ledger stays a proof although something was taken out of it. A row whose payload was erased keeps its number, its time
 * and its seal, and the seal of the row after it still covers that seal. What stands in it now is vouched for by a later
 * entry, itself sealed: the digest of the row as it is from then on. So a row is as it was sealed, or as the newest sealed
 * entry that names it says, or it is broken.
 */
export type Erasure = {
  /** redacted: words or sound of a conversation · erased: all of a conversation. */
  readonly type: 'redacted' | 'erased'
  readonly by: string
  readonly reason: string
  /** What kind of thing it was and how much; never what it said. */
  readonly what: string
  /** Of the redaction; null: none. */
  readonly redaction: string | null
  /** Number and digest of each row that is not as it was sealed. */
  readonly rows: readonly (readonly [number, string])[]
  /** The digest over the rows that are older than the seals, where one of them was changed: as the first seal has it, and as it is. */
  readonly origin?: { readonly before: string; readonly after: string }
}

/** What an entry says of a recording that went by itself. */
export const recordingRemoved = 'The recording of a call'

/** What is left of an entry whose conversation was erased. */
export const erasedPayload = '{"type":"erased"}'

/** SHA-256 over the JSON of [seal, seq, proposal, conversation, type, payload, at]; '' for a row without a seal. */
export const digestOfRow = (row: StoredRow): string =>
  createHash('sha256')
    .update(lineOf([row.seal ?? ''], row))
    .digest('hex')

export type Vouched = {
  /** Whether a sealed entry says that the row is to be as it is. */
  readonly covers: (row: StoredRow) => boolean
  /** What the first seal stands on, where the rows before it are what is vouched for. */
  readonly origin: (present: string) => string
}

type EntryRow = { readonly payload: string }

/** What the entries say now; a check that finds a row changed asks anew, since somebody may be taking something out. */
export function readVouched(db: Connection): Vouched {
  const entries = guarded(() =>
    db
      .prepare<[], EntryRow>('select payload from ledger where proposal_id is null order by seq')
      .all()
      .map(({ payload }) => JSON.parse(payload) as Erasure),
  )
  const digests = new Map(entries.flatMap(({ rows }) => rows))
  const origins = entries.flatMap(({ origin }) => origin ?? [])
  return {
    covers: (row) => digests.get(row.seq) === digestOfRow(row),
    origin: (present) => (origins.at(-1)?.after === present ? (origins[0]?.before ?? present) : present),
  }
}

export type LedgerEraser = (
  conversationId: number,
  /** New payloads, by number. */
  payloads: ReadonlyMap<number, string>,
  entry: Omit<Erasure, 'rows' | 'origin'>,
  at: number,
) => number

/** Takes payloads out and appends the entry that vouches for it, inside the caller's transaction. Returns its number. */
export function createLedgerEraser(db: Connection, chain: Chain): LedgerEraser {
  const rowOf = db.prepare<[number], StoredRow>(`select ${sealedColumns}, seal from ledger where seq = ?`)
  const open = db.prepare<[number]>('insert into ledger_opened(seq) values (?)')
  const close = db.prepare('delete from ledger_opened')
  const rewrite = db.prepare<[string, number]>('update ledger set payload = ? where seq = ?')
  const append = db.prepare<[number, number, string, string, number, string]>(
    'insert into ledger(seq, proposal_id, conversation_id, type, payload, at, seal) values (?, null, ?, ?, ?, ?, ?)',
  )
  return (conversationId, payloads, entry, at) => {
    const touchesOrigin = [...payloads.keys()].some((seq) => rowOf.get(seq)?.seal === null)
    const before = touchesOrigin ? originOf(db) : ''
    for (const [seq, payload] of payloads) {
      open.run(seq)
      rewrite.run(payload, seq)
    }
    close.run()
    const rows = [...payloads.keys()].flatMap((seq) => {
      const row = rowOf.get(seq)
      return row === undefined ? [] : [[seq, digestOfRow(row)] as const]
    })
    const origin = touchesOrigin ? { origin: { before, after: originOf(db) } } : {}
    const payload = JSON.stringify({ ...entry, rows, ...origin } satisfies Erasure)
    const { seq, seal } = chain.seal({
      proposal_id: null,
      conversation_id: conversationId,
      type: entry.type,
      payload,
      at,
    })
    append.run(seq, conversationId, entry.type, payload, at, seal)
    return seq
  }
}
