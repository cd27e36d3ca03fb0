import { Scale, Undo2 } from 'lucide-react'
import type { Proposal, Signature } from '#contract/proposal.ts'
import { useStatus } from '#renderer/state/status.ts'
import { CountersignMark, Spark } from '#renderer/ui/CountersignMark.tsx'
import { clockSecondWords, clockWords } from '#renderer/ui/Time.tsx'

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

/** Where two have to sign, the second line stays dotted until the first one is there and a colleague comes. */
function SecondLine() {
  return (
    <div className="dock-signature" data-by="open">
      <span className="dock-cross" aria-hidden="true">
        ×
      </span>
      <span>second person</span>
    </div>
  )
}

function Author({ proposal, by }: { readonly proposal: Proposal; readonly by: string | null }) {
  const supporting = useStatus((state) => state.status?.agentName ?? 'Support agent')
  const agent = by ?? supporting
  const at = clockSecondWords(proposal.proposedAt)
  const verb = proposal.kind === 'reply' || proposal.kind === 'note' ? 'drafted' : 'proposed'
  if (proposal.compensates !== null)
    return (
      <div className="dock-signature" data-by="rule">
        <Undo2 />
        <span>asked for to undo what was done, {at}</span>
      </div>
    )
  return (
    <div className="dock-signature" data-by="agent">
      <Spark />
      <span>
        <b>{agent}</b> <span className="dock-authored">{by === null ? `${verb} ${at}` : at}</span>
      </span>
      <span className="dock-end" title={`Hash of tool and arguments: ${proposal.argsHash}`}>
        rev {proposal.revision} <span className="dock-mono">{proposal.argsHash.slice(0, 8)}</span>
      </span>
    </div>
  )
}

function FirstLine({ first }: { readonly first: Signature }) {
  return (
    <div className="dock-signature" data-by="person">
      <CountersignMark />
      <span>
        <b>{first.signer.name}</b> signed first
      </span>
      <span className="dock-end">{clockWords(first.at)}</span>
    </div>
  )
}

type LineProps = {
  readonly proposal: Proposal
  readonly dirty: boolean
  /** Who proposed it, where that is not the desk's support agent. */
  readonly agent: string | null
}

export function SignatureLine({ proposal, dirty, agent }: LineProps) {
  const [first] = proposal.signatures
  const needsTwo = proposal.policy.verdict === 'ask_two' && (proposal.state === 'pending' || first !== undefined)
  const isAwaited = proposal.state === 'awaiting_second'
  return (
    <div className="dock-sign" data-two={needsTwo}>
      <Author proposal={proposal} by={agent} />
      {first === undefined ? null : <FirstLine first={first} />}
      {isAwaited ? null : <Countersignature proposal={proposal} dirty={dirty} />}
      {isAwaited || (needsTwo && first === undefined) ? <SecondLine /> : null}
    </div>
  )
}
