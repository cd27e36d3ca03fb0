import { useEffect, useMemo, useRef } from 'react'
import { AudioLines, FlaskConical, Keyboard, PhoneCall, PhoneIncoming, PhoneMissed, PhoneOutgoing } from 'lucide-react'
import type { Call } from '#contract/call.ts'
import { groupsOf, orderOf, type Group, type Listed } from '#renderer/app/Calls/call-groups.ts'
import { callSpan, liveWords, longSpanWords, outcomeWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { readCalls, readOlderCalls, selectCall, useCalls } from '#renderer/state/calls.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { exactWords, useNow, useSeconds } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** The calls by day: one tab stop; who is on hold stands in amber at the top, with the time running. */
const idOf = (id: string): string => `call-${id}`

export function CallList() {
  const { live, past, next, loading, failure, selected } = useCalls()
  const minute = useNow()
  const limit = useSettings(({ configuration }) => configuration?.voice.hold.limitSeconds ?? null)
  const groups = useMemo(() => groupsOf(live, past, minute), [live, past, minute])
  const order = orderOf(groups)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected !== null) document.getElementById(idOf(selected))?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <section className="queue calls-list" aria-label={t('Calls')}>
      <header className="queue-head">
        <h1>{t('Calls')}</h1>
        <span className="grow" />
        <Button size="small" command="calls.new" onClick={() => useCalls.setState({ beginning: true })}>
          <PhoneOutgoing />
          {t('New session')}
        </Button>
      </header>
      {failure === null ? null : (
        <Notice
          tone="warn"
          role="alert"
          action={
            <Button size="small" onClick={() => void readCalls()}>
              {t('Try again')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      <div
        ref={box}
        className="calls-rows"
        role="listbox"
        tabIndex={0}
        data-pane="queue"
        aria-label={t('Calls')}
        aria-busy={loading}
        aria-activedescendant={order.some(({ call }) => call.id === selected) ? idOf(selected ?? '') : undefined}
        onKeyDown={(event) => press(event, order, selected)}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight < 400) void readOlderCalls()
        }}
      >
        {groups.map((group) => (
          <Rows key={group.heading} group={group} selected={selected} />
        ))}
        {order.length === 0 ? <Empty read={next !== undefined} failed={failure !== null} /> : null}
      </div>
      <footer className="queue-foot">
        <span>{live.length === 0 ? t('None live') : t('{{count}} live', { count: live.length })}</span>
        <span className="grow" />
        {limit === null ? null : <span>{t('Hold limit {{span}}', { span: spanWords(limit * 1000) })}</span>}
      </footer>
    </section>
  )
}

function Empty({ read, failed }: { readonly read: boolean; readonly failed: boolean }) {
  return (
    <p className="calls-empty tertiary" role="option" aria-selected="false" aria-disabled="true">
      {read ? t('No call was held yet.') : failed ? t('The calls could not be read.') : t('Reading the calls…')}
    </p>
  )
}

function press(event: React.KeyboardEvent, order: readonly Listed[], selected: string | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const at = order.findIndex(({ call }) => call.id === selected)
  const places: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: order.length - 1,
  }
  const place = places[event.key]
  if (place !== undefined) {
    const next = order[Math.min(order.length - 1, Math.max(0, place))]
    if (next !== undefined) selectCall(next.call.id)
  } else if (event.key === 'Enter') focusPane('conversation')
  else return
  event.preventDefault()
}

function Rows({ group, selected }: { readonly group: Group; readonly selected: string | null }) {
  return (
    <div role="group" aria-label={group.heading}>
      <div className="queue-section" aria-hidden="true">
        {group.heading}
      </div>
      {group.rows.map((row) => (
        <Row key={row.call.id} row={row} chosen={row.call.id === selected} />
      ))}
    </div>
  )
}

function Sign({ row: { call, now } }: { readonly row: Listed }) {
  if (call.state !== 'ended') return now !== null && now.hold !== null ? <PhoneCall /> : <AudioLines />
  if (call.dryRun) return <FlaskConical />
  if (call.medium === 'text') return <Keyboard />
  const went = call.end?.why === 'operator' || call.end?.why === 'service'
  return went ? <PhoneIncoming /> : <PhoneMissed />
}

function Row({ row, chosen }: { readonly row: Listed; readonly chosen: boolean }) {
  const { call, now } = row
  const hold = now?.hold ?? null
  return (
    <div
      id={idOf(call.id)}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      className="list-row calls-row"
      data-held={hold !== null}
      title={exactWords(call.startedAt)}
      onClick={() => selectCall(call.id)}
    >
      <Sign row={row} />
      <div className="calls-row-body">
        <div className="calls-row-line">
          <span className="calls-row-name">
            <VisibleText text={call.caller} />
          </span>
          {call.state === 'ended' ? <Lasted call={call} /> : <Running call={call} since={hold?.since ?? null} />}
        </div>
        <div className="calls-row-line calls-row-second">
          <span className="calls-row-who">
            <VisibleText text={call.state === 'ended' ? outcomeWords(call) : call.agent.name} />
          </span>
          {call.state === 'ended' ? (
            <Marks call={call} />
          ) : (
            <span className={hold === null ? 'calls-row-state' : 'calls-row-state is-held'}>
              {liveWords(call, now)}
            </span>
          )}
        </div>
      </div>
    </div>
  )
}

function Lasted({ call }: { readonly call: Call }) {
  const span = callSpan(call, call.endedAt ?? 0)
  return (
    <span className="calls-row-time" aria-label={longSpanWords(span)}>
      {spanWords(span)}
    </span>
  )
}

function Running({ call, since }: { readonly call: Call; readonly since: number | null }) {
  const now = useSeconds()
  return (
    <span className={since === null ? 'calls-row-time' : 'calls-row-time is-held'}>
      {spanWords(since === null ? callSpan(call, now) : now - since)}
    </span>
  )
}

function Marks({ call }: { readonly call: Call }) {
  return (
    <span className="calls-row-marks">
      {call.signed > 0 ? (
        <span role="img" aria-label={t('{{signed}} signed', { signed: call.signed })}>
          <CountersignMark width={15} />
        </span>
      ) : null}
      {call.recording.state === 'kept' ? <AudioLines aria-label={t('Recording kept')} role="img" /> : null}
    </span>
  )
}
