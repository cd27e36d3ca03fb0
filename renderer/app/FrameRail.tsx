import { History, Inbox, Phone, Scale, Settings } from 'lucide-react'
import { useCalls } from '#renderer/state/calls.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { go, useUi, type Section } from '#renderer/state/ui.ts'
import { plural } from '#renderer/ui/words.ts'

/** The sections there are. */
export function Rail() {
  const section = useUi((ui) => ui.section)
  const waiting = useInbox(({ queue }) => queue.counts.all)
  const live = useCalls((calls) => calls.live.length)
  const held = useCalls((calls) => calls.live.filter(({ now }) => now !== null && now.hold !== null).length)
  const callWords = [...(live > 0 ? [`${live} live`] : []), ...(held > 0 ? [`${held} on hold`] : [])].join(', ')
  const item = (id: Section, label: string, Icon: typeof Inbox, badge: number, news = '') => (
    <button
      type="button"
      className="rail-item"
      aria-current={section === id ? 'page' : undefined}
      aria-label={
        badge > 0
          ? `${label}, ${badge > 999 ? '999+ decisions' : plural(badge, 'decision', 'decisions')}`
          : news === ''
            ? label
            : `${label}, ${news}`
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
      {news === '' ? null : <i className="rail-dot" data-held={held > 0} aria-hidden="true" />}
    </button>
  )
  return (
    <nav className="rail" aria-label="Sections" data-pane="rail" tabIndex={-1}>
      {item('inbox', 'Inbox', Inbox, waiting)}
      {item('calls', 'Calls', Phone, 0, callWords)}
      {item('policies', 'Policies', Scale, 0)}
      {item('activity', 'Activity', History, 0)}
      <span className="grow" />
      {item('settings', 'Settings', Settings, 0)}
    </nav>
  )
}
