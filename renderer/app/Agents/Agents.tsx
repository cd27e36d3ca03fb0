import { useEffect } from 'react'
import { AgentEditor } from '#renderer/app/Agents/AgentEditor.tsx'
import { ActDialog } from '#renderer/app/Agents/ActDialog.tsx'
import { AgentList } from '#renderer/app/Agents/AgentList.tsx'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { CollectionPage } from '#renderer/app/Agents/CollectionPage.tsx'
import { CollectionsPage } from '#renderer/app/Agents/CollectionsPage.tsx'
import { CreateAgent } from '#renderer/app/Agents/CreateAgent.tsx'
import { NumbersPage } from '#renderer/app/Agents/NumbersPage.tsx'
import { SupportAgent } from '#renderer/app/Agents/SupportAgent.tsx'
import { useReadCounts } from '#renderer/app/Agents/use-counts.ts'
import { loadSettings } from '#renderer/app/Settings/use-settings.ts'
import { useConnection } from '#renderer/connection.ts'
import {
  followAgents,
  forgetDiscarded,
  loadAgents,
  showAgentPlace,
  stepAgent,
  takeDraftBack,
  useAgents,
} from '#renderer/state/agents.ts'
import { useActs } from '#renderer/state/agents-acts.ts'
import { storeNow, useAgentDrafts } from '#renderer/state/agents-drafts.ts'
import { loadPolicies } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/diff.css'
import '#renderer/styles/dock-strip.css'
import '#renderer/styles/agents.css'
import '#renderer/styles/agents-parts.css'
import '#renderer/styles/agents-tools.css'
import '#renderer/styles/agents-voice.css'
import '#renderer/styles/agents-dock.css'
import '#renderer/styles/agents-numbers.css'
import '#renderer/styles/agents-collections.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** The agents of this desk: voice agents to be edited, published and rung; support agents as far as this desk knows them. */
export function Agents() {
  const { place, rows, failure, discarded } = useAgents()
  const drafts = useAgentDrafts((state) => state.drafts)
  const asked = useActs((state) => state.asked)
  const open = useConnection(({ state }) => state === 'open')
  useEffect(followAgents, [])
  useReadCounts()
  useEffect(() => {
    if (!open) return
    void loadAgents()
    void loadSettings()
    void loadPolicies()
  }, [open])
  useEffect(() => {
    window.addEventListener('pagehide', storeNow)
    return () => window.removeEventListener('pagehide', storeNow)
  }, [])
  // Somebody who comes here looks at the first one.
  const first = rows?.[0]?.id ?? Object.keys(drafts)[0]
  useEffect(() => {
    if (place.kind === 'nothing' && first !== undefined) showAgentPlace({ kind: 'agent', key: first })
  }, [place, first])
  useCommands({
    'agents.create': () => showAgentPlace({ kind: 'create' }),
    'agents.next': () => stepAgent(1),
    'agents.previous': () => stepAgent(-1),
    'agents.read': () => void loadAgents(),
    ...(discarded === null ? {} : { 'agents.undo': takeDraftBack }),
  })
  return (
    <div className="agents">
      <AgentList />
      <div className="paper agents-paper">
        {open ? null : (
          <Notice tone="offline" role="status">
            {t('The desk is away. Drafts are kept on this page; nothing can be published until it is back.')}
          </Notice>
        )}
        {failure === null || rows === null ? null : <ReadFailure of="agents" failure={failure} onAgain={loadAgents} />}
        <Discarded />
        <Sight />
      </div>
      {asked === null ? null : <ActDialog asked={asked} />}
    </div>
  )
}

function Sight() {
  const { place, rows, failure } = useAgents()
  switch (place.kind) {
    case 'agent':
      return <AgentEditor key={place.key} id={place.key} />
    case 'support':
      return <SupportAgent />
    case 'numbers':
      return <NumbersPage />
    case 'collections':
      return place.id === null ? <CollectionsPage /> : <CollectionPage key={place.id} id={place.id} />
    case 'create':
      return <CreateAgent />
    case 'nothing':
      if (failure !== null && rows === null)
        return (
          <div className="agents-none">
            <ReadFailure of="agents" failure={failure} onAgain={loadAgents} />
          </div>
        )
      return rows === null ? <div className="agents-none" aria-busy="true" /> : <Nothing />
  }
}

function Discarded() {
  const discarded = useAgents((state) => state.discarded)
  const name = discarded?.draft.name ?? ''
  useEffect(() => forgetDiscarded, [])
  if (discarded === null) return null
  return (
    <Notice
      tone="info"
      role="status"
      action={
        <>
          <Button size="small" command="agents.undo" onClick={takeDraftBack}>
            {t('Undo')}
          </Button>
          <Button size="small" look="quiet" onClick={forgetDiscarded}>
            {t('Close')}
          </Button>
        </>
      }
    >
      {name === '' ? (
        t('The draft of a new agent is discarded.')
      ) : (
        <Phrase text="The draft of {{name}} is discarded." values={{ name: <VisibleText text={name} /> }} />
      )}
    </Notice>
  )
}

function Nothing() {
  return (
    <section className="agents-none" aria-label={t('Agent')}>
      <CountersignMark width={36} />
      <h2>{t('No voice agents yet')}</h2>
      <p>
        {t(
          'A voice agent answers the telephone with instructions, tools and a voice of its own. Begin with a blank one or a template; nothing exists at the service before you publish it.',
        )}
      </p>
      <p className="agents-none-verbs">
        <Button look="solid" command="agents.create" onClick={() => showAgentPlace({ kind: 'create' })}>
          {t('New voice agent')}
        </Button>
      </p>
    </section>
  )
}
