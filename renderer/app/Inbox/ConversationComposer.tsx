import { Lock, Send } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { Conversation } from '#contract/conversation.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { RemoteError } from '#rpc/connect.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { channelWords } from '#renderer/ui/words.ts'
import { useCommands } from '#renderer/ui/keys.ts'

/** What somebody wrote and did not send, kept while they look elsewhere. */
const drafts = new Map<number, string>()

const isConfirmable = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'confirm' in data && data.confirm === true

/** A person's own words: to the customer, or as a note that stays inside. Changing which clears nothing. */
export function Composer({ conversation }: { readonly conversation: Conversation }) {
  const [text, setText] = useState(drafts.get(conversation.id) ?? '')
  const [internal, setInternal] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  /** The words a check asked about: sent again unchanged, they are confirmed. */
  const [asked, setAsked] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const operator = useStatus(({ status }) => status?.operator ?? 'you')
  const fieldId = useId()

  const write = (value: string) => {
    setText(value)
    drafts.set(conversation.id, value)
  }
  const send = () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    setFailure(null)
    void theDesk()
      .conversations.write({ id: conversation.id, text, internal, confirmed: asked === text })
      .then(() => {
        setText('')
        drafts.delete(conversation.id)
      })
      .catch((error: unknown) => {
        const mayConfirm = error instanceof RemoteError && isConfirmable(error.data)
        setAsked(mayConfirm ? text : null)
        setFailure(mayConfirm ? `${failureText(error)} Send it again to confirm.` : failureText(error))
      })
      .finally(() => setBusy(false))
  }
  useCommands({
    'conversation.send': (event) => event?.target === field.current && send(),
    'conversation.note': () => {
      setInternal((on) => !on)
      field.current?.focus()
    },
  })

  return (
    <section
      className={internal ? 'composer composer-internal' : 'composer'}
      aria-label="Your own words"
      data-pane="dock"
      tabIndex={-1}
    >
      <div className="composer-bar">
        <label htmlFor={fieldId}>
          {internal
            ? 'Internal note, the customer does not see it'
            : `Reply to ${conversation.customer.name} by ${channelWords[conversation.channel].toLowerCase()}, from ${operator}`}
        </label>
        <span className="grow" />
        <div className="segments" role="radiogroup" aria-label="Kind of message">
          <button type="button" role="radio" aria-checked={!internal} onClick={() => setInternal(false)}>
            Reply
          </button>
          <button type="button" role="radio" aria-checked={internal} onClick={() => setInternal(true)}>
            <Lock />
            Note
          </button>
        </div>
      </div>
      <textarea
        ref={field}
        id={fieldId}
        value={text}
        rows={3}
        maxLength={50_000}
        onChange={(event) => write(event.target.value)}
      />
      {failure === null ? null : <Notice tone="warn">{failure}</Notice>}
      <div className="composer-verbs">
        <span className="small tertiary grow">
          {conversation.control === 'human'
            ? 'The agent is silent in this conversation.'
            : 'The agent may still propose.'}
        </span>
        <Button
          look="solid"
          command="conversation.send"
          onClick={send}
          unavailable={busy ? 'Sending' : text.trim() === '' ? 'Nothing is written yet' : null}
        >
          {internal ? <Lock /> : <Send />}
          {internal ? 'Add note' : 'Send reply'}
        </Button>
      </div>
    </section>
  )
}
