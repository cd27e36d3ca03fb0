import type { Proposal } from '#contract/proposal.ts'
import { theDesk } from '#renderer/connection.ts'
import { answeredRejection } from '#renderer/app/Inbox/dock/rejections.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ChangedLines, FieldDiff } from '#renderer/ui/Diff.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** Somebody refused this, or what this takes the place of: why, the way to it, and what is different now. */
export function RejectedBefore({ proposal }: { readonly proposal: Proposal }) {
  const view = useConversation((state) => state.view)
  const here = view?.conversation.id === proposal.conversationId ? view.proposals : []
  const { rejectedBefore } = proposal
  const answered = rejectedBefore === null ? answeredRejection(proposal, here) : null
  const id = rejectedBefore?.proposalId ?? answered?.id ?? null
  if (id === null) return null
  const earlier = here.find((other) => other.id === id)
  const reason = rejectedBefore?.reason ?? answered?.decision?.reason ?? ''
  const open = async (): Promise<void> => {
    const { conversationId } = earlier ?? (await theDesk().proposals.get({ id })).proposal
    openProposal(id, conversationId)
  }
  return (
    <div className="dock-lead">
      <Notice
        tone={rejectedBefore === null ? 'info' : 'warn'}
        icon="refused"
        role="note"
        title={rejectedBefore === null ? t('Proposed anew after a rejection.') : t('Rejected before.')}
        action={
          <Button size="small" onClick={() => void open().catch(() => {})}>
            {t('Open it')}
          </Button>
        }
      >
        <VisibleText text={reason} />
      </Notice>
      {earlier === undefined ? null : <Since earlier={earlier} proposal={proposal} />}
    </div>
  )
}

/** Words are compared as words, everything else field by field. */
function wordsOf({ kind, arguments: args }: Proposal): string | null {
  const text = own(args, 'text')
  return (kind === 'reply' || kind === 'note') && typeof text === 'string' ? text : null
}

function Since({ earlier, proposal }: { readonly earlier: Proposal; readonly proposal: Proposal }) {
  const before = wordsOf(earlier)
  const after = wordsOf(proposal)
  return (
    <div className="dock-since" role="group" aria-label={t('Changed since the rejection')}>
      {sameJson(earlier.arguments, proposal.arguments) ? (
        <p>{t('The same again, nothing changed since. No rule signs it.')}</p>
      ) : (
        <>
          <p>{t('Changed since')}</p>
          {before === null || after === null ? (
            <FieldDiff before={earlier.arguments} after={proposal.arguments} />
          ) : (
            <ChangedLines before={before} after={after} />
          )}
        </>
      )}
    </div>
  )
}
