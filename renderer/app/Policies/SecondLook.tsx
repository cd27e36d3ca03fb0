import { useEffect, useState } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import type { Review } from '#contract/policy.ts'
import type { ProposalDetail } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { loadPolicies, loadReviews, sayDone, usePolicies } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Decisions that ran by rule, drawn for a second look: what was done, by which rule, and whether that was right. */
export function ReviewList({
  items,
  current,
  onChoose,
}: {
  readonly items: readonly Review[]
  readonly current: string | null
  readonly onChoose: (id: string) => void
}) {
  const now = useNow()
  return (
    <div className="policies-list">
      {items.length === 0 ? <p className="policies-empty">{t('Nothing waits for a second look.')}</p> : null}
      {items.map((one) => (
        <button
          key={one.proposalId}
          type="button"
          className="list-row policies-row"
          aria-current={one.proposalId === current ? 'true' : undefined}
          onClick={() => onChoose(one.proposalId)}
        >
          <span className="policies-row-title">
            <VisibleText text={one.title} />
          </span>
          <span className="policies-row-line">
            <span>
              <VisibleText text={said(one.rule)} />, {agoWords(now - one.at)}
            </span>
          </span>
        </button>
      ))}
    </div>
  )
}

export function SecondLook({ review, onNext }: { readonly review: Review; readonly onNext: () => void }) {
  const [detail, setDetail] = useState<ProposalDetail | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let isLast = true
    theDesk()
      .proposals.get({ id: review.proposalId })
      .then(
        (found) => (isLast ? setDetail(found) : undefined),
        (error: unknown) => (isLast ? setFailure(failureText(error)) : undefined),
      )
    return () => {
      isLast = false
    }
  }, [review.proposalId])
  const say = async (outcome: 'ok' | 'bad'): Promise<void> => {
    if (busy) return
    setBusy(true)
    try {
      await theDesk().policies.review({ proposalId: review.proposalId, outcome, note: note.trim() })
      sayDone(
        outcome === 'ok'
          ? t('Noted: it was right.')
          : t('Noted: it was not right. “{{rule}}” is suspended.', { rule: said(review.rule) }),
        null,
      )
      onNext()
      await Promise.all([loadReviews(), loadPolicies()])
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(false)
    }
  }
  useCommands({ 'policy.right': () => void say('ok'), 'policy.wrong': () => void say('bad') })
  const ruleId = detail?.proposal.policy.ruleId ?? null
  return (
    <div className="policies-page" data-pane="section" tabIndex={-1}>
      <p className="small tertiary">{t('Ran by rule, nobody was asked')}</p>
      <h2 className="policies-heading">
        <VisibleText text={review.title} />
      </h2>
      <p className="secondary">
        <Phrase
          text="Rule: {{rule}}"
          values={{
            rule:
              ruleId === null ? (
                <VisibleText text={said(review.rule)} />
              ) : (
                <a href={`#rule/${ruleId}`}>
                  <VisibleText text={said(review.rule)} />
                </a>
              ),
          }}
        />
        {' · '}
        <a href={`#proposal/${review.proposalId}`}>{t('Show it in its conversation')}</a>
      </p>
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('That did not work.')}>
          {failure}
        </Notice>
      )}
      {detail === null ? null : (
        <dl className="policies-arguments" aria-label={t('Arguments')}>
          {Object.entries(detail.proposal.arguments).map(([key, value]) => (
            <div key={key}>
              <dt>
                <VisibleText text={key} />
              </dt>
              <dd>
                <VisibleText text={typeof value === 'string' ? value : JSON.stringify(value)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <TextField className="policies-note" value={note} onChange={setNote} maxLength={2000}>
        <Label>{t('Note')}</Label>
        <TextArea className="form-input" rows={3} />
      </TextField>
      <p className="secondary">{t('“Not right” suspends the rule at once: it asks until somebody resumes it.')}</p>
      <div className="policies-acts">
        <Button
          look="danger"
          command="policy.wrong"
          unavailable={busy ? t('Saving') : null}
          onClick={() => void say('bad')}
        >
          {t('Not right')}
        </Button>
        <Button
          look="solid"
          command="policy.right"
          unavailable={busy ? t('Saving') : null}
          onClick={() => void say('ok')}
        >
          {t('It was right')}
        </Button>
      </div>
    </div>
  )
}

export const nextReview = (id: string | null): string | null => {
  const items = usePolicies.getState().reviews?.items ?? []
  const at = items.findIndex(({ proposalId }) => proposalId === id)
  return items[at + 1]?.proposalId ?? items.find(({ proposalId }) => proposalId !== id)?.proposalId ?? null
}
