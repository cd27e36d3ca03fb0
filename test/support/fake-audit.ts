import type { ProposalEntry } from '#contract/audit.ts'
import type { AppContract } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A ledger of six entries, whole and well. */
const at = Date.UTC(2026, 10, 20, 9, 30)
const refund = { order_id: '#W2041', amount: 42, currency: 'GBP' }
const base: Omit<ProposalEntry, 'seq' | 'at' | 'type' | 'who' | 'summary' | 'signed'> = {
  proposalId: 'p-refund',
  conversationId: 1,
  customer: 'Ana Ruiz',
  title: 'Refund £42.00 to Ana Ruiz',
  tool: 'refund_order',
  risk: 3,
  state: 'succeeded',
  rule: 'default of R3',
  proposed: refund,
  executed: { ...refund, amount: 40 },
}
const happened: readonly (readonly [string, string, string, ProposalEntry['signed']])[] = [
  ['succeeded', 'Desk', 'Done: 201 re_88120', null],
  ['sent', 'Desk', 'Request sent', null],
  ['attempted', 'Desk', 'Attempt 1 written down', null],
  ['approved', 'Jo Lindqvist', 'Edited and signed revision 1', { ...refund, amount: 40 }],
  ['asked', 'Policy', 'Asks a person', null],
  ['proposed', 'Agent', 'Proposed', null],
]
const entries = happened.map(([type, who, summary, signed], index): ProposalEntry => {
  return { ...base, seq: happened.length - index, at: at - index * 60_000, type, who, summary, signed }
})

const report = {
  ok: true,
  events: entries.length,
  before: 0,
  unknown: null,
  broken: null,
  snapshots: [],
  anchors: 3,
  anchoredAt: at,
  unreadable: 0,
  replaced: [],
}

export const fakeAudit: Handlers<AppContract['audit']> = {
  verify: async () => report,
  check: async function* () {
    yield { type: 'report', report }
  },
  head: async function* () {
    yield { seq: entries.length }
  },
  activity: async ({ who, type, tool }) => ({
    entries: entries.filter(
      (one) =>
        (who === undefined || one.who === who) &&
        (type === undefined || one.type === type) &&
        (tool === undefined || one.tool === tool),
    ),
    before: null,
  }),
  export: async () => ({
    file: '/home/jo/Countersign/exports/ledger-20261120T093000000Z.jsonl',
    bytes: 5120,
    rows: entries.length,
    sha256: 'a'.repeat(64),
  }),
}
