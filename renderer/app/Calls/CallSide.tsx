import { MessageSquareText, ShieldCheck, UserRound } from 'lucide-react'
import { memo, useEffect } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import type { ProposalState } from '#contract/proposal.ts'
import { DecisionDock } from '#renderer/app/Inbox/dock/DecisionDock.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { CallFacts } from '#renderer/app/Calls/CallFacts.tsx'
import { HoldClock } from '#renderer/app/Calls/HoldClock.tsx'
import { LastTurn } from '#renderer/app/Calls/Latency.tsx'
import { useCallScreenStore, type CallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { allowLookups, takeCall } from '#renderer/state/call-actions.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { lookAt, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { t } from '#renderer/ui/language.ts'

/** What waits for a signature, pinned with the time somebody waits for it; below, how the call goes. */
const open: readonly ProposalState[] = ['unknown', 'awaiting_second', 'pending']

/** The decision in sight: what the caller waits for, or what else of this call is still open; the one chosen, if it is one of them. */
function useWaiting(call: Call, now: CallNow | null): string | null {
  const chosen = useUi((ui) => ui.proposalId)
  const view = useConversation((state) => (state.view?.conversation.id === call.conversationId ? state.view : null))
  const held = now?.hold?.proposalIds ?? []
  const states = new Map(view?.proposals.map(({ id, state }) => [id, state]))
  const others = (view?.proposals ?? []).filter(({ state, snoozed }) => open.includes(state) && snoozed === null)
  const waiting = [...new Set([...held, ...others.map(({ id }) => id)])]
  const isOfCall = chosen !== null && states.has(chosen)
  // What was just signed stays in sight for as long as somebody waits for it.
  const wanted = isOfCall && waiting.includes(chosen) ? chosen : (waiting[0] ?? null)
  const { conversationId } = call
  useEffect(() => {
    const ui = useUi.getState()
    if (ui.conversationId !== conversationId || ui.proposalId !== wanted) lookAt(wanted, conversationId)
  }, [wanted, conversationId, chosen])
  return wanted
}

type SideProps = { readonly call: Call; readonly now: CallNow | null }

export const CallSide = memo(function CallSide({ call, now }: SideProps) {
  const proposalId = useWaiting(call, now)
  const screen = useCallScreenStore()
  const isLive = call.state !== 'ended' && now !== null
  const hold = now?.hold ?? null
  const clock = hold === null ? null : <HoldClock call={call} hold={hold} />
  return (
    <aside className="call-side" aria-label={t('Decision and how the call goes')} data-pane="evidence" tabIndex={-1}>
      {proposalId === null ? (
        clock === null ? null : (
          <section className="call-hold-alone" aria-label={t('On hold')}>
            {clock}
          </section>
        )
      ) : (
        <DecisionDock
          key={proposalId}
          proposalId={proposalId}
          pinned={{
            agent: call.agent.name,
            clock,
            verbs: (card) => <Beside call={call} now={now} card={card} screen={screen} />,
          }}
        />
      )}
      <div className="call-side-rest">
        <CallFacts call={call} now={now} />
        {isLive ? (
          <>
            <LastTurn latency={now.latency} />
            <Lookups call={call} now={now} />
            {proposalId === null ? <Verbs call={call} now={now} screen={screen} /> : null}
          </>
        ) : null}
      </div>
    </aside>
  )
})

type VerbProps = { readonly call: Call; readonly now: CallNow | null; readonly screen: CallScreenStore }

/** Words and hands beside the signature: none of them decides what is proposed. */
function Beside({ card, ...rest }: VerbProps & { readonly card: Card }) {
  return (
    <div className="call-verbs">
      {rest.now === null ? null : <Tell screen={rest.screen} />}
      {card.isOpen ? (
        <Button command="decision.reject" onClick={() => card.setPanel('reject')}>
          {t('Reject…')}
        </Button>
      ) : null}
      {rest.now === null ? null : <Take call={rest.call} now={rest.now} />}
    </div>
  )
}

function Verbs({ call, now, screen }: VerbProps) {
  return (
    <div className="call-verbs is-alone">
      <Tell screen={screen} />
      {now === null ? null : <Take call={call} now={now} />}
    </div>
  )
}

const Tell = ({ screen }: { readonly screen: CallScreenStore }) => (
  <Button command="call.tell" onClick={() => screen.setState({ dialog: 'tell' })}>
    <MessageSquareText />
    {t('Tell caller…')}
  </Button>
)

function Take({ call, now }: { readonly call: Call; readonly now: CallNow }) {
  return (
    <Button
      command="call.take"
      aria-pressed={now.taken !== null}
      onClick={() => void takeCall(call.id, now.taken === null)}
    >
      <UserRound />
      {now.taken === null ? t('Take call') : t('Hand back')}
    </Button>
  )
}

function Lookups({ call, now }: { readonly call: Call; readonly now: CallNow }) {
  return (
    <div>
      <Switch
        checked={now.lookups !== null}
        command="call.lookups"
        onChange={(allowed) => void allowLookups(call.id, allowed)}
      >
        <ShieldCheck />
        {t('Allow lookups for this call without asking')}
      </Switch>
      {now.lookups === null ? null : (
        <p className="call-fact-words">{t('Allowed by {{lookups}}, until the call ends.', { lookups: now.lookups })}</p>
      )}
    </div>
  )
}
