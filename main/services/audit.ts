import type { ActivityEntry as Entry, AuditReport } from '#contract/audit.ts'
import type { AppContract } from '#contract/index.ts'
import { eventWords } from '#main/domain/event-words.ts'
import type { Anchors } from '#main/services/anchors.ts'
import type { ActivityEntry } from '#main/store/activity.ts'
import type { Anchor } from '#main/store/chain.ts'
import type { Store } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

/** What the ledger proves, for whoever asks. */
export function auditHandlers(store: Store, anchors: Anchors): Handlers<AppContract['audit']> {
  return {
    verify: () => verify(store, anchors),
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

async function verify(store: Store, { read }: Anchors): Promise<AuditReport> {
  // The anchors first: what is written down after this moment may speak of rows the check does not see.
  const { anchors, unreadable } = await read()
  const chain = await store.audit.verify(anchors)
  const snapshots = [...(await store.ledger.verify())]
  return {
    ...chain,
    ok: chain.broken === null && chain.unknown === null && snapshots.length === 0,
    snapshots,
    anchors: anchors.length,
    anchoredAt: anchors.at(-1)?.at ?? null,
    unreadable,
    replaced: anchors.flatMap((anchor, index) =>
      anchor.why === 'replaced' ? [{ at: anchor.at, seq: anchor.seq, lost: lostBy(anchors.slice(0, index + 1)) }] : [],
    ),
  }
}

/** How far the ledger is known to have gone beyond where the last of these has it end. */
function lostBy(anchors: readonly Anchor[]): number {
  const end = anchors.at(-1)?.seq ?? 0
  const since = anchors.slice(0, -1)
  const from = since.findLastIndex(({ why }) => why === 'replaced') + 1
  return Math.max(0, ...since.slice(from).map(({ seq }) => seq - end))
}

function describe({ seq, at, proposalId, conversationId, event, proposal, customer }: ActivityEntry): Entry {
  return {
    seq,
    at,
    type: event.type,
    ...eventWords(event),
    proposalId,
    conversationId,
    customer,
    title: proposal.sentence.map((part) => part.text).join(''),
    tool: proposal.tool,
    risk: proposal.risk,
    state: proposal.state,
    rule: proposal.policy.rule,
    proposed: proposal.proposedArguments,
    signed: 'arguments' in event ? event.arguments : null,
    executed: proposal.executedArguments,
  }
}
