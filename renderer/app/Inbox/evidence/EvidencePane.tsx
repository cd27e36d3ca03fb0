import { useMemo } from 'react'
import type { ReactNode } from 'react'
import type { ProposalDetail } from '#contract/proposal.ts'
import { Customer } from '#renderer/app/Inbox/evidence/Customer.tsx'
import { History, Raw } from '#renderer/app/Inbox/evidence/HistoryAndRaw.tsx'
import { Sources } from '#renderer/app/Inbox/evidence/Sources.tsx'
import { Why } from '#renderer/app/Inbox/evidence/Why.tsx'
import { useProposalDetail } from '#renderer/state/detail.ts'
import { useEvidence } from '#renderer/state/later.ts'
import { useUi } from '#renderer/state/ui.ts'
import type { EvidenceTab } from '#renderer/state/ui.ts'
import { comboKeys } from '#renderer/ui/combos.ts'
import { pressable, useKeymap } from '#renderer/ui/keymap.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/evidence.css'
import '#renderer/styles/evidence-chain.css'
import '#renderer/styles/evidence-sources.css'
import { t } from '#renderer/ui/language.ts'

/** What a person needs before signing: causes, sources, the customer, the ledger, and everything raw. */
const tabs: readonly { readonly id: EvidenceTab; readonly label: string }[] = [
  { id: 'why', label: t('Why') },
  { id: 'sources', label: t('Sources') },
  { id: 'customer', label: t('Customer') },
  { id: 'history', label: t('History') },
  { id: 'raw', label: t('Raw') },
]

const show = (evidenceTab: EvidenceTab): void => useUi.setState({ evidenceTab, evidenceOpen: true })

function contentOf(tab: EvidenceTab, detail: ProposalDetail): ReactNode {
  switch (tab) {
    case 'why':
      return <Why detail={detail} />
    case 'sources':
      return <Sources detail={detail} />
    case 'history':
      return <History detail={detail} />
    case 'raw':
      return <Raw detail={detail} />
    case 'customer':
      return <Customer conversationId={detail.proposal.conversationId} />
  }
}

export function EvidencePane({ proposalId }: { readonly proposalId: string }) {
  const current = useUi((ui) => ui.evidenceTab)
  const { failure } = useProposalDetail(proposalId)
  const detail = useEvidence()
  const content = useMemo(
    () => (detail !== null ? contentOf(current, detail) : <p className="secondary">{failure ?? ''}</p>),
    [detail, current, failure],
  )
  const keymap = useKeymap()
  const hintOf = (id: EvidenceTab) => {
    const combo = pressable(keymap, `evidence.${id}`)[0]
    return combo === undefined ? {} : { hint: comboKeys(combo).join(' ').toUpperCase() }
  }
  useCommands({
    'evidence.why': () => show('why'),
    'evidence.sources': () => show('sources'),
    'evidence.customer': () => show('customer'),
    'evidence.history': () => show('history'),
    'evidence.raw': () => show('raw'),
  })
  return (
    <div className="evidence">
      <Tabs
        label={t('Evidence')}
        items={tabs.map((tab) => ({ ...tab, ...hintOf(tab.id) }))}
        current={current}
        onChoose={show}
        panel="evidence-panel"
        className="tabs evidence-tabs"
      />
      <div
        className="evidence-body"
        id="evidence-panel"
        role="tabpanel"
        aria-labelledby={`evidence-panel-${current}`}
        tabIndex={0}
      >
        {content}
      </div>
    </div>
  )
}
