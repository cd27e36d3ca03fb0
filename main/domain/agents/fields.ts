import type { AgentConfiguration, AgentField } from '#contract/agent.ts'
import type { Json, JsonLike } from '#contract/tool.ts'
import { canonicalJson, sha256, toJson } from '#main/domain/canonical.ts'

/** The five things of an agent that can be changed, each as one value that can be compared. */
export const agentFields: readonly AgentField[] = ['name', 'instructions', 'tools', 'voice', 'collection_ids']

export const fieldLabels: Readonly<Record<AgentField, string>> = {
  name: 'Name',
  instructions: 'Instructions',
  tools: 'Tools',
  voice: 'Voice',
  collection_ids: 'Collections',
}

export function fieldValue(configuration: AgentConfiguration, field: AgentField): Json {
  const values: Readonly<Record<AgentField, JsonLike>> = {
    name: configuration.name,
    instructions: configuration.instructions,
    tools: configuration.tools,
    voice: configuration.voice,
    collection_ids: configuration.collectionIds,
  }
  return toJson(values[field])
}

/** As `configuration`, with this field as `source` has it. */
export const withField = (
  configuration: AgentConfiguration,
  field: AgentField,
  source: AgentConfiguration,
): AgentConfiguration => {
  const key = field === 'collection_ids' ? 'collectionIds' : field
  return { ...configuration, [key]: source[key] }
}

export const isSameField = (a: AgentConfiguration, b: AgentConfiguration, field: AgentField): boolean =>
  canonicalJson(fieldValue(a, field)) === canonicalJson(fieldValue(b, field))

export function isEmptyField(configuration: AgentConfiguration, field: AgentField): boolean {
  const value = fieldValue(configuration, field)
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The mask: exactly the fields in which the draft differs. */
export const changedFields = (base: AgentConfiguration, draft: AgentConfiguration): readonly AgentField[] =>
  agentFields.filter((field) => !isSameField(base, draft, field))

/** Fields that would become empty although nobody said so. A name is never empty. */
export const unclearedFields = (
  base: AgentConfiguration,
  draft: AgentConfiguration,
  clear: readonly AgentField[],
): readonly AgentField[] =>
  changedFields(base, draft).filter(
    (field) => isEmptyField(draft, field) && (field === 'name' || !clear.includes(field)),
  )

/** What two configurations are compared by: all that can be changed, and what nobody here knows. */
export const contentHash = (content: {
  readonly configuration: AgentConfiguration
  readonly unknownFields: Readonly<Record<string, Json>>
}): string => sha256(JSON.stringify(ordered(content)))

/** With keys in order, so that it is written alike however it came. A thousand agents are compared at each look at the list. */
function ordered(value: JsonLike): JsonLike {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(ordered)
  const keys = Object.keys(value)
  if (keys.some((key, index) => index > 0 && key < (keys[index - 1] ?? ''))) keys.sort()
  const made: Record<string, JsonLike | undefined> = {}
  for (const key of keys) {
    const held = value[key]
    if (held !== undefined) made[key] = ordered(held)
  }
  return made
}

const isList = (value: JsonLike): value is readonly JsonLike[] => Array.isArray(value)
