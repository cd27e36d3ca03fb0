import { GoesOut } from '#renderer/app/Inbox/dock/GoesOut.tsx'
import { Legend, ReplySentences } from '#renderer/app/Inbox/dock/ReplySentences.tsx'
import { ReplyBar } from '#renderer/app/Inbox/dock/ReplyBar.tsx'
import { plainText } from '#renderer/app/Inbox/dock/plain-text.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { useStatus } from '#renderer/state/status.ts'
import { ChangedLines } from '#renderer/ui/Diff.tsx'
import { diffText, editShare } from '#renderer/ui/diff-model.ts'
import { countHidden } from '#renderer/ui/visible-text.ts'
import '#renderer/styles/dock-said.css'
import { locale, t } from '#renderer/ui/language.ts'

/** The words to the customer: each sentence with its source, a person's changes against the draft, and how they go out. */
type Props = {
  readonly id: string
  readonly card: Card
  readonly text: string
  readonly proposed: string
  readonly onChange: (text: string) => void
}

const carried = (form: 'rich' | 'plain' | undefined): string =>
  form === 'rich' ? t('with emphasis, links and lists') : t('sent as plain text')

export function ReplyComposer({ id, card, text, proposed, onChange }: Props) {
  const { proposal, review, internal, pending } = card
  const editing = card.editing && pending
  const [problem] = card.problems
  const share = editShare(diffText(proposed, text))
  const edited = text !== proposed
  const hidden = countHidden(text)
  const isNote = internal || proposal.kind === 'note'
  const agent = useStatus(({ status }) => status?.agentName ?? t('the agent'))
  return (
    <>
      <div className="draft" data-internal={isNote} data-edited={edited} data-editing={editing}>
        <ReplyBar
          card={card}
          edited={edited}
          hasMarkup={review?.findings.some(({ check }) => check === 'markup') ?? false}
          onPlain={() => onChange(plainText(text))}
          words={() => text}
        />
        {editing ? (
          <textarea
            id={id}
            className="draft-text"
            aria-label={isNote ? t('Text of the note') : t('Text of the reply')}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-count`}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <div className="draft-text has-gutter" tabIndex={0} role="group" aria-label={t('Draft')}>
            <ReplySentences text={text} proposed={proposed} review={isNote ? null : review} />
          </div>
        )}
        <GoesOut rendering={review?.rendering ?? null} reader={isNote ? t('your team') : t('the customer')} />
        {edited ? (
          <div className="draft-diff" aria-label={t('Changes against the draft')} role="group" tabIndex={0}>
            <ChangedLines before={proposed} after={text} />
          </div>
        ) : null}
      </div>
      <p className="draft-count" id={`${id}-count`}>
        {editing || isNote ? (
          <span>
            {t('{{count}} characters, {{form}}', {
              count: text.length.toLocaleString(locale),
              form: carried(review?.rendering.form),
            })}
          </span>
        ) : (
          <Legend review={review} />
        )}
        {hidden === 0 ? null : <span>{t('{{hidden}} hidden and marked', { hidden })}</span>}
        {problem === undefined ? null : <span className="draft-problem">{problem.message}</span>}
        <span className="dock-end">
          {edited
            ? t('{{percent}}% edited, {{wordsOut}} words out, {{wordsIn}} in', {
                percent: share.percent,
                wordsOut: share.wordsOut,
                wordsIn: share.wordsIn,
              })
            : t('as drafted by {{agent}}', { agent })}
        </span>
      </p>
    </>
  )
}
