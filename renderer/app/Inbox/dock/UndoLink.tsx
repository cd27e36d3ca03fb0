import { Undo2 } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { saidSentence, t } from '#renderer/ui/language.ts'

/** What was done and what is to undo it lead to each other. */
export function UndoLink({ proposal }: { readonly proposal: Proposal }) {
  const view = useConversation((state) => state.view)
  const id = proposal.compensates ?? proposal.compensatedBy
  if (id === null) return null
  const other = view?.proposals.find((one) => one.id === id)
  return (
    <div className="dock-undo-link">
      <Undo2 />
      <p>
        {proposal.compensates === null ? t('What is to undo it:') : t('This is to undo:')}{' '}
        <b>{other === undefined ? t('another decision') : <VisibleText text={saidSentence(other.sentence)} />}</b>
      </p>
      <Button size="small" onClick={() => openProposal(id, proposal.conversationId)}>
        {t('Open it')}
      </Button>
    </div>
  )
}
