import { useState } from 'react'
import type { Check } from '#contract/proposal.ts'
import { ArgumentTabs, ArgumentsView } from '#renderer/app/Inbox/dock/ArgumentsView.tsx'
import type { Tab } from '#renderer/app/Inbox/dock/ArgumentsView.tsx'
import { Checks, Reason } from '#renderer/app/Inbox/dock/Checks.tsx'
import { ContextPeek } from '#renderer/app/Inbox/dock/ContextPeek.tsx'
import { ManualSteps } from '#renderer/app/Inbox/dock/ManualSteps.tsx'
import { Outcome } from '#renderer/app/Inbox/dock/Outcome.tsx'
import { OutdatedDraft, Replaces } from '#renderer/app/Inbox/dock/OutputChecks.tsx'
import { RejectedBefore } from '#renderer/app/Inbox/dock/RejectedBefore.tsx'
import { ReplyComposer } from '#renderer/app/Inbox/dock/ReplyComposer.tsx'
import { SagaSteps } from '#renderer/app/Inbox/dock/SagaSteps.tsx'
import { SecondTerms } from '#renderer/app/Inbox/dock/SecondSignature.tsx'
import { UndoLink } from '#renderer/app/Inbox/dock/UndoLink.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import type { Second } from '#renderer/app/Inbox/dock/use-second.ts'
import { sentenceCase } from '#renderer/app/Inbox/dock/words.ts'
import { FieldDiff } from '#renderer/ui/Diff.tsx'
import { useStatus } from '#renderer/state/status.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { setValue } from '#renderer/ui/SchemaForm/draft.ts'
import { inputId } from '#renderer/ui/SchemaForm/form-context.ts'
import { own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { agoWords, exactWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** The middle of the dock: the only part that scrolls. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const isWords = (card: Card): boolean =>
  (card.proposal.kind === 'reply' || card.proposal.kind === 'note') &&
  typeof own(card.proposal.arguments, 'text') === 'string'

function Reply({ card }: { readonly card: Card }) {
  const { proposal, draft } = card
  return (
    <>
      <ReplyComposer
        id={inputId(card.formId, '/text')}
        card={card}
        text={textOf(own(draft.value, 'text'))}
        proposed={textOf(own(proposal.proposedArguments, 'text'))}
        onChange={(text) => card.change(setValue(draft, '/text', text))}
      />
      <Checks checks={[...findingsOf(card), ...driftOf(card)]} />
    </>
  )
}

/** Of the words as they stand now, not of the draft they began with. */
function findingsOf({ proposal, review }: Card): readonly Check[] {
  const judged = proposal.checks.filter((check) => check.result !== 'pass' && check.range === undefined)
  const found = (review?.findings ?? []).map(({ check, level, label, detail, range }): Check => ({
    id: check,
    result: level === 'block' ? 'fail' : 'warn',
    label,
    detail,
    range,
  }))
  return [...judged, ...found]
}

/** What changed in the conversation since, and does not make it outdated. */
const driftOf = ({ detail }: Card): readonly Check[] =>
  (detail.drift ?? []).map((label) => ({
    id: 'context',
    result: 'warn',
    label: sentenceCase(said(label)),
    detail: t('since it was proposed'),
  }))

/** The desk judged what the agent proposed; what a person typed since is judged here, until the desk judges it again. */
function checksNow(card: Card, readAgo: string | null): readonly Check[] {
  // What the notice above says is not said twice.
  const known = card.proposal.checks.filter(
    ({ id }) => id !== 'rejected_before' || card.proposal.rejectedBefore === null,
  )
  const checks = known.map((check) =>
    check.id === 'context' && check.result === 'pass' && card.pending
      ? { ...check, detail: check.detail ?? readAgo }
      : check,
  )
  const [problem] = card.problems
  if (!card.dirty) return checks
  return checks.map((check) => {
    if (check.id !== 'schema') return check
    return problem === undefined
      ? { ...check, result: 'pass', label: t('Your edit fits the tool'), detail: null }
      : { ...check, result: 'fail', label: `${problem.label}: ${problem.message}`, detail: null }
  })
}

function Call({ card }: { readonly card: Card }) {
  const { proposal, tool } = card
  const [chosen, setTab] = useState<Tab>('fields')
  const tab = chosen === 'changes' && !card.dirty ? 'fields' : chosen
  const readAt = useStatus(({ status }) => status?.helpdesk.lastOkAt ?? null)
  const now = useNow()
  return (
    <div className="dock-columns">
      <ArgumentsView
        id={card.formId}
        proposal={proposal}
        tool={tool}
        fields={card.fields}
        draft={card.draft}
        problems={card.pending ? card.problems : []}
        headline={card.headline}
        editing={card.editing && card.pending}
        tab={tab}
        onChange={card.change}
      />
      <div>
        <Checks checks={[...checksNow(card, readAt === null ? null : agoWords(now - readAt)), ...driftOf(card)]} />
        <ArgumentTabs tab={tab} dirty={card.dirty} onChoose={setTab} />
      </div>
    </div>
  )
}

/** The desk went back in time; the world did not. */
function RestoredNotice({ card: { detail, isOpen, failedOpen, tool } }: { readonly card: Card }) {
  const { restored, proposal } = detail
  const canUndo = proposal.state === 'succeeded' && tool !== null && tool.inverse !== null
  if (restored === null || restored === undefined || !(isOpen || failedOpen || canUndo)) return null
  return (
    <div className="dock-lead">
      <Notice
        tone="warn"
        icon="storage"
        title={canUndo ? t('Perhaps undone since.') : t('Perhaps signed and run since.')}
      >
        {t(
          canUndo
            ? 'This desk went back to its backup of {{backupAt}}. What was decided after that is not in it: look where it would show before you sign to undo it.'
            : 'This desk went back to its backup of {{backupAt}}. What was decided after that is not in it: look where it would show before you sign it.',
          { backupAt: exactWords(restored.backupAt) },
        )}
      </Notice>
    </div>
  )
}

export function CardBody({ card, second }: { readonly card: Card; readonly second: Second }) {
  const { proposal, tool } = card
  const edited = proposal.revision > 0 && !sameJson(proposal.arguments, proposal.proposedArguments)
  return (
    <div className="dock-body">
      <RejectedBefore proposal={proposal} />
      <RestoredNotice card={card} />
      <Replaces card={card} />
      {proposal.guardrail === null ? null : (
        <div className="dock-lead">
          <Notice tone="warn" icon="guardrail" title={t('Guardrail.')}>
            <VisibleText text={proposal.guardrail} />
          </Notice>
        </div>
      )}
      <UndoLink proposal={proposal} />
      {card.isOpen ? null : <Outcome proposal={proposal} />}
      <OutdatedDraft card={card} />
      {card.isOpen && proposal.note !== null ? (
        <div className="dock-lead">
          <Notice tone="info">
            <VisibleText text={said(proposal.note)} />
          </Notice>
        </div>
      ) : null}
      {card.isOpen ? <SagaSteps steps={proposal.steps} busy={false} onRetry={null} /> : null}
      {tool?.kind === 'manual' && card.pending ? <ManualSteps steps={tool.steps} /> : null}
      {isWords(card) ? <Reply card={card} /> : <Call card={card} />}
      <SecondTerms card={card} second={second} />
      {edited && !isWords(card) ? (
        <details className="dock-edited">
          <summary>{t('What a person changed')}</summary>
          <FieldDiff before={proposal.proposedArguments} after={proposal.executedArguments ?? proposal.arguments} />
        </details>
      ) : null}
      <ContextPeek proposal={proposal} />
      <Reason text={proposal.agentReason} />
    </div>
  )
}
