import { Braces, FileText, History, Route, UserRound } from 'lucide-react'
import { useMedia } from '#renderer/app/use-media.ts'
import { useUi, type EvidenceTab } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

const tabs: readonly { readonly id: EvidenceTab; readonly label: string; readonly Icon: typeof Route }[] = [
  { id: 'why', label: t('Why'), Icon: Route },
  { id: 'sources', label: t('Sources'), Icon: FileText },
  { id: 'customer', label: t('Customer'), Icon: UserRound },
  { id: 'history', label: t('History'), Icon: History },
  { id: 'raw', label: t('Raw'), Icon: Braces },
]

/** Where there is no room for the evidence beside the conversation, its tabs are a strip that opens it as a drawer. */
export function EvidenceStrip({ open }: { readonly open: boolean }) {
  const current = useUi((ui) => ui.evidenceTab)
  const lies = useMedia('(max-width: 820px)')
  return (
    <div
      className="evidence-strip"
      role="toolbar"
      aria-label={t('Evidence')}
      aria-orientation={lies ? 'horizontal' : 'vertical'}
    >
      {tabs.map(({ id, label, Icon }, index) => (
        <button
          key={id}
          type="button"
          aria-label={`${label} ${index + 1}`}
          title={label}
          aria-expanded={open && current === id}
          onClick={() => useUi.setState({ evidenceTab: id, evidenceOpen: !(open && current === id) })}
        >
          <Icon />
          <span aria-hidden="true">{index + 1}</span>
        </button>
      ))}
    </div>
  )
}
