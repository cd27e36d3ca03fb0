import { useEffect, useMemo } from 'react'
import type { ProposalState } from '#contract/proposal.ts'
import { Composer } from '#renderer/app/Inbox/ConversationComposer.tsx'
import { ConversationHead } from '#renderer/app/Inbox/ConversationHead.tsx'
import { Timeline } from '#renderer/app/Inbox/Timeline.tsx'
import { DecisionDock } from '#renderer/app/Inbox/dock/DecisionDock.tsx'
import { useConversation } from '#renderer/state/conversation.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { useConversationView } from '#renderer/state/later.ts'
import { useStatus } from '#renderer/state/status.ts'
import { useUi } from '#renderer/state/ui.ts'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** One conversation, and under it the decision it waits for, or room for a person's own words. */
export function Conversation() {
  const id = useConversation((state) => state.id)
  const failure = useConversation((state) => state.failure)
  const view = useConversationView()
  const proposalId = useUi((ui) => ui.proposalId)
  const agentName = useStatus(({ status }) => status?.agentName ?? t('The agent'))
  useOpenProposal()
  // What is said does not change with the decision in sight: stepping through a bundle leaves it alone.
  const said = useMemo(
    () =>
      view === null ? (
        <>
          <div className="conversation-head" />
          {failure === null ? null : <Notice tone="offline">{failure}</Notice>}
          <div className="timeline" />
        </>
      ) : (
        <>
          <ConversationHead view={view} />
          <Timeline key={view.conversation.id} view={view} agentName={agentName} />
        </>
      ),
    [view, failure, agentName],
  )
  if (id === null) return <Nothing />
  return (
    <section className="conversation" aria-label={t('Conversation')}>
      {said}
      {proposalId !== null ? (
        <DecisionDock proposalId={proposalId} />
      ) : view !== null && view.conversation.control !== 'agent' ? (
        <Composer key={view.conversation.id} conversation={view.conversation} />
      ) : null}
    </section>
  )
}

const openStates: readonly ProposalState[] = ['unknown', 'pending', 'awaiting_second']

/** A conversation that waits for a decision shows it, however it was opened. */
function useOpenProposal(): void {
  const view = useConversation((state) => state.view)
  const proposalId = useUi((ui) => ui.proposalId)
  const conversationId = useUi((ui) => ui.conversationId)
  useEffect(() => {
    if (proposalId !== null || view === null || view.conversation.id !== conversationId) return
    const open = view.proposals
      .filter(({ state, snoozed }) => openStates.includes(state) && snoozed === null)
      .sort(
        (one, two) => Number(two.state === 'unknown') - Number(one.state === 'unknown') || one.position - two.position,
      )
    const [first] = open
    if (first !== undefined) useUi.setState({ proposalId: first.id })
  }, [view, proposalId, conversationId])
}

function Nothing() {
  const loaded = useInbox(({ queue }) => queue.loaded)
  return (
    <section className="conversation conversation-none" aria-label={t('Conversation')}>
      {loaded ? (
        <>
          <CountersignMark width={36} />
          <h2>{t('Nothing needs you')}</h2>
          <p>{t('What the agent proposes appears in the queue. Search finds every conversation.')}</p>
        </>
      ) : null}
    </section>
  )
}
