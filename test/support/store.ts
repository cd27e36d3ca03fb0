import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Log } from '#main/kernel/ports.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { openStore } from '#main/store/index.ts'
import { createReader } from '#main/store/reader.ts'
import type { IncomingConversation, IncomingMessage, StoredTurn } from '#main/store/store.ts'

/** A clock that stands still until a test moves it. */
export function standingClock(at = 1_700_000_000_000): Clock & { readonly advance: (ms: number) => void } {
  let now = at
  return { now: () => now, monotonic: () => now, sleep: async () => {}, advance: (ms) => void (now += ms) }
}

export const quiet: Log = () => {}

export function temporaryDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'countersign-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Of every ledger that a test makes. */
export const testKey = new Uint8Array(32).fill(7)

export const storeOptions = (directory: string, more: Partial<StoreOptions> = {}): StoreOptions => ({
  file: join(directory, 'desk.sqlite'),
  backupDirectory: join(directory, 'backups'),
  exportDirectory: join(directory, 'exports'),
  recordingDirectory: join(directory, 'calls'),
  ledgerKey: testKey,
  clock: standingClock(),
  log: quiet,
  backupsKept: () => 10,
  reader: createReader,
  ...more,
})

/** A store in a directory of its own, with nothing in it. */
export async function emptyStore(
  more: Partial<StoreOptions> = {},
): Promise<{ readonly store: OpenedStore; readonly options: StoreOptions; readonly remove: () => Promise<void> }> {
  const directory = temporaryDirectory()
  const options = storeOptions(directory.path, more)
  const store = await openStore(options)
  return {
    store,
    options,
    remove: async () => {
      await store.close()
      directory.remove()
    },
  }
}

export const incomingMessage = (externalId: string, more: Partial<IncomingMessage> = {}): IncomingMessage => ({
  externalId,
  author: 'customer',
  authorName: 'Ana Ruiz',
  kind: 'comment',
  text: `Text of ${externalId}`,
  html: null,
  attachments: [],
  at: 1000,
  ours: false,
  ...more,
})

export const incomingConversation = (
  externalId: string,
  more: Partial<IncomingConversation> = {},
): IncomingConversation => ({
  externalId,
  channel: 'chat',
  state: 'open',
  subject: `Subject of ${externalId}`,
  customer: { externalId: `customer of ${externalId}`, name: 'Ana Ruiz', email: null },
  assignee: null,
  tags: [],
  createdAt: 1000,
  updatedAt: 1000,
  waitingSince: null,
  messages: [incomingMessage(`${externalId}-1`)],
  ...more,
})

export const storedTurn = (id: string, conversationId: number, more: Partial<StoredTurn> = {}): StoredTurn => ({
  id,
  conversationId,
  afterMessage: 1,
  at: 2000,
  text: '',
  callIds: [],
  ragResults: [],
  guardrail: null,
  usage: null,
  latencyMs: 12,
  origin: 'agent',
  calls: [],
  request: { model: 'agent' },
  response: { ok: true },
  concluded: false,
  ...more,
})

export function newProposal(
  id: string,
  conversationId: number,
  turnId: string,
  more: Partial<NewProposal> = {},
): NewProposal {
  const args = more.arguments ?? { order_id: '#W1', amount: 42 }
  const tool = more.tool ?? 'refund_order'
  return {
    id,
    conversationId,
    turnId,
    position: 0,
    callId: `call_${id}`,
    tool,
    kind: 'tool',
    risk: 3,
    arguments: args,
    argsHash: hashArguments(tool, args),
    fingerprint: 'f'.repeat(64),
    sentence: [
      { text: 'Refund ', value: false },
      { text: '£42.00', value: true },
    ],
    checks: [],
    origins: {},
    policy: { verdict: 'ask', rule: 'default of R3' },
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [],
    ...more,
  }
}

export const asked = (proposal: NewProposal): readonly ProposalEvent[] => [
  { type: 'proposed', proposal },
  { type: 'asked' },
]

export const approvedBy = (name: string, proposal: NewProposal): ProposalEvent => ({
  type: 'approved',
  verb: 'approve',
  signer: { by: 'person', name, surface: 'test' },
  revision: 0,
  arguments: proposal.arguments,
  argsHash: proposal.argsHash,
  sentence: proposal.sentence,
})

/** A conversation, and one pending proposal per id in one turn. */
export async function pendingProposals(
  store: OpenedStore,
  ids: readonly string[],
  more: Partial<NewProposal> = {},
): Promise<readonly NewProposal[]> {
  const name = ids.join('+')
  const [merged] = await store.conversations.merge([incomingConversation(`of ${name}`)], null)
  const conversationId = merged!.conversation.id
  const turn = storedTurn(`turn of ${name}`, conversationId)
  const made = ids.map((id, position) => newProposal(id, conversationId, turn.id, { position, ...more }))
  await store.ledger.propose({
    turn,
    proposals: made.map((proposal) => ({ id: proposal.id, events: asked(proposal), outboxKey: null })),
    conversation: { activity: 'waiting' },
  })
  return made
}
