import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { ProposalDetail, ResolutionInput } from '#contract/proposal.ts'
import { theDesk } from '#renderer/connection.ts'
import { AnswerPanel } from '#renderer/app/Inbox/dock/AnswerPanel.tsx'
import { CardBody } from '#renderer/app/Inbox/dock/CardBody.tsx'
import { CardFoot } from '#renderer/app/Inbox/dock/CardFoot.tsx'
import { dockKeys } from '#renderer/app/Inbox/dock/dock-keys.ts'
import { EffectLine, Headline, IdentityLine } from '#renderer/app/Inbox/dock/Headline.tsx'
import { useKeptFocus } from '#renderer/app/Inbox/dock/kept-focus.ts'
import type { KeptFocus } from '#renderer/app/Inbox/dock/kept-focus.ts'
import { RejectPanel } from '#renderer/app/Inbox/dock/RejectPanel.tsx'
import { SagaSteps } from '#renderer/app/Inbox/dock/SagaSteps.tsx'
import { BundleSteps, Strip } from '#renderer/app/Inbox/dock/Strip.tsx'
import { UnknownCard } from '#renderer/app/Inbox/dock/UnknownCard.tsx'
import { useCard } from '#renderer/app/Inbox/dock/use-card.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { useSecond, type Second } from '#renderer/app/Inbox/dock/use-second.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { loadDetail, useProposalDetail } from '#renderer/state/detail.ts'
import { lookAt, openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/dock.css'
import '#renderer/styles/dock-strip.css'
import '#renderer/styles/dock-head.css'
import '#renderer/styles/dock-terms.css'
import '#renderer/styles/dock-foot.css'
import '#renderer/styles/dock-panels.css'
import '#renderer/styles/dock-reply.css'
import '#renderer/styles/dock-checking.css'
import '#renderer/styles/dock-outcomes.css'
import '#renderer/styles/dock-waiting.css'
import '#renderer/styles/form.css'
import { t } from '#renderer/ui/language.ts'

/**
 * The document a person signs. It shows what the desk says will happen, with the agent's own words set apart and inert,
 * and decides only when somebody acts on it: it takes no focus, and no key typed elsewhere reaches it.
 */
function Middle({ card, second }: { readonly card: Card; readonly second: Second }) {
  const { proposal, tool, panel, deciding } = card
  const resolve = (input: ResolutionInput): void => {
    void deciding
      .run(() => theDesk().proposals.resolve(input))
      .then((done) => {
        if (done) card.setPanel('none')
      })
  }
  if (proposal.state === 'unknown')
    return (
      <UnknownCard
        proposal={proposal}
        isAct={card.isAct}
        tool={tool}
        busy={deciding.busy}
        way={panel === 'happened' || panel === 'not_happened' ? panel : null}
        onWay={(way) => card.setPanel(way ?? 'none')}
        onResolve={resolve}
      />
    )
  if (panel === 'reject' || panel === 'give_up')
    return (
      <RejectPanel
        as={panel === 'reject' ? 'refuse' : 'leave'}
        busy={deciding.busy}
        onReject={card.send}
        onCancel={() => card.setPanel('none')}
      />
    )
  if (panel === 'answer')
    return (
      <AnswerPanel
        steps={tool?.kind === 'manual' ? tool.steps : []}
        busy={deciding.busy}
        onAnswer={card.answer}
        onCancel={() => card.setPanel('none')}
      />
    )
  return <CardBody card={card} second={second} />
}

/** Where the decision is pinned beside something that runs: how long one waits for it, and what else one may do about it. */
export type Pinned = {
  /** Who proposed it. */
  readonly agent: string
  readonly clock: ReactNode
  readonly verbs: (card: Card) => ReactNode
}

type OpenDockProps = { readonly detail: ProposalDetail; readonly focus: KeptFocus; readonly pinned: Pinned | null }

function OpenDock({ detail, focus, pinned }: OpenDockProps) {
  const card = useCard(detail)
  const { proposal, tool, panel, deciding } = card
  const second = useSecond(card)
  const channel = useConversation((state) =>
    state.view?.conversation.id === proposal.conversationId ? state.view.conversation.channel : null,
  )
  const [zoomed, setZoomed] = useState(false)
  const customer = useConversation((state) =>
    state.view?.conversation.id === proposal.conversationId ? state.view.conversation.customer : null,
  )
  useCommands(dockKeys(card, () => setZoomed(!zoomed)))
  useEffect(() => focus.restore())
  const canLeave = card.isOpen || proposal.state === 'scheduled'
  const undoSeconds = canLeave ? (detail.undoSeconds ?? 0) : 0
  const words = proposal.kind === 'reply' || proposal.kind === 'note'
  return (
    <section
      className="dock"
      id="decision-dock"
      data-pane="dock"
      data-zoomed={zoomed}
      data-state={proposal.state}
      data-mode={proposal.mode}
      tabIndex={-1}
      aria-labelledby="dock-sentence"
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
    >
      <Strip card={card} pinned={pinned !== null} />
      {pinned?.clock}
      <BundleSteps
        bundle={detail.bundle}
        current={proposal}
        onOpen={(step) =>
          pinned === null ? openProposal(step.id, step.conversationId) : lookAt(step.id, step.conversationId)
        }
      />
      <div className="dock-head">
        <Headline proposal={proposal} parts={card.headline} labelId="dock-sentence" />
        {words ? (
          <IdentityLine
            proposal={proposal}
            operator={card.operator}
            undoSeconds={undoSeconds}
            channel={channel}
            language={card.review?.language ?? null}
            to={customer === null ? null : (customer.email ?? customer.name)}
          />
        ) : (
          <EffectLine proposal={proposal} tool={tool} undoSeconds={undoSeconds} isAct={card.isAct} />
        )}
      </div>
      {card.isOpen || proposal.steps.length === 0 ? null : (
        <div className="dock-progress">
          <SagaSteps
            steps={proposal.steps}
            busy={deciding.busy}
            onRetry={card.failedOpen && panel === 'none' ? card.retryStep : null}
          />
        </div>
      )}
      <Middle card={card} second={second} />
      {deciding.failure === null ? null : (
        <div className="dock-failure">
          <Notice
            tone={deciding.failure.stale ? 'info' : 'danger'}
            role="alert"
            action={
              <Button size="small" look="quiet" onClick={deciding.clear}>
                {t('Dismiss')}
              </Button>
            }
          >
            {deciding.failure.text}
          </Notice>
        </div>
      )}
      {panel === 'none' && proposal.state !== 'unknown' ? (
        <CardFoot
          card={card}
          second={second}
          pinned={pinned === null ? null : { agent: pinned.agent, beside: pinned.verbs(card) }}
        />
      ) : null}
    </section>
  )
}

type DecisionDockProps = { readonly proposalId: string; readonly pinned?: Pinned }

export function DecisionDock({ proposalId, pinned }: DecisionDockProps) {
  const { detail, failure } = useProposalDetail(proposalId)
  const focus = useKeptFocus()
  if (detail !== null)
    return <OpenDock key={detail.proposal.id} detail={detail} focus={focus} pinned={pinned ?? null} />
  return (
    <section
      className="dock is-loading"
      aria-label={t('Decision')}
      id="decision-dock"
      data-pane="dock"
      tabIndex={-1}
      aria-busy={failure === null}
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
    >
      {failure === null ? null : (
        <Notice
          tone="warn"
          title={t('This decision could not be read.')}
          action={
            <Button size="small" onClick={() => void loadDetail(proposalId)}>
              {t('Try again')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
    </section>
  )
}
