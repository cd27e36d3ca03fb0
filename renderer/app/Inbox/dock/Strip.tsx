import { Check, CircleX, Pin } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import { Clock } from '#renderer/app/Inbox/dock/Clock.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { sentenceTitle } from '#renderer/app/Inbox/dock/words.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { riskWords, stateWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** Whether it is meant, what it is worth, how long it may wait: mode, dial, tier, clock. */
export function Strip({ card, pinned }: { readonly card: Card; readonly pinned: boolean }) {
  const { risk, mode } = card.proposal
  return (
    <div className="dock-strip" data-risk={risk} data-mode={mode}>
      <span className="dock-live">
        <i />
        {mode === 'dry_run' ? t('DRY RUN') : t('Live')}
      </span>
      <span className="dock-strip-line" />
      <Dial risk={risk} />
      <b>R{risk}</b>
      {riskWords[risk]}
      {pinned ? (
        <span className="dock-clock">
          <Pin />
          {t('Pinned')}
        </span>
      ) : (
        <Clock card={card} />
      )}
    </div>
  )
}

/** The steps of a turn: what was done, what is looked at, what waits. Choosing one shows it in the dock. */
export function BundleSteps({
  bundle,
  current,
  onOpen,
}: {
  readonly bundle: readonly Proposal[]
  readonly current: Proposal
  readonly onOpen: (proposal: Proposal) => void
}) {
  if (bundle.length < 2) return null
  return (
    <nav aria-label={t('Steps of this turn, {{count}}', { count: bundle.length })}>
      <ol className="dock-steps">
        {bundle.map((step, at) => (
          <li key={step.id}>
            <button
              type="button"
              className="dock-step"
              aria-current={step.id === current.id ? 'step' : undefined}
              onClick={() => onOpen(step)}
            >
              {step.state === 'succeeded' || step.state === 'answered' ? (
                <Check className="dock-ok" />
              ) : step.state === 'rejected' || step.state === 'failed' || step.state === 'blocked' ? (
                <CircleX />
              ) : (
                <Dial risk={step.risk} />
              )}
              <span>
                <b>
                  {at + 1} {sentenceTitle(step)}
                </b>
                {stepWords(step)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

const stepWords = (step: Proposal): string => {
  if (step.state === 'pending') return step.snoozed === null ? t('Waiting for you') : t('Put off')
  const rule = step.decision?.signer.by === 'rule' ? ` ${t('by rule')}` : ''
  return `${stateWords[step.state]}${rule}`
}
