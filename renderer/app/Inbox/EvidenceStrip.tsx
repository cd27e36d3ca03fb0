import { Braces, FileText, History, Route, UserRound } from 'lucide-react'
import { useMedia } from '#renderer/app/use-media.ts'
import { useUi, type EvidenceTab } from '#renderer/state/ui.ts'

const tabs: readonly { readonly id: EvidenceTab; readonly label: string; readonly Icon: typeof Route }[] = [
  { id: 'why', label: 'Why', Icon: Route },
  { id: 'sources', label: 'Sources', Icon: FileText },
  { id: 'customer', label: 'Customer', Icon: UserRound },
  { id: 'history', label: 'History', Icon: History },
  { id: 'raw', label: 'Raw', Icon: Braces },
]

/** Where there is no room for the evidence beside the conversation, its tabs are a strip that opens it as a drawer. */
export function EvidenceStrip({ open }: { readonly open: boolean }) {
  const current = useUi((ui) => ui.evidenceTab)
  const lies = useMedia('(max-width: 820px)')
  return (
    <div
      className="evidence-strip"
      role="toolbar"
      aria-label="Evidence"
      aria-orientation={lies ? 'horizontal' : 'vertical'}
    >
      {tabs.map(({ id, label, Icon }, index) => (
        <button
          key={id}
          type="button"
          aria-label={label}
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
