import { useState } from 'react'
import { actHeldBecause, actTitles, isComplete, isDangerous, moveOf, verbOf } from '#renderer/app/Agents/act-words.ts'
import { consoleUrl } from '#renderer/app/Agents/agent-words.ts'
import { AreaFields, NameFields } from '#renderer/app/Agents/NumberFields.tsx'
import { CollectionFields } from '#renderer/app/Agents/CollectionFields.tsx'
import { ReviewBody } from '#renderer/app/Agents/ReviewBody.tsx'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, useConnection } from '#renderer/connection.ts'
import { proposeAndNote, useAgents } from '#renderer/state/agents.ts'
import { askAct, reviewAct, type Act } from '#renderer/state/agents-acts.ts'
import { askLink } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { RemoteError } from '#rpc/connect.ts'
import { said, t } from '#renderer/ui/language.ts'

/** An act in its entirety before anybody says yes. What cannot be undone is typed to the letter. */
const restMs = 300

export function ActDialog({ asked }: { readonly asked: Act }) {
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<{ readonly message: string; readonly isTaken: boolean } | null>(null)
  const isOpen = useConnection(({ state }) => state === 'open')
  const numbers = useAgents((state) => state.numbers)
  const { act } = asked
  const reviewed = useAnswer(isComplete(asked) ? JSON.stringify(asked) : null, () => reviewAct(asked), restMs)
  const { answer: review, current, failure } = reviewed
  const move = moveOf(asked, numbers ?? [], failure !== null || refusal?.isTaken === true)
  const held = actHeldBecause({ isOpen, busy, asked, review, current, failure, typed, reason })
  const isDanger = isDangerous(asked)
  const close = (): void => askAct(null)
  const propose = async (): Promise<void> => {
    if (held !== null) {
      if (review !== null && current) setRefusal({ message: held, isTaken: false })
      return
    }
    setBusy(true)
    setRefusal(null)
    try {
      await proposeAndNote(asked, { typed, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })
      close()
    } catch (error) {
      setRefusal({
        message: failureText(error),
        isTaken: error instanceof RemoteError && error.code === 'conflict',
      })
      setBusy(false)
    }
  }
  useCommands({ 'agents.propose': () => void propose() })
  return (
    <Dialog title={actTitles[act.act]} onClose={close} className="dialog agent-act-dialog">
      {act.act === 'buy' ? <AreaFields act={act} onChange={(next) => askAct({ of: 'number', act: next })} /> : null}
      {act.act === 'rename' ? <NameFields act={act} onChange={(next) => askAct({ of: 'number', act: next })} /> : null}
      {act.act === 'createCollection' || act.act === 'changeCollection' ? <CollectionFields act={act} /> : null}
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('It cannot be done as it stands.')}>
          {failure}
        </Notice>
      )}
      {review === null ? (
        reviewed.slow ? (
          <p className="secondary" role="status">
            {t('It is being looked at…')}
          </p>
        ) : null
      ) : (
        <div className="agent-review" aria-busy={!current}>
          <ReviewBody review={review} />
          {review.typed === null ? null : (
            <TextField
              label={said(review.typed.label)}
              help={t('To the letter: {{expected}}', { expected: review.typed.expected })}
              mono
              autoFocus={isDanger}
              value={typed}
              onChange={setTyped}
            />
          )}
          {review.policy.requireReason === true ? (
            <TextField label={t('Why')} value={reason} onChange={setReason} />
          ) : null}
        </div>
      )}
      {refusal === null ? null : (
        <Notice tone="warn" role="alert" title={t('Not proposed.')}>
          {refusal.message}
        </Notice>
      )}
      <div className="dialog-actions">
        {act.act === 'buy' ? (
          <Button look="quiet" onClick={() => askLink(consoleUrl)}>
            {t('Open the console')}
          </Button>
        ) : null}
        <Button onClick={close}>{t('Cancel')}</Button>
        {move === null ? null : <Button onClick={() => askAct(move)}>{t('Move here…')}</Button>}
        <Button
          look={isDanger ? 'danger' : 'solid'}
          command="agents.propose"
          unavailable={held}
          onClick={() => void propose()}
        >
          {verbOf(asked)}
        </Button>
      </div>
    </Dialog>
  )
}
