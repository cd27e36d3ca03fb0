import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Activity } from '#main/store/activity.ts'
import { headOf, keyIdOf, type Anchor, type ChainReport, type Head, type LedgerKey } from '#main/store/chain.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Exported } from '#main/store/ledger-export.ts'
import type { LedgerCheck } from '#main/store/ledger-check.ts'
import type { Reader } from '#main/store/reader.ts'

/** The ledger as proof: where it ends, whether it is as it was written, what happened, and all of it for somebody else. */
export type AuditStore = {
  /** The newest row; null where there is none. */
  readonly head: () => Promise<Head | null>
  readonly verify: (anchors: readonly Anchor[]) => Promise<ChainReport>
  /** The same and every proposal, telling how far it is; ends without a result when the signal aborts. */
  readonly check: (anchors: readonly Anchor[], signal: AbortSignal) => AsyncIterable<LedgerCheck>
  readonly activity: Activity
  /** Writes the whole ledger into a new file. */
  readonly export: () => Promise<Exported & { readonly file: string }>
}

type Options = { readonly exportDirectory: string; readonly ledgerKey: LedgerKey }

export function createAudit(
  db: Connection,
  reader: Reader,
  { exportDirectory, ledgerKey }: Options,
  now: () => number,
): AuditStore {
  return {
    head: async () => guarded(() => headOf(db)),
    verify: async (anchors) => reader.verifyChain(ledgerKey, anchors),
    check: (anchors, signal) => reader.checkLedger(ledgerKey, anchors, signal),
    activity: reader.activity,
    export: async () => {
      mkdirSync(exportDirectory, { recursive: true, mode: 0o700 })
      const at = now()
      const file = join(exportDirectory, `ledger-${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}.jsonl`)
      return { file, ...(await reader.exportLedger({ to: file, at, key: keyIdOf(ledgerKey) })) }
    },
  }
}
