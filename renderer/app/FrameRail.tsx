import { History, Inbox, Scale, Settings } from 'lucide-react'
import { useInbox } from '#renderer/state/inbox.ts'
import { go, useUi, type Section } from '#renderer/state/ui.ts'
import { plural } from '#renderer/ui/words.ts'

/** The sections there are. */
export function Rail() {
  const section = useUi((ui) => ui.section)
  const waiting = useInbox(({ queue }) => queue.counts.all)
  const item = (id: Section, label: string, Icon: typeof Inbox, badge: number) => (
    <button
      type="button"
      className="rail-item"
      aria-current={section === id ? 'page' : undefined}
      aria-label={
        badge > 0 ? `${label}, ${badge > 999 ? '999+ decisions' : plural(badge, 'decision', 'decisions')}` : label
      }
      title={label}
      onClick={() => go(id)}
    >
      <Icon />
      {badge > 0 ? (
        <span className="rail-count" aria-hidden="true">
          {badge > 999 ? '999+' : badge}
        </span>
      ) : null}
    </button>
  )
  return (
    <nav className="rail" aria-label="Sections" data-pane="rail" tabIndex={-1}>
      {item('inbox', 'Inbox', Inbox, waiting)}
      {item('policies', 'Policies', Scale, 0)}
      {item('activity', 'Activity', History, 0)}
      <span className="grow" />
      {item('settings', 'Settings', Settings, 0)}
    </nav>
  )
}
