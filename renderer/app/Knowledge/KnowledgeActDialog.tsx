import { useState } from 'react'
import type { KnowledgeAct } from '#contract/knowledge.ts'
import { ReviewBody } from '#renderer/app/Agents/ReviewBody.tsx'
import { afterwards } from '#renderer/app/Agents/review-words.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { askKnowledge, useKnowledge } from '#renderer/state/knowledge.ts'
import { say } from '#renderer/state/live.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

const titles: Readonly<Record<KnowledgeAct['act'], string>> = {
  publish: t('Publish to the bot'),
  delete_document: t('Delete from the bot'),
  reindex: t('Index again'),
  sync: t('Bring the bot up to the folder'),
}
const verbs: Readonly<Record<KnowledgeAct['act'], string>> = {
  publish: t('Publish'),
  delete_document: t('Delete'),
  reindex: t('Index again'),
  sync: t('Send the differences'),
}

/** What is about to happen to the knowledge of the bot, in its entirety, before anybody says yes. */
export function KnowledgeActDialog({ act }: { readonly act: KnowledgeAct }) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const isOpen = useConnection(({ state }) => state === 'open')
  const reviewed = useAnswer(JSON.stringify(act), () => theDesk().knowledge.review(act), 0)
  const { answer: review, failure } = reviewed
  const asksReason = review?.policy.requireReason === true
  const held = !isOpen
    ? t('The desk cannot be reached')
    : busy
      ? act.act === 'publish'
        ? t('The bot is asked its questions first')
        : t('It is being proposed')
      : review === null
        ? (failure ?? t('It is being looked at'))
        : (review.obstacles[0] ??
          (review.policy.verdict === 'deny' ? afterwards(review) : null) ??
          (asksReason && reason.trim() === '' ? t('A rule asks for a reason') : null))
  const close = (): void => askKnowledge(null)
  const propose = async (): Promise<void> => {
    if (held !== null) return setRefusal(held)
    setBusy(true)
    setRefusal(null)
    try {
      const consent = { typed: '', ...(asksReason ? { reason: reason.trim() } : {}) }
      await theDesk().knowledge.propose({ act, consent })
      if (act.act === 'sync') useKnowledge.setState({ plan: null, ticked: new Set() })
      say(t('Proposed with your signature.'))
      close()
    } catch (error) {
      setRefusal(failureText(error))
      setBusy(false)
    }
  }
  useCommands({ 'agents.propose': () => void propose() })
  return (
    <Dialog title={titles[act.act]} onClose={close} className="dialog agent-act-dialog">
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('It cannot be done as it stands.')}>
          {failure}
        </Notice>
      )}
      {review === null ? (
        <p className="secondary" role="status">
          {failure === null ? t('It is being looked at…') : ''}
        </p>
      ) : (
        <div className="agent-review">
          <ReviewBody review={review} />
          {asksReason ? <TextField label={t('Why')} value={reason} onChange={setReason} /> : null}
        </div>
      )}
      {busy ? (
        <p className="secondary" role="status">
          {act.act === 'publish'
            ? t('The bot is asked its questions as it knows them now…')
            : t('It is being proposed…')}
        </p>
      ) : null}
      {refusal === null ? null : (
        <Notice tone="warn" role="alert" title={t('Not proposed.')}>
          {refusal}
        </Notice>
      )}
      <div className="dialog-actions">
        <Button onClick={close}>{t('Cancel')}</Button>
        <Button
          look={act.act === 'delete_document' ? 'danger' : 'solid'}
          command="agents.propose"
          unavailable={held}
          onClick={() => void propose()}
        >
          {verbs[act.act]}
        </Button>
      </div>
    </Dialog>
  )
}
