import { Scale, Undo2 } from 'lucide-react'
import type { Proposal, Signature } from '#contract/proposal.ts'
import { useStatus } from '#renderer/state/status.ts'
import { CountersignMark, Spark } from '#renderer/ui/CountersignMark.tsx'
import { clockSecondWords, clockWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Two lines: the agent's is signed in violet, the person's is dotted until it is signed in ink. */
const verbs = {
  approve: 'signed',
  edit: t('signed with edits'),
  reject: 'rejected',
  answer: 'answered',
  retry: t('signed again'),
} as const

function Countersignature({ proposal, dirty }: { readonly proposal: Proposal; readonly dirty: boolean }) {
  const operator = useStatus((state) => state.status?.operator ?? t('Operator'))
  const { decision } = proposal
  const open = proposal.state === 'pending' || proposal.state === 'received'
  if (open)
    return (
      <div className="dock-signature" data-by="open">
        <span className="dock-cross" aria-hidden="true">
          ×
        </span>
        <span>{t('{{operator}} signs here', { operator })}</span>
        {dirty ? (
          <span className="dock-end">{t('revision {{revision}}', { revision: proposal.revision + 1 })}</span>
        ) : null}
      </div>
    )
  if (decision === null)
    return (
      <div className="dock-signature" data-by="open">
        <span>{t('nobody signed')}</span>
      </div>
    )
  if (decision.signer.by === 'rule')
    return (
      <div className="dock-signature" data-by="rule">
        <Scale />
        <span>
          <Phrase text="Rule {{name}}" values={{ name: <b>{decision.signer.name}</b> }} />
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
      <span>{t('second person')}</span>
    </div>
  )
}

function Author({ proposal, by }: { readonly proposal: Proposal; readonly by: string | null }) {
  const supporting = useStatus((state) => state.status?.agentName ?? t('Support agent'))
  const agent = by ?? supporting
  const at = clockSecondWords(proposal.proposedAt)
  const drafted = proposal.kind === 'reply' || proposal.kind === 'note'
  if (proposal.compensates !== null)
    return (
      <div className="dock-signature" data-by="rule">
        <Undo2 />
        <span>{t('asked for to undo what was done, {{at}}', { at })}</span>
      </div>
    )
  return (
    <div className="dock-signature" data-by="agent">
      <Spark />
      <span>
        <b>{agent}</b>{' '}
        <span className="dock-authored">
          {by !== null ? at : drafted ? t('drafted {{at}}', { at }) : t('proposed {{at}}', { at })}
        </span>
      </span>
      <span className="dock-end" title={t('Hash of tool and arguments: {{argsHash}}', { argsHash: proposal.argsHash })}>
        <Phrase
          text="rev {{revision}} {{argsHash}}"
          values={{
            revision: proposal.revision,
            argsHash: <span className="dock-mono">{proposal.argsHash.slice(0, 8)}</span>,
          }}
        />
      </span>
    </div>
  )
}

function FirstLine({ first }: { readonly first: Signature }) {
  return (
    <div className="dock-signature" data-by="person">
      <CountersignMark />
      <span>
        <b>{first.signer.name}</b> {t('signed first')}
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
