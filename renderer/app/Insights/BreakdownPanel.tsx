import { useState } from 'react'
import { ArrowDown, ArrowUp, FileDown } from 'lucide-react'
import type { GroupedBy, GroupRow, Insights } from '#contract/insights.ts'
import { columns, inOrder, type Column, type Order } from '#renderer/app/Insights/breakdown-order.ts'
import { duration, percent } from '#renderer/app/Insights/insight-words.ts'
import { Rows } from '#renderer/app/Insights/Rows.tsx'
import { saveTable } from '#renderer/state/insights.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { locale, t } from '#renderer/ui/language.ts'

const firstHeads: Readonly<Record<GroupedBy, string>> = {
  tool: t('Tool'),
  version: t('Agent version'),
  rule: t('Rule'),
  operator: t('Operator'),
}

/** The same decisions by what they were about, or by who made them. */
export function BreakdownPanel({ found }: { readonly found: Insights }) {
  const [by, setBy] = useState<GroupedBy>('tool')
  const [order, setOrder] = useState<Order>({ by: 'decided', falling: true })
  const breakdown = found.breakdowns.find((one) => one.by === by)
  if (breakdown === undefined) return null
  const head = (column: Column, label: string) => (
    <th
      key={column}
      scope="col"
      aria-sort={order.by === column ? (order.falling ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="insights-sort"
        onClick={() => setOrder({ by: column, falling: order.by === column ? !order.falling : column !== 'label' })}
      >
        {label}
        {order.by === column ? order.falling ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" /> : null}
      </button>
    </th>
  )
  return (
    <section aria-label={t('Who and what')}>
      <header className="insights-panel-head">
        <h2>{t('Decisions')}</h2>
        <Tabs
          label={t('Decisions by')}
          items={found.breakdowns.map((one) => ({ id: one.by, label: one.name }))}
          current={by}
          onChoose={setBy}
          panel="insights-groups"
        />
        <span className="grow" />
        <Button size="small" look="quiet" onClick={() => void saveTable(by)}>
          <FileDown />
          {t('CSV')}
        </Button>
      </header>
      <div id="insights-groups" role="tabpanel" aria-labelledby={`insights-groups-${by}`}>
        {breakdown.rows.length === 0 ? (
          <p className="insights-none">{t('Nothing was decided in these days.')}</p>
        ) : (
          <div
            className="insights-table-room"
            role="region"
            aria-label={t('{{name}}, table', { name: breakdown.name })}
            tabIndex={0}
          >
            <table className="insights-table">
              <caption className="visually-hidden">
                {t('Decisions {{by}}, in actions', { by: withinSentence(breakdown.name) })}
              </caption>
              <thead>
                <tr>
                  {head('label', firstHeads[by])}
                  {columns.map(([column, label]) => head(column, label))}
                </tr>
              </thead>
              <tbody>
                {inOrder(breakdown.rows, order).map((row) => (
                  <Row key={row.label} row={row} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {breakdown.leftOut === 0 ? null : (
          <p className="insights-none">
            {t('{{count}} groups with fewer are not listed.', { count: breakdown.leftOut })}
          </p>
        )}
      </div>
    </section>
  )
}

/** “By tool”, within a sentence: nouns keep their capital. */
const withinSentence = (name: string): string => name.charAt(0).toLocaleLowerCase(locale) + name.slice(1)

const counted = ['decided', 'approved', 'edited', 'rejected', 'answered', 'automatic'] as const
const words: Readonly<Record<(typeof counted)[number], string>> = {
  decided: t('decided'),
  approved: t('approved'),
  edited: t('edited'),
  rejected: t('rejected'),
  answered: t('answered by a person'),
  automatic: t('signed by a rule'),
}

function Row({ row }: { readonly row: GroupRow }) {
  const few = <span className="tertiary">{t('too few')}</span>
  return (
    <tr>
      <th scope="row" className="insights-group">
        <bdi>{row.label}</bdi>
      </th>
      {counted.map((column) => (
        <td key={column}>
          <Rows {...row[column]} unit="actions" what={`${words[column]}, ${row.label}`} />
        </td>
      ))}
      <td>{row.acceptance === null ? few : percent(row.acceptance)}</td>
      <td>{row.editRate === null ? few : percent(row.editRate)}</td>
      <td>{row.medianMs === null ? few : duration(row.medianMs)}</td>
    </tr>
  )
}
