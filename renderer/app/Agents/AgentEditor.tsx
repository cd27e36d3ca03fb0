import { FlaskConical } from 'lucide-react'
import { useEffect } from 'react'
import { AgentMenu } from '#renderer/app/Agents/AgentMenu.tsx'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { AgentTests } from '#renderer/app/Agents/AgentTests.tsx'
import { Instructions } from '#renderer/app/Agents/Instructions.tsx'
import { Knowledge } from '#renderer/app/Agents/Knowledge.tsx'
import { Overview } from '#renderer/app/Agents/Overview.tsx'
import { PublishDock } from '#renderer/app/Agents/PublishDock.tsx'
import { RunningActs } from '#renderer/app/Agents/RunningActs.tsx'
import { Testing } from '#renderer/app/Agents/Testing.tsx'
import { Tools } from '#renderer/app/Agents/Tools.tsx'
import { useEdited, type Edited } from '#renderer/app/Agents/use-draft.ts'
import { Versions } from '#renderer/app/Agents/Versions.tsx'
import { VoicePhone } from '#renderer/app/Agents/VoicePhone.tsx'
import { useConnection } from '#renderer/connection.ts'
import { agentTabs, dirtyTabs, tabLabels, tabOf, type AgentTab } from '#renderer/state/agent-changes.ts'
import { loadAgent, showAgentTab, useAgents, type AgentFailure } from '#renderer/state/agents.ts'
import { turnTesting, useTestingOpen } from '#renderer/state/agent-testing.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Tabs, type TabItem } from '#renderer/ui/Tabs.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** One voice agent: a head, a tab for each part of it, and the dock that publishes what was changed. */
export function AgentEditor({ id }: { readonly id: string }) {
  const edited = useEdited(id)
  const failure = useAgents(({ viewFailures }) => viewFailures[id])
  const testing = useTestingOpen()
  const isNew = id.startsWith('new:')
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (open && !isNew) void loadAgent(id)
  }, [open, isNew, id])
  if (edited === null)
    return (
      <div className="agents-none" aria-busy={failure === undefined}>
        {failure === undefined ? null : <ReadFailure of="agents" failure={failure} onAgain={() => loadAgent(id)} />}
      </div>
    )
  return (
    <div className="agent-room" data-testing={testing}>
      <Editor edited={edited} failure={failure} />
      {testing ? <Testing edited={edited} /> : null}
    </div>
  )
}

function Editor({ edited, failure }: { readonly edited: Edited; readonly failure: AgentFailure | undefined }) {
  const chosen = useAgents((state) => state.tab)
  const now = useNow()
  const testing = useTestingOpen()
  const { draft, view, key, readAt } = edited
  const tabs: readonly AgentTab[] =
    view === null ? agentTabs.filter((tab) => tab !== 'versions' && tab !== 'tests') : agentTabs
  const tab = tabs.includes(chosen) ? chosen : 'overview'
  const dirty = dirtyTabs(draft.basis, draft.draft)
  const wrong = new Set(edited.problems.map(({ field }) => tabOf(field)))
  const step = (by: 1 | -1): void => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]
    if (next !== undefined) showAgentTab(next)
  }
  useCommands({ 'agents.tabNext': () => step(1), 'agents.tabPrevious': () => step(-1), 'agents.testing': turnTesting })
  const items: readonly TabItem<AgentTab>[] = tabs.map((one) => ({
    id: one,
    label: tabLabels[one],
    ...(wrong.has(one) ? { mark: 'wrong' } : dirty.has(one) && draft.agentId !== null ? { mark: 'dirty' } : {}),
  }))
  return (
    <section className="agent" aria-label={draft.draft.name === '' ? t('New agent') : draft.draft.name}>
      <header className="agent-head">
        <Avatar of="agent" name={draft.draft.name} size="large" />
        <div className="agent-title">
          <h2>
            <VisibleText text={draft.draft.name === '' ? t('New agent') : draft.draft.name} />
          </h2>
          <p className="mono">{draft.agentId ?? t('not created yet')}</p>
        </div>
        <span className="grow" />
        {readAt === null ? null : (
          <span className="small tertiary">{t('Read back {{ago}}', { ago: agoWords(now - readAt) })}</span>
        )}
        <Button
          size="small"
          command="agents.testing"
          look={testing ? 'quiet' : 'outline'}
          aria-pressed={testing}
          onClick={turnTesting}
        >
          <FlaskConical />
          {t('Try it')}
        </Button>
        <AgentMenu edited={edited} />
      </header>
      <Tabs
        label={t('Parts of the agent')}
        items={items}
        current={tab}
        onChoose={showAgentTab}
        panel="agent-panel"
        className="tabs agent-tabs"
      />
      {failure === undefined ? null : <ReadFailure of="agents" failure={failure} onAgain={() => loadAgent(key)} />}
      <RunningActs agentId={draft.agentId} />
      <div
        id="agent-panel"
        className="agent-panel"
        role="tabpanel"
        aria-labelledby={`agent-panel-${tab}`}
        data-pane="section"
        tabIndex={-1}
      >
        <Part tab={tab} edited={edited} />
      </div>
      <PublishDock edited={edited} />
    </section>
  )
}

function Part({ tab, edited }: { readonly tab: AgentTab; readonly edited: Edited }) {
  switch (tab) {
    case 'overview':
      return <Overview edited={edited} />
    case 'instructions':
      return <Instructions edited={edited} />
    case 'tools':
      return <Tools edited={edited} />
    case 'knowledge':
      return <Knowledge edited={edited} />
    case 'voice':
      return <VoicePhone edited={edited} />
    case 'tests':
      return <AgentTests agentId={edited.key} />
    case 'versions':
      return <Versions edited={edited} />
  }
}
