import type { AgentConfiguration, AgentField, AgentTool, Merge } from '#contract/agent.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { keyedTools } from '#main/domain/agents/differences.ts'
import { agentFields, fieldValue, isSameField, withField } from '#main/domain/agents/fields.ts'

/**
 * Two people's changes of the same agent, field by field. Where both changed one, differently, it is a conflict and the
 * merged draft has mine; tools are merged one by one, so that two who changed different tools are in nobody's way.
 */
export function mergeConfigurations(
  base: AgentConfiguration,
  mine: AgentConfiguration,
  theirs: AgentConfiguration,
): Pick<Merge, 'fields' | 'conflicts' | 'merged'> {
  const tools = mergeTools(base.tools, mine.tools, theirs.tools)
  const fields = agentFields.map((field) => ({
    field,
    state: field === 'tools' ? toolsState(base, mine, theirs, tools.conflicts) : stateOf(base, mine, theirs, field),
    base: fieldValue(base, field),
    mine: fieldValue(mine, field),
    theirs: fieldValue(theirs, field),
  }))
  const merged = fields.reduce(
    (draft, { field, state }) => (state === 'theirs' ? withField(draft, field, theirs) : draft),
    { ...mine, tools: [...tools.merged] },
  )
  return { fields, merged, conflicts: fields.filter(({ state }) => state === 'conflict').map(({ field }) => field) }
}

type State = Merge['fields'][number]['state']

function stateOf(
  base: AgentConfiguration,
  mine: AgentConfiguration,
  theirs: AgentConfiguration,
  field: AgentField,
): State {
  if (isSameField(mine, theirs, field)) return isSameField(base, mine, field) ? 'same' : 'both_same'
  if (isSameField(base, mine, field)) return 'theirs'
  return isSameField(base, theirs, field) ? 'mine' : 'conflict'
}

/** Both changed the list: it is mine with theirs in it, unless one and the same tool is in question. */
function toolsState(
  base: AgentConfiguration,
  mine: AgentConfiguration,
  theirs: AgentConfiguration,
  conflicts: readonly string[],
): State {
  const state = stateOf(base, mine, theirs, 'tools')
  return state === 'conflict' && conflicts.length === 0 ? 'mine' : state
}

function mergeTools(base: readonly AgentTool[], mine: readonly AgentTool[], theirs: readonly AgentTool[]) {
  const [from, ours, others] = [keyedTools(base), keyedTools(mine), keyedTools(theirs)]
  const merged: AgentTool[] = []
  const conflicts: string[] = []
  for (const key of new Set([...ours.keys(), ...others.keys(), ...from.keys()])) {
    const [was, my, their] = [from.get(key), ours.get(key), others.get(key)]
    const isMine = !isSame(was, my)
    if (isMine && !isSame(was, their) && !isSame(my, their)) conflicts.push(key)
    const kept = isMine ? my : their
    if (kept !== undefined) merged.push(kept)
  }
  return { merged, conflicts }
}

const isSame = (a: AgentTool | undefined, b: AgentTool | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b))
