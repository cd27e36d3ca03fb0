import type { Proposal } from '#contract/proposal.ts'
import { leavingWords, shareLeft } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { useSeconds } from '#renderer/ui/Time.tsx'

/** "Sending in 9 s". The desk counts; this only says how far it is, and nobody is told every second. */
export function Countdown({ proposal }: { readonly proposal: Proposal }) {
  const now = useSeconds()
  return proposal.dueAt === null ? null : (
    <span role="timer" aria-live="off" className="countdown">
      {leavingWords(proposal, proposal.dueAt, now)}
    </span>
  )
}

const radius = 8
const around = 2 * Math.PI * radius

/** The same for the eye, beside the words. It moves once a second. */
export function CountdownRing({ proposal }: { readonly proposal: Proposal }) {
  const now = useSeconds()
  return (
    <svg className="countdown-ring" viewBox="0 0 18 18" aria-hidden="true">
      <circle cx="9" cy="9" r={radius} />
      <circle
        cx="9"
        cy="9"
        r={radius}
        className="is-left"
        strokeDasharray={`${shareLeft(proposal, now) * around} ${around}`}
      />
    </svg>
  )
}
