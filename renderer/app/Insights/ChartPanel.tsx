import { useMemo, useState } from 'react'
import { ChartLine, FileDown, Table } from 'lucide-react'
import type { Chart, Insights } from '#contract/insights.ts'
import { figure, longDay, unitName } from '#renderer/app/Insights/insight-words.ts'
import { Rows } from '#renderer/app/Insights/Rows.tsx'
import { TimeChart } from '#renderer/app/Insights/TimeChart.tsx'
import { saveTable } from '#renderer/state/insights.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { t } from '#renderer/ui/language.ts'
import { lowered } from '#renderer/ui/words.ts'

/** What happened day by day, as lines and as the table of the same numbers. */
export function ChartPanel({ found }: { readonly found: Insights }) {
  const [id, setId] = useState<Chart['id']>('decisions')
  const [asTable, setAsTable] = useState(false)
  const chart = found.charts.find((one) => one.id === id)
  const days = useMemo(() => found.days.map(({ day }) => day), [found.days])
  if (chart === undefined) return null
  return (
    <section aria-label={t('Day by day')}>
      <header className="insights-panel-head">
        <h2>{t('Day by day')}</h2>
        <Tabs
          label={t('Day by day')}
          items={found.charts.map((one) => ({ id: one.id, label: one.name }))}
          current={id}
          onChoose={setId}
          panel="insights-days"
        />
        <span className="grow" />
        <Button size="small" look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? <ChartLine /> : <Table />}
          {asTable ? t('Show the chart') : t('Show the table')}
        </Button>
        <Button size="small" look="quiet" onClick={() => void saveTable(id)}>
          <FileDown />
          {t('CSV')}
        </Button>
      </header>
      <div id="insights-days" role="tabpanel" aria-labelledby={`insights-days-${id}`}>
        {asTable ? (
          <DayTable chart={chart} found={found} />
        ) : (
          <TimeChart chart={chart} days={days} currency={found.currency} />
        )}
      </div>
    </section>
  )
}

function DayTable({ chart, found }: { readonly chart: Chart; readonly found: Insights }) {
  const { kind, unit, lines, name } = chart
  return (
    <div
      className="insights-table-room insights-days-room"
      role="region"
      aria-label={t('{{name}}, table', { name })}
      tabIndex={0}
    >
      <table className="insights-table">
        <caption className="visually-hidden">
          {kind === 'time'
            ? t('{{name}} by day, in time', { name })
            : t('{{name}} by day, in {{unit}}', { name, unit: unitName(unit, 2) })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('Day')}</th>
            {lines.map((line) => (
              <th key={line.name} scope="col">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.days.map(({ day, text }, index) => (
            <tr key={day}>
              <th scope="row">{longDay(day)}</th>
              {lines.map((line) => {
                const value = line.values[index] ?? null
                return (
                  <td key={line.name}>
                    {value === null ? (
                      <span className="tertiary">–</span>
                    ) : (
                      <Rows
                        count={value}
                        shown={figure(kind, value, found.currency)}
                        text={line.text === null ? null : `${line.text} ${text}`}
                        unit={unit}
                        what={t('{{name}} on {{day}}', {
                          name: lowered(line.name),
                          day: longDay(day),
                        })}
                      />
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
