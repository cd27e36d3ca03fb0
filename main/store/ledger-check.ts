import { setImmediate } from 'node:timers/promises'
import { followChain, type Anchor, type ChainReport, type LedgerKey } from '#main/store/chain.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { compareSnapshots } from '#main/store/verify.ts'

/** The whole check of the ledger: the chain, then every proposal against its entries; telling how far it is. */
export type LedgerCheck =
  | {
      readonly type: 'progress'
      readonly what: 'entries' | 'proposals'
      readonly done: number
      readonly total: number
    }
  | { readonly type: 'result'; readonly chain: ChainReport; readonly snapshots: readonly string[] }

/** Steps that are told of each part: more would only fill the wire. */
const steps = 50

/** Ends without a result when the signal aborts. */
export async function* checkLedger(
  db: Connection,
  key: LedgerKey,
  anchors: readonly Anchor[],
  signal: AbortSignal,
): AsyncGenerator<LedgerCheck, void, undefined> {
  const count = (table: 'ledger' | 'proposals'): number =>
    guarded(() => db.prepare<[], number>(`select count(*) from ${table}`).pluck().get() ?? 0)
  const chain = yield* told('entries', count('ledger'), followChain(db, key, anchors), signal)
  if (chain === null) return
  const snapshots = yield* told('proposals', count('proposals'), compareSnapshots(db), signal)
  if (snapshots !== null) yield { type: 'result', chain, snapshots }
}

async function* told<T>(
  what: 'entries' | 'proposals',
  total: number,
  work: Generator<number, T, undefined>,
  signal: AbortSignal,
): AsyncGenerator<LedgerCheck, T | null, undefined> {
  let said = 0
  yield { type: 'progress', what, done: 0, total }
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value
    if (signal.aborted) return null
    if (step.value - said >= total / steps) {
      said = step.value
      yield { type: 'progress', what, done: said, total: Math.max(total, said) }
    }
    await setImmediate()
  }
}
