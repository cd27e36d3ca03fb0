import { useState } from 'react'
import { NumberMatrix } from '#renderer/app/Agents/NumberMatrix.tsx'
import { NumberTable } from '#renderer/app/Agents/NumberTable.tsx'
import { RunningActs } from '#renderer/app/Agents/RunningActs.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { useAgents } from '#renderer/state/agents.ts'
import { t } from '#renderer/ui/language.ts'

/** All telephone numbers: as a table to act on each, and as a matrix to see who rings whom. */
/** A matrix of more is read by nobody, and slow to draw; the table says the same. */
const mostCells = 3000

export function NumbersPage() {
  const { numbers, rows } = useAgents()
  const [as, setAs] = useState<'table' | 'matrix'>('table')
  const canCross =
    numbers !== null &&
    numbers.length > 0 &&
    rows !== null &&
    rows.length > 0 &&
    numbers.length * rows.length <= mostCells
  return (
    <section className="agent" aria-label={t('Telephone')}>
      <header className="agent-head">
        <div className="agent-title">
          <h2>{t('Telephone')}</h2>
          <p>{t('Whom each number rings. Every change is a proposal in your name.')}</p>
        </div>
        <span className="grow" />
        {canCross ? (
          <Segments
            label={t('Show as')}
            value={as}
            options={[
              { value: 'table', label: t('Table') },
              { value: 'matrix', label: t('Matrix') },
            ]}
            onChange={setAs}
          />
        ) : null}
      </header>
      <RunningActs agentId={null} />
      <div className="agent-panel" data-pane="section" tabIndex={-1}>
        <div className="agent-page">
          {as === 'matrix' && canCross ? (
            <>
              <p className="secondary">
                {t('Arrow keys move from cell to cell, Enter proposes the change. A number in a call is locked.')}
              </p>
              <NumberMatrix numbers={numbers} agents={rows} />
            </>
          ) : (
            <NumberTable agentId={null} agentName="" />
          )}
        </div>
      </div>
    </section>
  )
}
