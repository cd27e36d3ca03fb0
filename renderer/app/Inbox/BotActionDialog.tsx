import { useEffect, useState } from 'react'
import { Label } from 'react-aria-components'
import type { BotRunWish } from '#contract/bot-run.ts'
import type { BotAction } from '#contract/bot.ts'
import type { Conversation } from '#contract/conversation.ts'
import { ReviewBody } from '#renderer/app/Agents/ReviewBody.tsx'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { CheckField, TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { problemsOfDraft, startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import { readFields } from '#renderer/ui/SchemaForm/fields.ts'
import { SchemaForm } from '#renderer/ui/SchemaForm/SchemaForm.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/agents-dock.css'
import '#renderer/styles/agents-numbers.css'
import { t } from '#renderer/ui/language.ts'

/** An action of the bot for the conversation in sight: chosen, filled in, seen in its entirety, then signed. */
type Props = { readonly conversation: Conversation; readonly onClose: () => void }
type Known = { readonly actions: readonly BotAction[] | null; readonly failure: string | null }

function useActions(): Known {
  const [known, setKnown] = useState<Known>({ actions: null, failure: null })
  useEffect(() => {
    let isWanted = true
    const take = (next: Known): void => {
      if (isWanted) setKnown(next)
    }
    theDesk()
      .bot.actions({})
      .then(
        ({ items }) => take({ actions: items.filter(({ enabled }) => enabled), failure: null }),
        (error: unknown) => take({ actions: null, failure: failureText(error) }),
      )
    return () => {
      isWanted = false
    }
  }, [])
  return known
}

const restMs = 300

export function BotActionDialog({ conversation, onClose }: Props) {
  const { actions, failure } = useActions()
  const [chosen, setChosen] = useState<string | null>(null)
  const action = actions?.find(({ id }) => id === chosen) ?? null
  return (
    <Dialog title={t('Run an action of the bot')} onClose={onClose} className="dialog agent-act-dialog">
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Its actions could not be read.')}>
          {failure}
        </Notice>
      )}
      {actions === null ? (
        failure === null ? (
          <p role="status">{t('Its actions are being read…')}</p>
        ) : null
      ) : actions.length === 0 ? (
        <p>{t('The bot has no action that is switched on.')}</p>
      ) : (
        <Select
          className="set-field"
          options={actions.map(({ id, name, mutates }) => ({
            id,
            label: mutates ? name : t('{{name}} (only reads)', { name }),
          }))}
          value={chosen}
          onChange={setChosen}
        >
          {(control) => (
            <>
              <Label className="set-label">{t('Action')}</Label>
              <div className="set-answer">
                {control}
                {action === null ? null : <small className="form-help">{action.description}</small>}
              </div>
            </>
          )}
        </Select>
      )}
      {action === null ? (
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('Cancel')}</Button>
        </div>
      ) : (
        <ActionForm key={action.id} action={action} conversation={conversation} onClose={onClose} />
      )}
    </Dialog>
  )
}

function ActionForm({ action, conversation, onClose }: Props & { readonly action: BotAction }) {
  const [draft, setDraft] = useState(() => startDraft({}))
  const [dryRun, setDryRun] = useState(false)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const isOpen = useConnection(({ state }) => state === 'open')
  const problems = problemsOfDraft(draft, action.parameters)
  const wish: BotRunWish = {
    actionId: action.id,
    input: draft.value,
    conversationId: conversation.id,
    email: null,
    dryRun,
  }
  const question = problems.length === 0 ? JSON.stringify(wish) : null
  const reviewed = useAnswer(question, () => theDesk().bot.reviewRun(wish), restMs)
  const review = question === null ? null : reviewed.answer
  const held = heldBecause()

  function heldBecause(): string | null {
    if (!isOpen) return t('The desk cannot be reached')
    if (busy) return t('It is being proposed')
    if (problems.length > 0) return t('Fill in what it asks for')
    if (reviewed.failure !== null) return reviewed.failure
    if (review === null || !reviewed.current) return t('It is being looked at')
    if (review.policy.requireReason === true && reason.trim() === '') return t('Say why')
    return review.obstacles[0] ?? null
  }
  const propose = async (): Promise<void> => {
    setBusy(true)
    setRefusal(null)
    try {
      const why = reason.trim() === '' ? {} : { reason: reason.trim() }
      await theDesk().bot.proposeRun({ wish, consent: { typed: '', ...why } })
      onClose()
    } catch (error) {
      setRefusal(failureText(error))
      setBusy(false)
    }
  }
  return (
    <>
      <SchemaForm
        form={{
          id: 'bot-action',
          editing: true,
          draft,
          proposed: draft.value,
          problems: [],
          origins: {},
          formatted: () => null,
          onChange: setDraft,
        }}
        fields={readFields(action.parameters, draft.value)}
      />
      <CheckField
        label={t('Dry run')}
        help={t('The bot says what it would do, and does nothing.')}
        checked={dryRun}
        onChange={setDryRun}
      />
      {review === null ? null : (
        <div className="agent-review" aria-busy={!reviewed.current}>
          <ReviewBody review={review} />
          {review.policy.requireReason === true ? (
            <TextField label={t('Why')} value={reason} onChange={setReason} />
          ) : null}
        </div>
      )}
      {(refusal ?? reviewed.failure) === null ? null : (
        <Notice tone="warn" role="alert" title={t('Not proposed.')}>
          {refusal ?? reviewed.failure}
        </Notice>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button look="solid" unavailable={held} onClick={() => void propose()}>
          {dryRun ? t('Rehearse it') : action.mutates ? t('Sign and run') : t('Look it up')}
        </Button>
      </div>
    </>
  )
}
