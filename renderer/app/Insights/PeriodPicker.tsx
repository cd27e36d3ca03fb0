import { useState } from 'react'
import { CalendarRange } from 'lucide-react'
import type { Period } from '#contract/insights.ts'
import { shortDay } from '#renderer/app/Insights/insight-words.ts'
import { readInsights, useInsights } from '#renderer/state/insights.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { t } from '#renderer/ui/language.ts'

const presets = [7, 30, 90] as const

/** Which days are counted. */
export function PeriodPicker() {
  const period = useInsights((state) => state.period)
  const days = useInsights(({ found }) => found?.days)
  const [open, setOpen] = useState(false)
  const isOwn = 'from' in period
  return (
    <div className="insights-period" role="group" aria-label={t('Period')}>
      {presets.map((last) => (
        <button
          key={last}
          type="button"
          className="insights-preset"
          aria-pressed={'last' in period && period.last === last}
          onClick={() => void readInsights({ last })}
        >
          {t('{{last}} days', { last })}
        </button>
      ))}
      <Popover
        label={t('Own period')}
        isOpen={open}
        onOpenChange={setOpen}
        className={`insights-preset${isOwn ? ' is-chosen' : ''}`}
        face={
          <>
            <CalendarRange aria-hidden="true" />
            {isOwn ? `${shortDay(period.from)} – ${shortDay(period.to)}` : t('Own period…')}
          </>
        }
      >
        <OwnPeriod
          from={days?.[0]?.day ?? ''}
          to={days?.at(-1)?.day ?? ''}
          onChoose={(chosen) => {
            setOpen(false)
            void readInsights(chosen)
          }}
        />
      </Popover>
    </div>
  )
}

type OwnProps = { readonly from: string; readonly to: string; readonly onChoose: (period: Period) => void }

function OwnPeriod({ from: first, to: last, onChoose }: OwnProps) {
  const [from, setFrom] = useState(first)
  const [to, setTo] = useState(last)
  const fault =
    from === '' || to === '' ? t('Choose both days.') : from > to ? t('The first day is after the last.') : null
  return (
    <form
      className="insights-own"
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === null) onChoose({ from, to })
      }}
    >
      <label>
        {t('First day')}
        <input className="form-input" type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {t('Last day')}
        <input className="form-input" type="date" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button type="submit" look="solid" unavailable={fault}>
        {t('Show these days')}
      </Button>
      {fault === null ? null : <p role="status">{fault}</p>}
    </form>
  )
}
