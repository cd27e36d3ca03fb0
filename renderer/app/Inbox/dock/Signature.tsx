import { Scale } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import { useStatus } from '#renderer/state/status.ts'
import { CountersignMark, Spark } from '#renderer/ui/CountersignMark.tsx'
import { clockSecondWords } from '#renderer/ui/Time.tsx'

/** Two lines: the agent's is signed in violet, the person's is dotted until it is signed in ink. */
const verbs = {
  approve: 'signed',
  edit: 'signed with edits',
  reject: 'rejected',
  answer: 'answered',
  retry: 'signed again',
} as const

function Countersignature({ proposal, dirty }: { readonly proposal: Proposal; readonly dirty: boolean }) {
  const operator = useStatus((state) => state.status?.operator ?? 'Operator')
  const { decision } = proposal
  const open = proposal.state === 'pending' || proposal.state === 'received'
  if (open)
    return (
      <div className="dock-signature" data-by="open">
        <span className="dock-cross" aria-hidden="true">
          ×
        </span>
        <span>{operator} signs here</span>
        {dirty ? <span className="dock-end">revision {proposal.revision + 1}</span> : null}
      </div>
    )
  if (decision === null)
    return (
      <div className="dock-signature" data-by="open">
        <span>nobody signed</span>
      </div>
    )
  if (decision.signer.by === 'rule')
    return (
      <div className="dock-signature" data-by="rule">
        <Scale />
        <span>
          Rule <b>{decision.signer.name}</b>
        </span>
        <span className="dock-end">{clockSecondWords(decision.at)}</span>
      </div>
    )
  return (
    <div className="dock-signature" data-by="person">
      <CountersignMark />
      <span>
        <b>{decision.signer.name}</b> {verbs[decision.verb]}
      </span>
      <span className="dock-end">{clockSecondWords(decision.at)}</span>
    </div>
  )
}

export function SignatureLine({ proposal, dirty }: { readonly proposal: Proposal; readonly dirty: boolean }) {
  const agent = useStatus((state) => state.status?.agentName ?? 'Support agent')
  return (
    <div className="dock-sign">
      <div className="dock-signature" data-by="agent">
        <Spark />
        <span>
          <b>{agent}</b> {proposal.kind === 'reply' || proposal.kind === 'note' ? 'drafted' : 'proposed'}{' '}
          {clockSecondWords(proposal.proposedAt)}
        </span>
        <span className="dock-end" title={`Hash of tool and arguments: ${proposal.argsHash}`}>
          rev {proposal.revision} <span className="dock-mono">{proposal.argsHash.slice(0, 8)}</span>
        </span>
      </div>
      <Countersignature proposal={proposal} dirty={dirty} />
    </div>
  )
}
