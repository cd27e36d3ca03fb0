import type { AgentConfiguration, AgentField, AgentTool, FieldDifference } from '#contract/agent.ts'
import { canonicalJson, toJson } from '#main/domain/canonical.ts'
import { changedFields, fieldLabels, fieldValue, isEmptyField } from '#main/domain/agents/fields.ts'

/** What is different between two configurations, as text for two columns; of tools each by itself. */
export function describeDifferences(before: AgentConfiguration, after: AgentConfiguration): readonly FieldDifference[] {
  return changedFields(before, after).flatMap((field) => {
    const clears = isEmptyField(after, field)
    if (field === 'tools') return toolDifferences(before.tools, after.tools, clears)
    return [
      {
        field,
        label: fieldLabels[field],
        before: isEmptyField(before, field) ? null : textOf(before, field),
        after: clears ? null : textOf(after, field),
        clears,
      },
    ]
  })
}

function textOf(configuration: AgentConfiguration, field: AgentField): string {
  const value = fieldValue(configuration, field)
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** A function is known by its name; a tool of the provider by its type and label. Of two that share it, by their order. */
export function toolKey(tool: AgentTool): string {
  if (tool.kind === 'function') return `function ${tool.name}`
  const label = tool.settings['server_label'] ?? tool.settings['name']
  return typeof label === 'string' && label !== '' ? `${tool.type} ${label}` : tool.type
}

/** Each tool under a key that is its own. */
export function keyedTools(tools: readonly AgentTool[]): ReadonlyMap<string, AgentTool> {
  const keyed = new Map<string, AgentTool>()
  for (const tool of tools) {
    const key = toolKey(tool)
    let [free, number] = [key, 1]
    while (keyed.has(free)) free = `${key} (${(number += 1)})`
    keyed.set(free, tool)
  }
  return keyed
}

function toolDifferences(
  before: readonly AgentTool[],
  after: readonly AgentTool[],
  clears: boolean,
): readonly FieldDifference[] {
  const [old, now] = [keyedTools(before), keyedTools(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])]
  const found = keys.flatMap((key): readonly FieldDifference[] => {
    const [from, to] = [written(old.get(key)), written(now.get(key))]
    if (from === to) return []
    const label = key.startsWith('function ') ? `Tool ${key.slice('function '.length)}` : `Tool ${key}`
    return [{ field: 'tools', label, before: from, after: to, clears }]
  })
  if (found.length > 0) return found
  const order = (tools: ReadonlyMap<string, AgentTool>) => [...tools.keys()].join('\n')
  return [{ field: 'tools', label: 'Order of the tools', before: order(old), after: order(now), clears }]
}

const written = (tool: AgentTool | undefined): string | null =>
  tool === undefined ? null : JSON.stringify(JSON.parse(canonicalJson(toJson(tool))), null, 2)
