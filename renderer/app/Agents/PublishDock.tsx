import { useState } from 'react'
import { ChangeList } from '#renderer/app/Agents/ChangeList.tsx'
import { ConflictView } from '#renderer/app/Agents/ConflictView.tsx'
import { actOfDraft, beingLookedAt, heldBecause, jsonOf, uncleared } from '#renderer/app/Agents/publish-act.ts'
import { afterwards } from '#renderer/app/Agents/review-words.ts'
import { CheckLine, Obstacles, RiskBand } from '#renderer/app/Agents/ReviewFacts.tsx'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { failureText, useConnection } from '#renderer/connection.ts'
import { changeLines, countChanges, fieldLabels } from '#renderer/state/agent-changes.ts'
import { discardDraft, proposeAndNote } from '#renderer/state/agents.ts'
import { askAct, reviewAct, useActs } from '#renderer/state/agents-acts.ts'
import { clearOnPurpose, type AgentDraft } from '#renderer/state/agents-drafts.ts'
import { say } from '#renderer/state/live.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Diff } from '#renderer/ui/Diff.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** Publishing is a decision: what changes, what was checked, how much is at stake, and one verb. */
const restMs = 600
const running = new Set(['received', 'awaiting_second', 'scheduled', 'executing', 'unknown'])

export function PublishDock({ edited }: { readonly edited: Edited }) {
  return edited.isDirty ? <Dock edited={edited} /> : null
}

function Dock({ edited }: { readonly edited: Edited }) {
  const { draft } = edited
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  /** Counts refusals: what was refused is looked at anew. */
  const [round, setRound] = useState(0)
  const [reading, read] = useState(false)
  const [folded, fold] = useState(false)
  const isOpen = useConnection(({ state }) => state === 'open')
  const sent = useActs(({ acts }) => (draft.sentAs === null ? undefined : acts[draft.sentAs]))
  const act = actOfDraft(draft)
  const problem = said(edited.problems[0]?.message ?? '') || null
  const isReady = problem === null && uncleared(draft).length === 0 && Object.keys(draft.unread).length === 0
  const reviewed = useAnswer(
    isReady ? `${round} ${edited.view?.base.version ?? 0} ${JSON.stringify(act)}` : null,
    () => reviewAct(act),
    restMs,
  )
  const review = reviewed.answer
  const conflict = reviewed.current ? (review?.conflict ?? null) : null
  const lines = changeLines(draft.basis, draft.draft)
  const count = countChanges(lines)
  const isNew = draft.agentId === null
  const { name } = draft.draft
  const isRunning = sent !== undefined && running.has(sent.act.state)
  const held = heldBecause(draft, {
    isOpen,
    busy,
    running: isRunning ? t('It is being published; what is typed meanwhile stays a draft') : null,
    problem,
    review,
    current: reviewed.current,
    failure: reviewed.failure,
  })
  const publish = async (): Promise<void> => {
    if (held !== null) return setFailure(held === beingLookedAt ? null : held)
    if (review !== null && (review.typed !== null || review.policy.requireReason === true)) return askAct(act)
    setBusy(true)
    setFailure(null)
    try {
      await proposeAndNote(act, { typed: '' })
    } catch (error) {
      setFailure(failureText(error))
      setRound(round + 1)
    } finally {
      setBusy(false)
    }
  }
  const copy = (): void => {
    void navigator.clipboard.writeText(jsonOf(draft, review)).then(() => say(t('Copied.')))
  }
  const discard = (): void => discardDraft(draft)
  useCommands({ 'agents.publish': () => void publish(), 'agents.copy': copy, 'agents.discard': discard })
  const note = review === null ? null : afterwards(review)
  return (
    <section className="agent-dock" aria-label={t('Publish')} data-pane="dock" tabIndex={-1}>
      {folded && conflict === null ? null : (
        <>
          <RiskBand risk={review?.risk ?? 3} rehearsed={review?.rehearsed ?? false}>
            {isNew
              ? t('It rings nowhere until a number is assigned')
              : t('Every caller hears this from the next call on')}
          </RiskBand>
          {conflict === null ? (
            <div className="agent-dock-body">
              <ChangeList lines={lines} draft={draft} onRead={() => read(true)} />
              <ul>
                {isNew ? null : (
                  <CheckLine
                    result="pass"
                    label="field_mask"
                    detail={review?.mask.join(', ') ?? t('not looked at yet')}
                  />
                )}
                <Cleared draft={draft} />
                {review?.checks.map(({ id, label, result, detail }) => (
                  <CheckLine
                    key={`${id} ${label}`}
                    result={result}
                    label={said(label)}
                    detail={detail === null ? null : said(detail)}
                  />
                ))}
                {problem === null ? null : <CheckLine result="fail" label={problem} />}
              </ul>
              {review === null ? null : <Obstacles review={review} />}
            </div>
          ) : (
            <ConflictView draft={draft} merge={conflict} />
          )}
        </>
      )}
      {failure === null && reviewed.failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Not published.')}>
          {failure ?? reviewed.failure}
        </Notice>
      )}
      <div className="agent-dirty">
        <span className="agent-count">
          <i className="agents-dot" aria-hidden="true" />
          {isNew ? t('New agent') : t('{{count}} changes', { count })}
        </span>
        <span className="tertiary">
          {isRunning ? t('being published') : (note ?? (isNew ? t('not created') : t('not published')))}
        </span>
        <span className="grow" />
        <Button size="small" look="quiet" aria-expanded={!folded} onClick={() => fold(!folded)}>
          {folded ? t('Show') : t('Hide')}
        </Button>
        <Button look="quiet" onClick={discard}>
          {t('Discard')}
        </Button>
        <Button onClick={copy}>{t('Copy as JSON')}</Button>
        <Button look="solid" command="agents.publish" unavailable={held} onClick={() => void publish()}>
          <span className="agent-verb">
            {name === ''
              ? t(isNew ? 'Create the agent' : 'Publish the agent')
              : t(isNew ? 'Create {{name}}' : 'Publish {{name}}', { name })}
          </span>
        </Button>
      </div>
      {reading ? (
        <Dialog title={t('Instructions')} onClose={() => read(false)} className="dialog agent-act-dialog">
          <div className="agent-diff" tabIndex={0} role="group" aria-label={t('What changes in the instructions')}>
            <Diff before={draft.basis.instructions} after={draft.draft.instructions} />
          </div>
          <div className="dialog-actions">
            <Button autoFocus onClick={() => read(false)}>
              {t('Close')}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </section>
  )
}

function Cleared({ draft }: { readonly draft: AgentDraft }) {
  if (draft.agentId === null) return null
  const open = uncleared(draft)
  if (open.length > 0)
    return (
      <>
        {open.map((field) => (
          <li key={field} className="agent-check" data-result="warn">
            <span>{t('{{field}} would be empty', { field: fieldLabels[field] })}</span>
            <Button size="small" onClick={() => clearOnPurpose(draft, field)}>
              {t('Clear on purpose')}
            </Button>
          </li>
        ))}
      </>
    )
  return null
}
