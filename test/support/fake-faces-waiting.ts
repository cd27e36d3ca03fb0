import type { Proposal } from '#contract/proposal.ts'
import type { Face } from '#test/support/fake-faces.ts'

/** Faces of what a signature waits for: time, a second person, a rehearsal, and what undoes it. */
const hour = 3_600_000

const refund = {
  tool: 'refund_order',
  kind: 'tool',
  risk: 3,
  sentence: ['Refund ', ['$62.50'], ' to order ', ['10398'], ' for ', ['Tobias Brandt']],
  arguments: { order_id: '10398', amount: 62.5, reason: 'Wrong item', return_needed: false },
} as const satisfies Partial<Face>
const words = {
  tool: 'send_reply',
  kind: 'reply',
  risk: 2,
  sentence: ['Reply to ', ['Tobias Brandt'], ' by email'],
  arguments: { text: 'Hi Tobias,\n\nI have refunded **$62.50** to your card. Allow 5 to 10 days.' },
} as const satisfies Partial<Face>

const jo = { by: 'person', name: 'Jo Lindqvist', surface: 'window' } as const
const kim = { by: 'person', name: 'Marisol Kim', surface: 'window' } as const
const signed = (at: number): NonNullable<Proposal['decision']> => ({
  verb: 'approve',
  signer: jo,
  at,
  reason: null,
  reasons: [],
})
const done = (at: number): Partial<Proposal> => ({
  decision: signed(at),
  outcome: {
    result: { refund_id: 're_88213' },
    receipt: { status: 200, remoteId: 're_88213', summary: 'Refunded $62.50, receipt re_88213' },
    error: null,
    retryable: false,
    at,
    resolvedBy: null,
  },
})
const two = { verdict: 'ask_two', rule: 'Refunds over $50' } as const

export const waitingFaces: readonly Face[] = [
  { ...words, name: 'Deadline', change: () => ({ expiresAt: Date.now() + 3 * hour + 40.5 * 60_000 }) },
  {
    ...words,
    name: 'Leaving',
    change: () => ({ state: 'scheduled', decision: signed(Date.now()), dueAt: Date.now() + 90_000 }),
  },
  {
    ...words,
    name: 'Put off',
    change: () => ({ snoozed: { until: Date.now() + 2 * hour, event: 'customer_writes', by: 'Jo Lindqvist' } }),
  },
  { ...words, name: 'Expired', change: () => ({ state: 'expired', expiresAt: Date.now() - hour }) },
  {
    ...refund,
    name: 'Second person, signed by you',
    change: (at) => ({
      state: 'awaiting_second',
      policy: two,
      signatures: [{ verb: 'approve', signer: jo, at }],
      expiresAt: Date.now() + 8 * hour,
    }),
  },
  {
    ...refund,
    name: 'Second person, your turn',
    change: (at) => ({ state: 'awaiting_second', policy: two, signatures: [{ verb: 'approve', signer: kim, at }] }),
  },
  {
    ...refund,
    name: 'Reason wanted',
    change: () => ({ policy: { verdict: 'ask', rule: 'Refunds over $50', requireReason: true } }),
  },
  { ...refund, name: 'Rehearsal', change: () => ({ mode: 'dry_run', expiresAt: Date.now() + 8 * hour }) },
  {
    ...refund,
    name: 'Simulated',
    change: (at) => ({ mode: 'dry_run', state: 'dry_run', decision: signed(at) }),
  },
  { ...refund, name: 'Undo waits', change: (at) => ({ ...done(at), state: 'undo_pending', compensatedBy: 'p1' }) },
  { ...refund, name: 'Undone', change: (at) => ({ ...done(at), state: 'undone', compensatedBy: 'p1' }) },
]
