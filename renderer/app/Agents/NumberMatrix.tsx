import { Check, Lock } from 'lucide-react'
import { useRef, useState } from 'react'
import type { AgentRow, PhoneNumber } from '#contract/agent.ts'
import { phoneWords } from '#renderer/app/Agents/agent-words.ts'
import { actOfCell, columnsOf, stepCell, type Cell } from '#renderer/app/Agents/matrix-moves.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** Numbers against agents. Arrow keys move from cell to cell, Enter proposes that the number rings that agent. */
const cellWords = (number: string, agent: string | null, isLocked: boolean): string =>
  agent === null
    ? t(isLocked ? '{{number}} rings nobody, locked' : '{{number}} rings nobody', { number })
    : t(isLocked ? '{{number}} rings {{agent}}, locked' : '{{number}} rings {{agent}}', { number, agent })

type Props = { readonly numbers: readonly PhoneNumber[]; readonly agents: readonly AgentRow[] }

export function NumberMatrix({ numbers, agents }: Props) {
  const grid = useRef<HTMLTableElement>(null)
  const [held, setHeld] = useState<Cell>({ row: 0, column: 0 })
  const columns = columnsOf(agents)
  const at = { row: Math.min(held.row, numbers.length - 1), column: Math.min(held.column, columns.length - 1) }
  const focus = ({ row, column }: Cell): void => {
    setHeld({ row, column })
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus()
  }
  return (
    <div className="agent-table">
      <table ref={grid} role="grid" aria-label={t('Which agent each number rings')} className="agent-matrix">
        <thead>
          <tr>
            <th scope="col">{t('Number')}</th>
            {columns.map((agent) => (
              <th scope="col" key={agent?.id ?? ''}>
                {agent === null ? t('nobody') : <VisibleText text={agent.name} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbers.map((number, row) => (
            <tr key={number.id}>
              <th scope="row">
                {phoneWords(number.number)}
                <small>
                  <VisibleText text={number.name} />
                </small>
              </th>
              {columns.map((agent, column) => {
                const isHere = number.agentId === (agent?.id ?? null)
                const act = actOfCell(number, agent)
                const locked = number.inCall || number.open.length > 0
                return (
                  <td key={agent?.id ?? ''} role="gridcell">
                    <button
                      type="button"
                      className="agent-cell"
                      data-cell={`${row} ${column}`}
                      aria-pressed={isHere}
                      aria-disabled={act === null}
                      aria-label={cellWords(phoneWords(number.number), agent?.name ?? null, locked)}
                      title={number.inCall ? t('Locked: a call is under way') : undefined}
                      tabIndex={at.row === row && at.column === column ? 0 : -1}
                      onFocus={() => setHeld({ row, column })}
                      onKeyDown={(event) => {
                        const next = stepCell(event.key, { row, column }, numbers.length, columns.length)
                        if (next === null) return
                        event.preventDefault()
                        focus(next)
                      }}
                      onClick={() => {
                        if (act !== null) askAct({ of: 'number', act })
                      }}
                    >
                      {isHere ? number.inCall ? <Lock aria-hidden="true" /> : <Check aria-hidden="true" /> : null}
                    </button>
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
