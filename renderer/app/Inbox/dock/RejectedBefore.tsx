import type { Proposal } from '#contract/proposal.ts'
import { theDesk } from '#renderer/connection.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FieldDiff } from '#renderer/ui/Diff.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** Somebody refused something like this: why, the way to it, and what is different now. */
export function RejectedBefore({
  proposal,
  before,
}: {
  readonly proposal: Proposal
  readonly before: NonNullable<Proposal['rejectedBefore']>
}) {
  const earlier = useConversation(({ view }) => view?.proposals.find((other) => other.id === before.proposalId))
  const open = async (): Promise<void> => {
    const { conversationId } = earlier ?? (await theDesk().proposals.get({ id: before.proposalId })).proposal
    openProposal(before.proposalId, conversationId)
  }
  return (
    <div className="dock-lead">
      <Notice
        tone="warn"
        icon="refused"
        title="Rejected before."
        action={
          <Button size="small" onClick={() => void open().catch(() => {})}>
            Open it
          </Button>
        }
      >
        <VisibleText text={before.reason} />
      </Notice>
      {earlier === undefined ? null : sameJson(earlier.arguments, proposal.arguments) ? (
        <p className="dock-since">The same again, nothing changed since.</p>
      ) : (
        <div className="dock-since">
          <p>Changed since</p>
          <FieldDiff before={earlier.arguments} after={proposal.arguments} />
        </div>
      )}
    </div>
  )
}
