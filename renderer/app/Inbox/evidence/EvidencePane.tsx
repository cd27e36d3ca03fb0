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
import { useKeys } from '#renderer/ui/keys.ts'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import '#renderer/styles/evidence.css'
import '#renderer/styles/evidence-chain.css'
import '#renderer/styles/evidence-sources.css'

/** What a person needs before signing: causes, sources, the customer, the ledger, and everything raw. Keys 1 to 5. */
const tabs: readonly { readonly id: EvidenceTab; readonly label: string; readonly hint: string }[] = [
  { id: 'why', label: 'Why', hint: '1' },
  { id: 'sources', label: 'Sources', hint: '2' },
  { id: 'customer', label: 'Customer', hint: '3' },
  { id: 'history', label: 'History', hint: '4' },
  { id: 'raw', label: 'Raw', hint: '5' },
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
  useKeys(
    'evidence',
    Object.fromEntries(tabs.map((tab) => [tab.hint, { label: `Evidence: ${tab.label}`, run: () => show(tab.id) }])),
  )
  return (
    <div className="evidence">
      <Tabs
        label="Evidence"
        items={tabs}
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
