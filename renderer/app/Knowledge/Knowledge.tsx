import { useEffect } from 'react'
import { BatchTests } from '#renderer/app/Knowledge/BatchTests.tsx'
import { Documents } from '#renderer/app/Knowledge/Documents.tsx'
import { Drafts } from '#renderer/app/Knowledge/Drafts.tsx'
import { Folder } from '#renderer/app/Knowledge/Folder.tsx'
import { Gaps } from '#renderer/app/Knowledge/Gaps.tsx'
import { KnowledgeActDialog } from '#renderer/app/Knowledge/KnowledgeActDialog.tsx'
import { useConnection } from '#renderer/connection.ts'
import { followKnowledge, knowledgeTabs, useKnowledge, type KnowledgeTab } from '#renderer/state/knowledge.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/diff.css'
import '#renderer/styles/rich-text.css'
import '#renderer/styles/dock-strip.css'
import '#renderer/styles/agents.css'
import '#renderer/styles/agents-parts.css'
import '#renderer/styles/agents-dock.css'
import '#renderer/styles/agents-numbers.css'
import '#renderer/styles/knowledge.css'
import { t } from '#renderer/ui/language.ts'

/** What the bot does not know, and how it comes to know it. */
const pages: Readonly<Record<KnowledgeTab, () => React.JSX.Element>> = {
  gaps: Gaps,
  documents: Documents,
  drafts: Drafts,
  folder: Folder,
  tests: BatchTests,
}

const chooseTab = (tab: KnowledgeTab): void => useKnowledge.setState({ tab })

export function Knowledge() {
  const { tab, counts, drafts, act, failure } = useKnowledge()
  const isOpen = useConnection(({ state }) => state === 'open')
  useEffect(followKnowledge, [])
  const waiting = drafts.filter(({ proposalId }) => proposalId === null).length
  const hints: Partial<Record<KnowledgeTab, number>> = { gaps: counts.open, drafts: waiting }
  const Page = pages[tab]
  return (
    <div className="knowledge paper">
      <header className="knowledge-head">
        <h1>{t('Knowledge')}</h1>
        <Tabs
          label={t('Knowledge')}
          items={knowledgeTabs.map(({ id, label }) => {
            const hint = hints[id] ?? 0
            return hint === 0 ? { id, label } : { id, label, hint: String(hint) }
          })}
          current={tab}
          onChoose={chooseTab}
          panel="knowledge-page"
        />
      </header>
      {isOpen ? null : (
        <Notice tone="offline" role="status">
          {t('The desk is away. What was read stays; drafts are kept again when it is back.')}
        </Notice>
      )}
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('That was not done.')}>
          {failure}
        </Notice>
      )}
      <div id="knowledge-page" role="tabpanel" aria-labelledby={`knowledge-page-${tab}`} className="knowledge-page">
        <Page />
      </div>
      {act === null ? null : <KnowledgeActDialog act={act} />}
    </div>
  )
}
