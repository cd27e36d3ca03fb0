import type { AgentRow, PhoneNumber } from '#contract/agent.ts'
import type { NumberAct } from '#contract/agent-act.ts'

/** The table of numbers against agents: one column is nobody, the others are agents. One mark per row. */
export type Cell = { readonly row: number; readonly column: number }

export const columnsOf = (agents: readonly AgentRow[]): readonly (AgentRow | null)[] => [null, ...agents]

const moves: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Where a key leads; null: it is not one of these. */
export function stepCell(key: string, { row, column }: Cell, rows: number, columns: number): Cell | null {
  const by = moves[key]
  if (key === 'Home') return { row, column: 0 }
  if (key === 'End') return { row, column: columns - 1 }
  if (by === undefined) return null
  const within = (at: number, count: number): number => Math.min(count - 1, Math.max(0, at))
  return { row: within(row + by[0], rows), column: within(column + by[1], columns) }
}

/** What choosing a cell proposes; null: it is so already, or the number is locked. */
export function actOfCell(number: PhoneNumber, agent: AgentRow | null): NumberAct | null {
  if (number.inCall || number.open.length > 0 || number.agentId === (agent?.id ?? null)) return null
  return agent === null
    ? { act: 'unassign', id: number.id }
    : { act: 'assign', id: number.id, agentId: agent.id, move: number.agentId !== null }
}
