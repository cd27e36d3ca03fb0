import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import { eventWords } from '#main/domain/event-words.ts'
import { undoWindow } from '#main/domain/timing.ts'
import type { Desk } from '#main/services/desk.ts'

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
    history: history.map(({ seq, event, at }) => ({ seq, type: event.type, at, ...eventWords(event) })),
    raw: { request: turn.request, response: turn.response },
    similar: (await ledger.similar(id, similarShown)).map((other) => ({
      id: other.id,
      title: titleOf(other),
      verb: other.decision?.verb ?? other.state,
      at: other.decision?.at ?? other.updatedAt,
    })),
    undoSeconds: undoWindow(desk.configuration().timing, proposal, channel) / 1000,
  }
}

const titleOf = (proposal: Proposal): string => proposal.sentence.map((part) => part.text).join('')
