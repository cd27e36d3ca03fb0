import { Check, CircleX, Lock, Timer } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import { sentenceTitle } from '#renderer/app/Inbox/dock/words.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { ageWords, useNow } from '#renderer/ui/Time.tsx'
import { riskWords, stateWords } from '#renderer/ui/words.ts'

/** What the decision is worth and how long it has waited: live, dial, tier, clock. */
function clockWords(proposal: Proposal, now: number): string {
  switch (proposal.state) {
    case 'received':
    case 'pending':
      return now - proposal.proposedAt < 60_000
        ? 'Proposed just now, never runs by itself'
        : `Waiting ${ageWords(now - proposal.proposedAt)}, never runs by itself`
    case 'unknown':
      return 'Held until someone answers'
    case 'scheduled':
      return 'Approved, on its way'
    case 'executing':
      return 'Request under way'
    default:
      return `${stateWords[proposal.state]} ${now - proposal.updatedAt < 60_000 ? 'just now' : `${ageWords(now - proposal.updatedAt)} ago`}`
  }
}

export function Strip({ proposal }: { readonly proposal: Proposal }) {
  const now = useNow()
  return (
    <div className="dock-strip" data-risk={proposal.risk}>
      <span className="dock-live">
        <i />
        Live
      </span>
      <span className="dock-strip-line" />
      <Dial risk={proposal.risk} />
      <b>R{proposal.risk}</b>
      {riskWords[proposal.risk]}
      <span className="dock-clock">
        {proposal.state === 'unknown' ? <Lock /> : <Timer />}
        <span>{clockWords(proposal, now)}</span>
      </span>
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
    <nav aria-label={`Steps of this turn, ${bundle.length}`}>
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
  if (step.state === 'pending') return 'Waiting for you'
  const rule = step.decision?.signer.by === 'rule' ? ' by rule' : ''
  return `${stateWords[step.state]}${rule}`
}
