import { Lock, Send, TriangleAlert } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { Conversation } from '#contract/conversation.ts'
import type { ReplyReview } from '#contract/reply.ts'
import { SuggestedAhead } from '#renderer/app/Inbox/SuggestedAhead.tsx'
import { GoesOut } from '#renderer/app/Inbox/dock/GoesOut.tsx'
import { Although, heldByChecks } from '#renderer/app/Inbox/dock/OutputChecks.tsx'
import { DictateButton } from '#renderer/app/Speech/DictateButton.tsx'
import { appended } from '#renderer/app/Speech/wave.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { RemoteError } from '#rpc/connect.ts'
import { dropOwn, keepOwn, useOwnReview, useOwnWords } from '#renderer/state/own-words.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords, lowered } from '#renderer/ui/words.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import '#renderer/styles/dock-said.css'
import { t } from '#renderer/ui/language.ts'

/** What the checks say is shown by them; anything else that went wrong is said. */
const isOfChecks = (error: unknown): boolean =>
  error instanceof RemoteError && typeof error.data === 'object' && error.data !== null && 'confirm' in error.data

const kinds = [
  { id: 'reply', label: t('Reply') },
  { id: 'note', label: t('Note') },
] as const

/** A person's own words: to the customer, or as a note that stays inside. Changing which clears nothing. */
export function Composer({ conversation }: { readonly conversation: Conversation }) {
  const { id } = conversation
  const words = useOwnWords(id)
  const { text, internal } = words
  const review = useOwnReview(id, words)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  /** The words somebody said to send although something was found in them: others have to be confirmed again. */
  const [confirmedFor, setConfirmedFor] = useState<string | null>(null)
  const confirmed = confirmedFor === text
  const field = useRef<HTMLTextAreaElement>(null)
  const operator = useStatus(({ status }) => status?.operator ?? 'you')
  const fieldId = useId()
  const although = `${fieldId}-although`
  const held = heldByChecks(review, confirmed)

  const send = () => {
    if (text.trim() === '' || busy) return
    if (held !== null) {
      const tick = document.getElementById(although)
      return (tick?.querySelector('input') ?? tick)?.focus()
    }
    setBusy(true)
    setFailure(null)
    void theDesk()
      .conversations.write({ id, text, internal, confirmed })
      .then(() => dropOwn(id))
      .catch((error: unknown) => {
        if (review === null || !isOfChecks(error)) setFailure(failureText(error))
      })
      .finally(() => setBusy(false))
  }
  useCommands({
    'conversation.send': (event) => event?.target === field.current && send(),
    'conversation.note': () => {
      keepOwn(id, { text, internal: !internal })
      field.current?.focus()
    },
  })

  return (
    <section
      className={internal ? 'composer composer-internal' : 'composer'}
      aria-label={t('Your own words')}
      data-pane="dock"
      tabIndex={-1}
    >
      <div className="composer-bar">
        {internal ? <Lock aria-hidden="true" /> : null}
        <label htmlFor={fieldId}>
          {internal
            ? t('Internal note, the customer does not see it')
            : t('Reply to {{name}} by {{channel}}, from {{operator}}', {
                name: conversation.customer.name,
                channel: lowered(channelWords[conversation.channel]),
                operator,
              })}
        </label>
        <span className="grow" />
        <Radios
          label={t('Kind of message')}
          options={kinds}
          value={internal ? 'note' : 'reply'}
          onChange={(kind) => keepOwn(id, { text, internal: kind === 'note' })}
        />
      </div>
      <SuggestedAhead
        conversation={conversation}
        onTake={(taken) => {
          keepOwn(id, { text: taken, internal: false })
          field.current?.focus()
        }}
        isFree={text.trim() === ''}
      />
      <textarea
        ref={field}
        id={fieldId}
        value={text}
        rows={3}
        maxLength={50_000}
        onChange={(event) => keepOwn(id, { text: event.target.value, internal })}
      />
      <GoesOut rendering={review?.rendering ?? null} reader={internal ? t('your team') : t('the customer')} />
      <Found review={review} />
      <Although
        id={although}
        review={review}
        confirmed={confirmed}
        onChange={(on) => setConfirmedFor(on ? text : null)}
      />
      {failure === null ? null : <Notice tone="warn">{failure}</Notice>}
      <div className="composer-verbs">
        <span className="small tertiary grow">
          {conversation.control === 'human'
            ? t('The agent is silent in this conversation.')
            : t('The agent may still propose.')}
        </span>
        <DictateButton onText={(said) => keepOwn(id, { text: appended(text, said).slice(0, 50_000), internal })} />
        <Button
          look="solid"
          command="conversation.send"
          onClick={send}
          unavailable={busy ? t('Sending') : text.trim() === '' ? t('Nothing is written yet') : held}
        >
          {internal ? <Lock /> : <Send />}
          {internal ? t('Add note') : t('Send reply')}
        </Button>
      </div>
    </section>
  )
}

/** Before anything is sent: what was found, the gravest first. What is confirmed below is not said twice. */
function Found({ review }: { readonly review: ReplyReview | null }) {
  const findings = (review?.findings ?? []).filter(({ level }) => level !== 'confirm')
  return (
    <ul className="composer-found" aria-label={t('Checks')} aria-live="polite" data-empty={findings.length === 0}>
      {findings.slice(0, mostShown).map(({ check, level, label, detail, range }) => (
        <li key={`${check} ${range[0]}`} data-level={level}>
          <TriangleAlert aria-hidden="true" />
          <span>
            <b>
              <VisibleText text={label} />
            </b>{' '}
            <VisibleText text={detail ?? ''} />
            {level === 'ask_two' ? ` ${t('Two people sign it.')}` : null}
          </span>
        </li>
      ))}
      {findings.length > mostShown ? <li>{t('{{count}} more', { count: findings.length - mostShown })}</li> : null}
    </ul>
  )
}

const mostShown = 4
