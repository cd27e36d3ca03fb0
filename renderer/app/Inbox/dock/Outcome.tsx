import {
  Ban,
  CircleCheck,
  CircleX,
  FlaskConical,
  Info,
  Loader,
  MessageSquareReply,
  Timer,
  TimerOff,
  Undo2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { sentenceCase, stepsText } from '#renderer/app/Inbox/dock/words.ts'
import { ResultView } from '#renderer/app/Inbox/evidence/ResultView.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What came of a decision: what happened, what did not, what the agent was told. */
function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="dock-outcome-line">
      {icon}
      <div>{children}</div>
    </div>
  )
}

function Told({ result }: { readonly result: Json }) {
  if (result === null) return null
  return (
    <>
      <p className="dock-outcome-label">{t('The agent was told')}</p>
      <ResultView result={result} label={t('What the agent was told')} />
    </>
  )
}

/** What failed and may still be tried again has not been answered yet. */
const isAnswered = ({ state, outcome }: Proposal): boolean =>
  outcome !== null && !(state === 'failed' && outcome.retryable)

/** Why a person approved it, where a rule wanted to know. */
function Reason({ decision }: Pick<Proposal, 'decision'>) {
  const isYes = decision !== null && decision.verb !== 'reject' && decision.verb !== 'answer'
  if (!isYes || decision.reason === null || decision.reason === '') return null
  return (
    <p className="dock-outcome-note">
      <Phrase text="Approved because “{{reason}}”" values={{ reason: <VisibleText text={decision.reason} /> }} />
    </p>
  )
}

const ended = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)

const undoWords = {
  undo_pending: t('Its undoing waits for a decision or is under way.'),
  undone: t('It has been undone since.'),
  undo_failed: t('It could not be undone: the inverse did not happen.'),
} as const

function Words({ proposal }: { readonly proposal: Proposal }) {
  const { outcome, decision } = proposal
  const partly = proposal.steps.some((step) => step.state === 'done')
  switch (proposal.state) {
    case 'scheduled':
      return (
        <Line icon={<Timer />}>
          <p>
            {proposal.dueAt === null
              ? t('Signed. It is checked once more and goes out as soon as it can; it will not be sent twice.')
              : t('Signed, and nothing has left. Until its time is over it can be taken back.')}
          </p>
        </Line>
      )
    case 'executing':
      return (
        <Line icon={<Loader />}>
          <p>{t('The request is under way. It will not be sent twice.')}</p>
        </Line>
      )
    case 'succeeded':
      return (
        <Line icon={<CircleCheck />}>
          <p>
            <VisibleText text={outcome?.receipt ? said(outcome.receipt.summary) : t('Done.')} />
            {outcome?.resolvedBy === null || outcome === null
              ? ''
              : ` ${t('Settled by {{resolvedBy}}.', { resolvedBy: outcome.resolvedBy })}`}
          </p>
        </Line>
      )
    case 'failed':
      return (
        <Line icon={<CircleX />}>
          <p>
            <b>{partly ? t('Done in part.') : t('Nothing happened.')}</b>{' '}
            <VisibleText
              text={
                partly
                  ? stepsText(proposal.steps)
                  : outcome?.error
                    ? said(outcome.error.message)
                    : t('The other side refused.')
              }
            />
            {outcome?.retryable !== true
              ? ''
              : proposal.steps.length > 0
                ? ` ${t('Only what failed is tried again.')}`
                : ` ${t('It can be signed again.')}`}
            {outcome === null || outcome.resolvedBy === null
              ? ''
              : ` ${t('Settled by {{resolvedBy}}.', { resolvedBy: outcome.resolvedBy })}`}
          </p>
        </Line>
      )
    case 'rejected':
      return (
        <Line icon={<Ban />}>
          <p>
            <b>{t('Not run.')}</b>{' '}
            {decision === null || decision.reasons.length === 0 ? '' : `${sentenceCase(decision.reasons.join(', '))}.`}
          </p>
          {decision === null || decision.reason === null || decision.reason === '' ? null : (
            <p>
              “<VisibleText text={decision.reason} />”
            </p>
          )}
        </Line>
      )
    case 'answered':
      return (
        <Line icon={<MessageSquareReply />}>
          <p>
            <b>{t('The tool was not run.')}</b> {t('A person gave the answer.')}
          </p>
        </Line>
      )
    case 'superseded':
      return (
        <Line icon={<Info />}>
          <p>
            <b>{t('Outdated, not run.')}</b>{' '}
            <VisibleText
              text={`${sentenceCase(said(proposal.note ?? '') || t('the conversation moved on after this was proposed'))}.`}
            />
          </p>
        </Line>
      )
    case 'blocked':
      return (
        <Line icon={<Ban />}>
          <p>
            <b>{t('Blocked, not run.')}</b>{' '}
            <VisibleText
              text={
                outcome?.error ? said(outcome.error.message) : t('The catalogue, the schema or a rule forbids this.')
              }
            />
          </p>
        </Line>
      )
    case 'expired':
      return (
        <Line icon={<TimerOff />}>
          <p>
            <b>{t('Expired, not run.')}</b> {t('Nobody decided in time.')}
          </p>
        </Line>
      )
    case 'dry_run':
      return (
        <Line icon={<FlaskConical />}>
          <p>
            <b>{t('Simulated.')}</b> {t('Nothing left this desk, and the customer heard nothing.')}
          </p>
        </Line>
      )
    case 'undo_pending':
    case 'undone':
    case 'undo_failed':
      return (
        <Line icon={<Undo2 />}>
          <p>
            <VisibleText text={ended(outcome?.receipt ? said(outcome.receipt.summary) : t('Done'))} />{' '}
            {undoWords[proposal.state]}
          </p>
        </Line>
      )
    case 'received':
    case 'pending':
    case 'awaiting_second':
    case 'unknown':
      return null
  }
}

export function Outcome({ proposal }: { readonly proposal: Proposal }) {
  return (
    <div className="dock-outcome" role="group" aria-label={t('What came of it')}>
      <Words proposal={proposal} />
      <Reason decision={proposal.decision} />
      {proposal.note === null || proposal.state === 'superseded' ? null : (
        <p className="dock-outcome-note">
          <VisibleText text={proposal.note} />
        </p>
      )}
      {isAnswered(proposal) ? <Told result={proposal.outcome?.result ?? null} /> : null}
    </div>
  )
}
