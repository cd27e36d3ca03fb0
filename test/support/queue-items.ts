import type { WaitingItem } from '#main/store/store.ts'

let seq = 0

/** A row of the queue as the store gives it. */
export const waitingItem = (id: string, change: Partial<WaitingItem> = {}): WaitingItem => ({
  id,
  seq: (seq += 1),
  conversationId: seq,
  kind: 'tool',
  tool: 'refund',
  risk: 2,
  state: 'pending',
  title: id,
  customer: 'Ana Ruiz',
  channel: 'chat',
  tags: [],
  waitingSince: null,
  proposedAt: 0,
  expiresAt: null,
  snoozed: null,
  bundleSize: 1,
  reason: null,
  marks: [],
  ask: null,
  ...change,
})
