import type { OpenAct } from '#contract/agent.ts'
import { consoleUrl } from '#renderer/app/Agents/agent-words.ts'
import { useAgents } from '#renderer/state/agents.ts'
import {
  askAct,
  checkAct,
  dismissAct,
  isOfCollection,
  takeBackAct,
  useActs,
  type HeldAct,
} from '#renderer/state/agents-acts.ts'
import { askLink, openProposal } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { StateChip } from '#renderer/ui/Chip.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What is under way at this agent, or at its numbers; nothing on the screen waits for it. Null: at all numbers. */
export function RunningActs({ agentId }: { readonly agentId: string | null }) {
  const { rows, numbers } = useAgents()
  const acts = useActs((state) => state.acts)
  const own = rows?.find(({ id }) => id === agentId)?.open ?? []
  const ofNumbers = (numbers ?? []).filter((one) => agentId === null || one.agentId === agentId)
  const listed = [...own, ...ofNumbers.flatMap(({ open }) => open)]
  const held = Object.values(acts).filter(
    (one) =>
      !isOfCollection(one.act) &&
      ((agentId === null ? one.numberId !== null || one.agentId === null : one.agentId === agentId) ||
        (one.numberId !== null && ofNumbers.some(({ id }) => id === one.numberId)) ||
        listed.some(({ proposalId }) => proposalId === one.act.proposalId)),
  )
  const known = new Set(held.map(({ act }) => act.proposalId))
  const rest = listed.filter(
    ({ proposalId }, at) => !known.has(proposalId) && listed.findIndex((one) => one.proposalId === proposalId) === at,
  )
  const all: readonly HeldAct[] = [
    ...held,
    ...rest.map((act): HeldAct => ({ act, agentId, numberId: null, message: null })),
  ]
  return <ActList all={all} />
}

/** The newest first. */
export function ActList({ all }: { readonly all: readonly HeldAct[] }) {
  if (all.length === 0) return null
  return (
    <ul className="agent-acts" aria-label={t('Under way')}>
      {all
        .toSorted((one, two) => two.act.at - one.act.at)
        .map((one) => (
          <Running key={one.act.proposalId} held={one} />
        ))}
    </ul>
  )
}

const over = new Set<OpenAct['state']>([
  'succeeded',
  'failed',
  'blocked',
  'expired',
  'superseded',
  'rejected',
  'dry_run',
  'undone',
])

function Running({ held }: { readonly held: HeldAct }) {
  const { act, message, numberId, agentId } = held
  const number = useAgents(({ numbers }) => numbers?.find(({ id }) => id === numberId))
  const rows = useAgents(({ rows: all }) => all)
  const wanted = rows?.find(({ id }) => id === agentId)
  // Somebody else has the number: what was wished can be wished again, as a move.
  const isTaken =
    act.state === 'failed' &&
    act.tool.includes('assign') &&
    number !== undefined &&
    number.agentId !== null &&
    wanted !== undefined &&
    number.agentId !== wanted.id
  return (
    <li className="agent-act" data-state={act.state}>
      <StateChip state={act.state} />
      <p>
        <VisibleText text={act.sentence} />
        {message === null ? null : (
          <span className="secondary">
            {' '}
            <VisibleText text={message} />
          </span>
        )}
      </p>
      <span className="grow" />
      {act.state === 'unknown' ? (
        <Button size="small" onClick={() => void checkAct(act.proposalId)}>
          {t('Check')}
        </Button>
      ) : null}
      {act.state === 'scheduled' || act.state === 'awaiting_second' ? (
        <Button size="small" onClick={() => void takeBackAct(act.proposalId)}>
          {t('Take back')}
        </Button>
      ) : null}
      {isTaken && number !== undefined && wanted !== undefined ? (
        <Button
          size="small"
          onClick={() =>
            askAct({ of: 'number', act: { act: 'assign', id: number.id, agentId: wanted.id, move: true } })
          }
        >
          {t('Move here…')}
        </Button>
      ) : null}
      {act.state === 'failed' && act.tool.includes('buy') ? (
        <Button size="small" onClick={() => askLink(consoleUrl)}>
          {t('Open the console')}
        </Button>
      ) : null}
      {over.has(act.state) ? (
        <Button size="small" look="quiet" onClick={() => dismissAct(act.proposalId)}>
          {t('Close')}
        </Button>
      ) : (
        <Button size="small" look="quiet" onClick={() => openProposal(act.proposalId, act.conversationId)}>
          {t('Show')}
        </Button>
      )}
    </li>
  )
}
