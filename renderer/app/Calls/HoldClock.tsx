import { PhoneForwarded } from 'lucide-react'
import type { Call, CallNow } from '#contract/call.ts'
import { holdTicks } from '#renderer/app/Calls/hold-ticks.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { callBack } from '#renderer/state/call-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useSeconds } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** How long somebody waits, how long they may, and what comes then: figures over a scale, one step a second. */
export function HoldClock({ call, hold }: { readonly call: Call; readonly hold: NonNullable<CallNow['hold']> }) {
  const now = useSeconds()
  const waited = Math.max(0, now - hold.since)
  const over = waited >= hold.limitMs
  const { ticks, labels } = holdTicks(hold.limitMs, waited)
  return (
    <div className="hold-clock" data-over={over}>
      <p
        className="hold-clock-figures"
        role="timer"
        aria-label={t('On hold for {{waited}}', { waited: longSpanWords(waited) })}
      >
        <b aria-hidden="true">{spanWords(waited)}</b>
        <span>{t('of {{limit}} on hold', { limit: spanWords(hold.limitMs) })}</span>
        {over ? null : <em>{t('then apologise, call back')}</em>}
      </p>
      <span className="hold-clock-scale" aria-hidden="true">
        {ticks.map(({ at, on, large }) => (
          <i key={at} className={`${on ? 'is-on' : ''}${large ? ' is-large' : ''}`} />
        ))}
      </span>
      <span className="hold-clock-labels" aria-hidden="true">
        {labels.map((label) => (
          <span key={label}>{label}</span>
        ))}
      </span>
      {over ? (
        <Button className="hold-clock-back" command="call.back" onClick={() => void callBack(call.id)}>
          <PhoneForwarded />
          {t('Apologise, call back')}
        </Button>
      ) : null}
    </div>
  )
}
