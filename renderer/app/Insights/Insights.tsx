import { useEffect } from 'react'
import { FileDown, RotateCw } from 'lucide-react'
import type { Insights as Found } from '#contract/insights.ts'
import { BreakdownPanel } from '#renderer/app/Insights/BreakdownPanel.tsx'
import { ChartPanel } from '#renderer/app/Insights/ChartPanel.tsx'
import { longDay } from '#renderer/app/Insights/insight-words.ts'
import { MeasureCell } from '#renderer/app/Insights/MeasureCell.tsx'
import { PeriodPicker } from '#renderer/app/Insights/PeriodPicker.tsx'
import { useConnection } from '#renderer/connection.ts'
import { readInsights, saveTable, useInsights } from '#renderer/state/insights.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/form-input.css'
import '#renderer/styles/insights.css'
import '#renderer/styles/insights-chart.css'
import { t } from '#renderer/ui/language.ts'

/** While some is not looked through yet: the numbers grow, and counting takes a tenth of the time at most. */
const againMs = ({ tookMs }: Found): number => Math.max(2000, tookMs * 10)

/** What the record says about the work of agent and people. Every number opens the rows it counts. */
export function Insights() {
  const { found, failure } = useInsights()
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (open) void readInsights()
  }, [open])
  useEffect(() => {
    if (!open || found === null || found.behind === null) return
    const timer = setTimeout(() => void readInsights(), againMs(found))
    return () => clearTimeout(timer)
  }, [open, found])
  return (
    <div className="insights paper">
      <header className="insights-head">
        <h1>{t('Insights')}</h1>
        <PeriodPicker />
        <span className="grow" />
        <span className="tertiary small" role="status">
          {found === null
            ? t('Counting…')
            : t('{{firstDay}} to {{lastDay}}', {
                firstDay: longDay(found.days[0]?.day ?? ''),
                lastDay: longDay(found.days.at(-1)?.day ?? ''),
              })}
        </span>
        <Button
          size="small"
          look="quiet"
          aria-label={t('Count again')}
          title={t('Count again')}
          onClick={() => void readInsights()}
        >
          <RotateCw />
        </Button>
      </header>
      {open ? null : (
        <Notice tone="offline" role="status">
          {t('The desk is away. What was counted stays; it is counted again when the desk is back.')}
        </Notice>
      )}
      {failure === null ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('The record could not be counted.')}
          action={
            <Button size="small" onClick={() => void readInsights()}>
              {t('Try again')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      <div className="insights-page" data-pane="queue" tabIndex={-1}>
        {found === null ? null : <Body found={found} />}
      </div>
    </div>
  )
}

function Body({ found }: { readonly found: Found }) {
  const { behind, measures, currency, fewest } = found
  return (
    <>
      {behind === null ? null : (
        <Notice tone="info" role="status">
          {t('{{count}} conversations are not looked through yet, so these numbers still grow.', {
            count: behind.left,
          })}
        </Notice>
      )}
      <section aria-label={t('Measures')}>
        <header className="insights-panel-head">
          <h2>{t('Measures')}</h2>
          <span className="tertiary small">{t('compared with as many days before')}</span>
          <span className="grow" />
          <Button size="small" look="quiet" onClick={() => void saveTable('measures')}>
            <FileDown />
            {t('CSV')}
          </Button>
        </header>
        <ul className="insights-cells">
          {measures.map((measure) => (
            <MeasureCell key={measure.id} measure={measure} currency={currency} fewest={fewest} />
          ))}
        </ul>
      </section>
      <ChartPanel found={found} />
      <BreakdownPanel found={found} />
    </>
  )
}
