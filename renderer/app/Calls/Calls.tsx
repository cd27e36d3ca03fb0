import { useEffect } from 'react'
import { CallDesk } from '#renderer/app/Calls/CallDesk.tsx'
import { CallList } from '#renderer/app/Calls/CallList.tsx'
import { groupsOf, orderOf } from '#renderer/app/Calls/call-groups.ts'
import { NewSession } from '#renderer/app/Calls/NewSession.tsx'
import { loadSettings } from '#renderer/app/Settings/use-settings.ts'
import { lendSound } from '#renderer/app/sound.ts'
import { useConnection } from '#renderer/connection.ts'
import { useCall, watchCall } from '#renderer/state/call.ts'
import { readCalls, selectCall, useCalls } from '#renderer/state/calls.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/calls.css'
import '#renderer/styles/calls-list.css'
import '#renderer/styles/calls-captions.css'
import '#renderer/styles/calls-side.css'
import '#renderer/styles/calls-transport.css'
import '#renderer/styles/calls-talk.css'
import '#renderer/styles/recording.css'
import '#renderer/styles/calls-dialogs.css'
import { t } from '#renderer/ui/language.ts'

/** Calls under way and past ones; the one in sight with its captions, what it waits for, and the way to talk. */
const chosen = () => {
  const { live, past, selected } = useCalls.getState()
  const order = orderOf(groupsOf(live, past, Date.now()))
  return { order, at: order.findIndex(({ call }) => call.id === selected) }
}

function step(by: number): void {
  const { order, at } = chosen()
  const next = order[Math.min(order.length - 1, Math.max(0, at + by))]
  if (next !== undefined) selectCall(next.call.id)
}

export function Calls() {
  const { selected, live, past, next, beginning } = useCalls()
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(lendSound, [])
  useEffect(() => {
    if (!open) return
    void readCalls()
    void loadSettings()
  }, [open])
  // Somebody who comes here looks at who waits, or at who talks.
  const first = selected === null ? (orderOf(groupsOf(live, past, 0))[0]?.call.id ?? null) : selected
  useEffect(() => {
    if (first !== selected && next !== undefined) selectCall(first)
  }, [first, selected, next])
  useEffect(() => watchCall(selected), [selected])
  useEffect(() => () => watchCall(null), [])
  useCommands({ 'calls.next': () => step(1), 'calls.previous': () => step(-1) })
  return (
    <div className="calls">
      <CallList />
      <div className="paper calls-paper">
        {open ? null : (
          <Notice tone="offline" role="status">
            {t(
              'The desk is away. A call goes on at the desk; what was said stays here and is read on when it is back.',
            )}
          </Notice>
        )}
        <Sight />
      </div>
      {beginning ? <NewSession /> : null}
    </div>
  )
}

function Sight() {
  const { view, failure, id } = useCall()
  const { next } = useCalls()
  if (view !== null) return <CallDesk key={view.call.id} view={view} />
  if (failure !== null)
    return (
      <div className="calls-none">
        <Notice tone="warn" role="alert" title={t('This call could not be read.')}>
          {failure}
        </Notice>
      </div>
    )
  if (id !== null || next === undefined) return <div className="calls-none" aria-busy="true" />
  return <Nothing />
}

/** What calls are for, and what they need: only what is missing is said. */
function Nothing() {
  return (
    <section className="calls-none" aria-label={t('Call')}>
      <CountersignMark width={36} />
      <h2>{t('No calls yet')}</h2>
      <p>
        {t(
          'Begin a session with a voice agent that is stored at the service: hold a key to talk, read along, and sign what it proposes while the caller waits.',
        )}
      </p>
      <p className="calls-none-verbs">
        <Button look="solid" onClick={() => useCalls.setState({ beginning: true })}>
          {t('New session…')}
        </Button>
        <Button onClick={() => useUi.setState({ section: 'settings', settingsPage: 'calls' })}>
          {t('Settings of calls')}
        </Button>
      </p>
    </section>
  )
}
