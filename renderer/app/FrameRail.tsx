import {
  BadgeCheck,
  Bot,
  Captions,
  ChartNoAxesColumn,
  FlaskConical,
  History,
  Inbox,
  Lightbulb,
  Phone,
  Scale,
  Settings,
} from 'lucide-react'
import { useCalls } from '#renderer/state/calls.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { go, useUi, type Section } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

/** The sections there are. */
export function Rail() {
  const section = useUi((ui) => ui.section)
  const waiting = useInbox(({ queue }) => queue.counts.all)
  const live = useCalls((calls) => calls.live.length)
  const held = useCalls((calls) => calls.live.filter(({ now }) => now !== null && now.hold !== null).length)
  const callWords = [
    ...(live > 0 ? [t('{{live}} live', { live })] : []),
    ...(held > 0 ? [t('{{held}} on hold', { held })] : []),
  ].join(', ')
  const item = (id: Section, label: string, Icon: typeof Inbox, badge: number, news = '') => (
    <button
      type="button"
      className="rail-item"
      aria-current={section === id ? 'page' : undefined}
      aria-label={
        badge > 0
          ? `${label}, ${badge > 999 ? '999+ decisions' : t('{{count}} decisions', { count: badge })}`
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
    <nav className="rail" aria-label={t('Sections')} data-pane="rail" tabIndex={-1}>
      {item('inbox', t('Inbox'), Inbox, waiting)}
      {item('calls', t('Calls'), Phone, 0, callWords)}
      {item('transcripts', t('Transcripts'), Captions, 0)}
      {item('quality', t('Quality'), BadgeCheck, 0)}
      {item('knowledge', t('Knowledge'), Lightbulb, 0)}
      {item('agents', t('Agents'), Bot, 0)}
      {item('playground', t('Playground'), FlaskConical, 0)}
      {item('policies', t('Policies'), Scale, 0)}
      {item('insights', t('Insights'), ChartNoAxesColumn, 0)}
      {item('activity', t('Activity'), History, 0)}
      <span className="grow" />
      {item('settings', t('Settings'), Settings, 0)}
    </nav>
  )
}
