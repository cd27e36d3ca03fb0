import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import { isAct, typedFor } from '#main/domain/agents/acts.ts'
import { eventWords } from '#main/domain/event-words.ts'
import type { Material } from '#main/domain/fingerprint.ts'
import { wordsOf } from '#main/domain/reply/reply.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import { undoWindow } from '#main/domain/timing.ts'
import { withoutSecrets } from '#main/kernel/log.ts'
import type { Desk } from '#main/services/desk.ts'
import { driftBetween } from '#main/services/drift.ts'
import { readDraft } from '#main/services/replies/kept-drafts.ts'
import { lastRestore } from '#main/store/restore.ts'
import { readSurroundings, reviewWords } from '#main/services/replies/reply-review.ts'

const similarShown = 12

/** Everything that speaks for or against one proposal. */
export async function describeProposal(desk: Desk, id: string): Promise<ProposalDetail> {
  const { ledger, conversations } = desk.store
  const proposal = await ledger.get(id)
  const turn = await conversations.turn(proposal.turnId)
  const history = await ledger.history(id)
  const bundle = await ledger.ofTurn(proposal.turnId)
  const { channel } = await conversations.get(proposal.conversationId)
  return {
    proposal,
    bundle: [...bundle].toSorted((a, b) => a.position - b.position),
    tool: desk.connections().tools.find(proposal.tool)?.view ?? null,
    ragResults: turn.ragResults,
    ...(turn.bot === undefined ? {} : { bot: turn.bot }),
    history: history.map(({ seq, event, at }) => ({ seq, type: event.type, at, ...eventWords(event) })),
    raw: { request: withoutSecrets(turn.request), response: withoutSecrets(turn.response) },
    similar: (await ledger.similar(id, similarShown)).map((other) => ({
      id: other.id,
      title: sentenceText(other.sentence),
      verb: other.decision?.verb ?? other.state,
      at: other.decision?.at ?? other.updatedAt,
    })),
    ...(await aboutWords(desk, proposal)),
    restored: await restoredSince(desk, proposal),
    typed: typedFor(proposal.tool, proposal.arguments),
    isAct: isAct(proposal.tool),
    undoSeconds: undoWindow(desk.configuration().timing, proposal, channel) / 1000,
  }
}

/** Proposed before the backup that this database is, and not known to be over: what became of it since, nobody here knows. */
async function restoredSince(desk: Desk, { proposedAt, state }: Proposal): Promise<ProposalDetail['restored']> {
  if (!maybeRunSince.has(state)) return null
  const last = await lastRestore(desk.store.settings)
  return last === null || proposedAt > last.backupAt ? null : last
}

const maybeRunSince: ReadonlySet<Proposal['state']> = new Set(['pending', 'awaiting_second', 'failed', 'succeeded'])

/** Of what is still open: what moved meanwhile; of words: their sources, and what was typed over them. */
async function aboutWords(desk: Desk, proposal: Proposal): Promise<Partial<ProposalDetail>> {
  const { kind, conversationId, turnId, context } = proposal
  const isOpen = proposal.state === 'pending' || proposal.state === 'awaiting_second'
  const drift =
    context === undefined || !isOpen
      ? []
      : driftBetween(desk, context, await desk.store.conversations.material(conversationId), ours(desk, context))
          .warnings
  if (kind !== 'reply' && kind !== 'note') return { drift: [...drift] }
  const around = await readSurroundings(desk, conversationId, turnId)
  return {
    drift: [...drift],
    draft: await readDraft(desk, proposal.id),
    review: await reviewWords(desk, around, wordsOf(proposal), kind),
  }
}

/** Who acts for this desk is asked of the helpdesk only before a decision; here whoever had it then counts as ours. */
const ours = (desk: Desk, { assignee }: Material): readonly string[] =>
  [assignee, desk.configuration().connections.helpdesk?.escalationAssignee?.id].flatMap((id) => id ?? [])
