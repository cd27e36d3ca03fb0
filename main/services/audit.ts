import type { ActivityEntry as Entry, AuditCheck, AuditReport, RemovalEntry as Removal } from '#contract/audit.ts'
import type { AppContract } from '#contract/index.ts'
import { eventWords } from '#main/domain/event-words.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Anchors } from '#main/services/anchors.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { ActivityEntry, RemovalEntry } from '#main/store/activity.ts'
import type { Anchor, ChainReport } from '#main/store/chain.ts'
import { recordingRemoved } from '#main/store/erase/vouching.ts'
import type { Store } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

type Parts = { readonly store: Store; readonly anchors: Anchors; readonly recorded: ConversationTopic }

/** What the ledger proves, for whoever asks. */
export function auditHandlers({ store, anchors, recorded }: Parts): Handlers<AppContract['audit']> {
  return {
    verify: async () => {
      const held = await anchors.read()
      return report(held, await store.audit.verify(held.anchors), await store.ledger.verify())
    },
    check: (_, { signal }) => check(store, anchors, signal),
    head: (_, { signal }) => watchHead(store, recorded, signal),
    activity: async ({ before, limit, who, type, types, tool, risk, state }) => {
      const kinds = types ?? (type === undefined ? null : [type])
      const about = { tool: tool ?? null, risk: risk ?? null, state: state ?? null }
      const asked = { before, limit, who: who ?? null, types: kinds, ...about }
      const page = await store.audit.activity(asked)
      return { entries: page.entries.map(describe), before: page.before }
    },
    export: () => store.audit.export(),
  }
}

type Held = Awaited<ReturnType<Anchors['read']>>

// The anchors are read first: what is written down after that may speak of rows the check does not see.
function report({ anchors, unreadable }: Held, chain: ChainReport, differing: readonly string[]): AuditReport {
  return {
    ...chain,
    ok: chain.broken === null && chain.unknown === null && differing.length === 0,
    snapshots: [...differing],
    anchors: anchors.length,
    anchoredAt: anchors.at(-1)?.at ?? null,
    unreadable,
    replaced: anchors.flatMap((anchor, index) =>
      anchor.why === 'replaced' ? [{ at: anchor.at, seq: anchor.seq, lost: lostBy(anchors.slice(0, index + 1)) }] : [],
    ),
  }
}

async function* check(store: Store, anchors: Anchors, signal: AbortSignal): AsyncGenerator<AuditCheck> {
  const held = await anchors.read()
  for await (const one of store.audit.check(held.anchors, signal))
    yield one.type === 'progress' ? one : { type: 'report', report: report(held, one.chain, one.snapshots) }
}

/** An entry is about a proposal that moved, or about what was taken out. */
async function* watchHead(store: Store, recorded: ConversationTopic, signal: AbortSignal) {
  const newest = async () => ({ seq: (await store.audit.head())?.seq ?? 0 })
  const moved = snapshotThenEvents(
    signal,
    () => true,
    recorded,
    ({ type }) => (type === 'proposal' || type === 'gone' || type === 'taken_out' ? true : null),
  )
  for await (const _ of moved) yield await newest()
}

/** How far the ledger is known to have gone beyond where the last of these has it end. */
function lostBy(anchors: readonly Anchor[]): number {
  const end = anchors.at(-1)?.seq ?? 0
  const since = anchors.slice(0, -1)
  const from = since.findLastIndex(({ why }) => why === 'replaced') + 1
  return Math.max(0, ...since.slice(from).map(({ seq }) => seq - end))
}

function describe(entry: ActivityEntry): Entry {
  if (entry.proposalId === null) return describeRemoval(entry)
  const { seq, at, proposalId, conversationId, event, proposal, customer } = entry
  return {
    seq,
    at,
    type: event.type,
    ...eventWords(event),
    proposalId,
    conversationId,
    customer,
    title: sentenceText(proposal.sentence),
    tool: proposal.tool,
    risk: proposal.risk,
    state: proposal.state,
    rule: proposal.policy.rule,
    proposed: proposal.proposedArguments,
    signed: 'arguments' in event ? event.arguments : null,
    executed: proposal.executedArguments,
  }
}

function describeRemoval({ removal: { type, by, reason, what, redaction }, ...entry }: RemovalEntry): Removal {
  const alone = what === recordingRemoved ? 'Removed a recording for good' : 'Removed older copies for good'
  const parts = redaction === null ? alone : 'Took something out for good'
  return { ...entry, type, who: by, summary: type === 'erased' ? 'Erased a conversation' : parts, title: what, reason }
}
