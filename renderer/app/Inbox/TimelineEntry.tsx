import { FileText, Image, Lock } from 'lucide-react'
import { memo } from 'react'
import type { Attachment, Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { askLink } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { CountersignMark, Spark } from '#renderer/ui/CountersignMark.tsx'
import { SpeakButton } from '#renderer/app/Speech/SpeakButton.tsx'
import { RichText } from '#renderer/ui/RichText.tsx'
import { ClockTime } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

type MessageProps = { readonly message: Message; readonly proposal: Proposal | null }

const faces = { customer: 'customer', agent: 'agent', bot: 'agent', operator: 'operator', system: 'operator' } as const

export const MessageEntry = memo(function MessageEntry({ message, proposal }: MessageProps) {
  if (message.kind === 'event')
    return (
      <div className="timeline-event">
        <span className="dot" />
        <span className="timeline-line">
          <VisibleText text={message.text} />
        </span>
        <ClockTime at={message.at} />
      </div>
    )
  const note = message.kind === 'note'
  const format = message.html !== null ? 'html' : message.author === 'customer' ? 'plain' : 'markdown'
  return (
    <article className={note ? 'message message-note' : 'message'} data-author={message.author}>
      <Avatar name={message.authorName} of={faces[message.author]} />
      <header className="message-head">
        <b>{visibleString(message.authorName)}</b>
        <ClockTime at={message.at} />
        {note ? (
          <span className="message-internal">
            <Lock />
            {t('Internal, the customer does not see this')}
          </span>
        ) : null}
        <Signature proposal={proposal} />
        {note || message.author === 'customer' || message.text.trim() === '' ? null : (
          <SpeakButton id={`message ${message.id}`} words={() => message.text} />
        )}
      </header>
      <div className="message-body">
        <RichText source={message.html ?? message.text} format={format} onLink={askLink} />
      </div>
      {message.attachments.length === 0 ? null : (
        <ul className="attachments">
          {message.attachments.map((attachment, index) => (
            <AttachmentTile key={`${index}`} attachment={attachment} />
          ))}
        </ul>
      )}
    </article>
  )
})

function Signature({ proposal }: { readonly proposal: Proposal | null }) {
  const signer = proposal?.decision?.signer
  if (proposal === null || signer === undefined) return null
  return (
    <span className="message-signed">
      <CountersignMark state={signer.by === 'rule' ? 'rule' : 'signed'} width={17} />
      {signer.by === 'rule'
        ? t('By rule {{name}}', { name: signer.name })
        : t('Countersigned by {{name}}', { name: signer.name })}
      {proposal.revision > 0 ? `, ${t('edited')}` : ''}
    </span>
  )
}

const bytes = (count: number) =>
  count < 1_000_000
    ? t('{{size}} KB', { size: Math.max(1, Math.round(count / 1000)) })
    : t('{{size}} MB', { size: (count / 1_000_000).toFixed(1) })

function AttachmentTile({ attachment }: { readonly attachment: Attachment }) {
  const Icon = attachment.contentType.startsWith('image/') ? Image : FileText
  return (
    <li>
      <button
        type="button"
        className="attachment"
        title={t('Not loaded. Asks before it opens.')}
        onClick={() => askLink(attachment.url)}
      >
        <Icon />
        <VisibleText text={attachment.name} />
        {attachment.bytes === null ? null : <span className="tertiary">{bytes(attachment.bytes)}</span>}
      </button>
    </li>
  )
}

/** A turn that was entirely empty. */
export function SilenceEntry({ at }: { readonly at: number }) {
  return (
    <div className="timeline-event">
      <span className="dot" />
      <span className="timeline-line">{t('The agent answered nothing')}</span>
      <ClockTime at={at} />
    </div>
  )
}

export function ThinkingEntry({ agentName }: { readonly agentName: string }) {
  return (
    <div className="timeline-thinking">
      <span className="timeline-glyph">
        <Spark />
      </span>
      {t('{{agentName}} is reading', { agentName })}
      <span className="thinking-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </div>
  )
}

/** What the agent is writing now. Nobody has signed it; the customer does not see it. */
export function DraftEntry({ text, agentName }: { readonly text: string; readonly agentName: string }) {
  return (
    <article className="message message-draft">
      <Avatar name={agentName} of="agent" />
      <header className="message-head">
        <b>{agentName}</b>
        <span className="message-drafting">{t('writing, not sent')}</span>
      </header>
      <div className="message-body">
        <RichText source={text} format="markdown" onLink={askLink} />
      </div>
    </article>
  )
}
