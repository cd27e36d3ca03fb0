import { createHash } from 'node:crypto'
import type { Connection } from '#main/store/database.ts'

/** Rows of the ledger as they stand in the table, and as seals and digests cover them. */
export type SealedRow = {
  readonly seq: number
  /** Null: about a conversation as a whole. */
  readonly proposal_id: string | null
  readonly conversation_id: number
  readonly type: string
  readonly payload: string
  readonly at: number
}
export type StoredRow = SealedRow & { readonly seal: string | null }

export const sealedColumns = 'seq, proposal_id, conversation_id, type, payload, at'

/** The JSON of a row, as seals and digests cover it. */
export const lineOf = (first: readonly string[], row: SealedRow): string =>
  JSON.stringify([...first, row.seq, row.proposal_id, row.conversation_id, row.type, row.payload, row.at])

/** One digest over the rows that were written before there was a chain; '' where there are none. */
export function createOrigin(): { readonly add: (row: SealedRow) => void; readonly digest: () => string } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add: (row) => {
      hash.update(`${lineOf([], row)}\n`)
      rows += 1
    },
    digest: () => (rows === 0 ? '' : hash.copy().digest('hex')),
  }
}

/** The digest of the rows up to the first sealed one. */
export function originOf(db: Connection): string {
  const origin = createOrigin()
  const rows = db.prepare<[], StoredRow>(`select ${sealedColumns}, seal from ledger order by seq`)
  for (const row of rows.iterate()) {
    if (row.seal !== null) break
    origin.add(row)
  }
  return origin.digest()
}
