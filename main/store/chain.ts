import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { guarded, read, type Connection } from '#main/store/database.ts'
import { readVouched } from '#main/store/erase/vouching.ts'
import {
  createOrigin,
  lineOf,
  originOf,
  sealedColumns,
  type SealedRow,
  type StoredRow,
} from '#main/store/ledger-row.ts'

/**
 * The ledger as a chain: every row carries a seal over itself and the seal before it, made with a key that is not in the
 * database. Whoever changes, removes or moves a row without the key breaks every seal from there on. What is cut off at the
 * end leaves no broken seal; anchors that are kept outside the file show it. What a person took out of a row is vouched for by
 * a sealed entry (erase/vouching.ts). Written out for others in docs/audit.md.
 */
export type LedgerKey = Uint8Array

/** A row and its seal, written down outside the database. `replaced`: a backup took the ledger's place and ended here. */
export type Anchor = {
  readonly at: number
  readonly seq: number
  /** Null: the backup was older than the seals. */
  readonly seal: string | null
  readonly why: 'day' | 'stop' | 'replaced'
}

export type Break = { readonly seq: number; readonly proposalId: string | null; readonly what: string }

export type ChainReport = {
  readonly events: number
  /** Rows older than the chain; covered as a whole by the first seal. */
  readonly before: number
  /** Rows sealed with a key that is not here any more: in order, but their content cannot be checked. */
  readonly unknown: { readonly from: number; readonly to: number } | null
  /** The first thing that is not as it was written, or null. */
  readonly broken: Break | null
}

/** Which key made a seal, without saying the key. */
export const keyIdOf = (key: LedgerKey): string =>
  createHash('sha256').update('countersign ledger key\n').update(key).digest('hex').slice(0, 8)

const keyOf = (seal: string): string => seal.slice(0, seal.indexOf(':'))

type Sealer = (before: string, row: SealedRow) => string

/** "key id:HMAC-SHA-256 over the JSON of [seal before, seq, proposal, conversation, type, payload, at]". */
function createSealer(key: LedgerKey): Sealer {
  const id = keyIdOf(key)
  const secret: KeyObject = createSecretKey(key)
  return (before, row) =>
    `${id}:${createHmac('sha256', secret)
      .update(lineOf([before], row))
      .digest('hex')}`
}

export type Head = { readonly seq: number; readonly seal: string | null }

export type Chain = {
  readonly last: () => number
  /** The number and the seal of the row about to be written, inside the transaction that writes it. */
  readonly seal: (row: Omit<SealedRow, 'seq'>) => { readonly seq: number; readonly seal: string }
}

/**
 * The end of the chain is read from the table each time, so that nothing taken back can leave it wrong. Rows from before
 * the chain are digested here, once, and not while somebody waits for the first decision.
 */
export function createChain(db: Connection, key: LedgerKey): Chain {
  const sealer = createSealer(key)
  const end = db.prepare<[], Head>('select seq, seal from ledger order by seq desc limit 1')
  const origin = guarded(() => (end.get()?.seal === null ? originOf(db) : ''))
  return {
    last: () => end.get()?.seq ?? 0,
    seal: (row) => {
      const newest = end.get()
      const seq = (newest?.seq ?? 0) + 1
      return { seq, seal: sealer(newest?.seal ?? origin, { ...row, seq }) }
    },
  }
}

/** The newest row; null in an empty ledger. */
export const headOf = (db: Connection): Head | null =>
  db.prepare<[], Head>('select seq, seal from ledger order by seq desc limit 1').get() ?? null

/** Anchors that still hold: where a backup took the ledger's place, what was anchored after its end is gone for a known reason. */
function standing(anchors: readonly Anchor[]): readonly Anchor[] {
  let kept: Anchor[] = []
  for (const anchor of anchors) {
    if (anchor.why === 'replaced') kept = kept.filter(({ seq }) => seq <= anchor.seq)
    kept.push(anchor)
  }
  return kept
}

/** Rows between two looks at whether anybody still wants to know. */
const slice = 2000

/** Follows the chain as of one moment. */
export const verifyChain = (db: Connection, key: LedgerKey, anchors: readonly Anchor[]): ChainReport =>
  read(db, () => {
    const following = followChain(db, key, anchors)
    for (let step = following.next(); ; step = following.next()) if (step.done === true) return step.value
  })

/**
 * Follows the chain from its beginning, in slices, each as long as somebody asks for the next; yields how many rows it has
 * followed. Stops at the first break, since everything after it is broken as well. What is written meanwhile is added to the
 * end, where it is followed too.
 */
export function* followChain(
  db: Connection,
  key: LedgerKey,
  anchors: readonly Anchor[],
): Generator<number, ChainReport, undefined> {
  const [sealer, id, origin] = [createSealer(key), keyIdOf(key), createOrigin()]
  const held = standing(anchors)
  const wanted = Map.groupBy(held, ({ seq }) => seq)
  const rows = db.prepare<[number, number], StoredRow>(
    `select ${sealedColumns}, seal from ledger where seq > ? order by seq limit ?`,
  )
  let [events, before, previous] = [0, 0, 0]
  let last: string | null = null
  let unknown: { from: number; to: number } | null = null
  let known = false
  let broken: Break | null = null
  const readPage = (after: number) => guarded(() => rows.all(after, slice))
  let vouched = readVouched(db)
  const isVouched = (row: StoredRow): boolean => {
    if (vouched.covers(row)) return true
    vouched = readVouched(db)
    return vouched.covers(row)
  }
  for (let page = readPage(0); page.length > 0 && broken === null; page = readPage(previous)) {
    for (const row of page) {
      const { seq, seal } = row
      broken = outOfOrder(previous, row) ?? notAnchored(row, wanted.get(seq) ?? [])
      if (broken !== null) break
      if (seal === null && last === null) {
        origin.add(row)
        before += 1
      } else if (seal !== null && keyOf(seal) !== id && !known) {
        unknown ??= { from: seq, to: seq }
        unknown.to = seq
        last = seal
      } else {
        if (seal !== sealer(last ?? vouched.origin(origin.digest()), row) && !isVouched(row)) {
          broken = breakAt(row, `Row ${seq} is not as it was written.`)
          break
        }
        known = true
        last = seal
      }
      events += 1
      previous = seq
    }
    yield events
  }
  return { events, before, unknown, broken: broken ?? cutOff(previous, held) }
}

const breakAt = (row: SealedRow, what: string): Break => ({ seq: row.seq, proposalId: row.proposal_id, what })

function outOfOrder(previous: number, row: SealedRow): Break | null {
  const next = previous + 1
  if (row.seq === next) return null
  const rows = row.seq - next === 1 ? `Row ${next} is missing.` : `Rows ${next} to ${row.seq - 1} are missing.`
  return { seq: next, proposalId: null, what: rows }
}

function notAnchored(row: StoredRow, anchors: readonly Anchor[]): Break | null {
  const anchor = anchors.find(({ seal }) => seal !== row.seal)
  if (anchor === undefined) return null
  return breakAt(row, `Row ${row.seq} is not the one that was there on ${dayOf(anchor.at)}.`)
}

function cutOff(previous: number, anchors: readonly Anchor[]): Break | null {
  const cut = anchors.findLast(({ seq }) => seq > previous)
  if (cut === undefined) return null
  const what = `The rows after ${previous} are gone: on ${dayOf(cut.at)} there was a row ${cut.seq}.`
  return { seq: previous + 1, proposalId: null, what }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
