import { CheckboxButton, CheckboxField } from 'react-aria-components'
import { Check } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import type { ReplyReview } from '#contract/reply.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ChangedLines } from '#renderer/ui/Diff.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { own } from '#renderer/ui/SchemaForm/pointer.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Why these words cannot be sent yet, by what the checks found in them; null: they can. */
export function heldByChecks(review: ReplyReview | null, confirmed: boolean): string | null {
  const blocked = review?.findings.find(({ level }) => level === 'block')
  if (blocked !== undefined) return t('{{label}}: take it out', { label: said(blocked.label) })
  const asked = review?.findings.find(({ level }) => level === 'confirm')
  return asked === undefined || confirmed
    ? null
    : t('{{label}}. Say that you send it although', { label: said(asked.label) })
}

/** A strong yes: the person saw what was found. A changed text takes it back. */
export const OutputConfirm = ({ card }: { readonly card: Card }) =>
  card.pending ? (
    <Although
      id={`${card.formId}-although`}
      review={card.review}
      confirmed={card.confirmed}
      onChange={card.setConfirmed}
    />
  ) : null

type AlthoughProps = {
  readonly id: string
  readonly review: ReplyReview | null
  readonly confirmed: boolean
  readonly onChange: (confirmed: boolean) => void
}

export function Although({ id, review, confirmed, onChange }: AlthoughProps) {
  const found = review?.findings.find(({ level }) => level === 'confirm')
  if (found === undefined) return null
  return (
    <CheckboxField className="dock-although" id={id} isSelected={confirmed} onChange={onChange}>
      <CheckboxButton className="dock-although-button">
        <span className="dock-although-box" aria-hidden="true">
          {confirmed ? <Check /> : null}
        </span>
        <span>
          <Phrase
            text="Send it although: {{label}} {{detail}}"
            values={{
              label: <VisibleText text={said(found.label)} />,
              detail: <VisibleText text={said(found.detail ?? '')} />,
            }}
          />
        </span>
      </CheckboxButton>
    </CheckboxField>
  )
}

const textOf = (args: Proposal['arguments']): string => {
  const text = own(args, 'text')
  return typeof text === 'string' ? text : ''
}

/** What became of a draft that something took the place of, and of the words a person had typed over it. */
export function OutdatedDraft({ card }: { readonly card: Card }) {
  const { proposal, typed } = card
  const { replacedBy } = proposal
  const isWords = proposal.kind === 'reply' || proposal.kind === 'note'
  const canRebase = isWords && (proposal.state === 'superseded' || proposal.state === 'expired') && typed !== null
  return (
    <>
      {replacedBy === undefined ? null : (
        <div className="dock-lead">
          <Notice
            tone="info"
            action={
              <Button size="small" onClick={() => openProposal(replacedBy, proposal.conversationId)}>
                {t('Open the new draft')}
              </Button>
            }
          >
            {t('A new draft took its place.')}
          </Notice>
        </div>
      )}
      {canRebase ? (
        <div className="dock-lead">
          <Notice
            tone="warn"
            title={t('Your words are kept.')}
            action={
              <Button size="small" command="decision.rebase" onClick={card.rebase}>
                {t('Put them to the conversation as it is now')}
              </Button>
            }
          >
            {t('They are signed again before anything is sent.')}
          </Notice>
        </div>
      ) : null}
    </>
  )
}

/** The draft this one takes the place of, and what is different now. */
export function Replaces({ card }: { readonly card: Card }) {
  const { replaces, conversationId, arguments: args } = card.proposal
  const earlier = useConversation((state) => state.view?.proposals.find((one) => one.id === replaces?.proposalId))
  if (replaces === undefined) return null
  return (
    <div className="dock-lead">
      <Notice
        tone="info"
        role="note"
        title={
          replaces.instruction === null ? t('Your words, put to the conversation as it is now.') : t('Written anew.')
        }
        action={
          <Button size="small" onClick={() => openProposal(replaces.proposalId, conversationId)}>
            {t('Open the old draft')}
          </Button>
        }
      >
        <VisibleText text={replaces.instruction ?? ''} />
      </Notice>
      {earlier === undefined ? null : (
        <div className="dock-since" role="group" aria-label={t('Changed since the old draft')}>
          <p>{t('Changed since')}</p>
          <ChangedLines before={textOf(earlier.arguments)} after={textOf(args)} />
        </div>
      )}
    </div>
  )
}
