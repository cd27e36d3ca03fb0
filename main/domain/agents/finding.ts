import type { AgentFinding } from '#contract/agent.ts'

/** One thing that was noticed about a draft. */
export const finding = (
  kind: AgentFinding['kind'],
  level: AgentFinding['level'],
  field: AgentFinding['field'],
  pointer: string,
  message: string,
  range: readonly [number, number] | null = null,
): AgentFinding => ({ kind, level, field, pointer, message, range: range === null ? null : [range[0], range[1]] })
