import { diffArrays } from 'diff'
import type { AgentConfiguration, AgentField, AgentTool } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** What a draft of an agent has otherwise than what it was begun with: by field, by tab, and line by line for the dock. */
export const agentTabs = ['overview', 'instructions', 'tools', 'knowledge', 'voice', 'tests', 'versions'] as const
export type AgentTab = (typeof agentTabs)[number]

export const tabLabels: Readonly<Record<AgentTab, string>> = {
  overview: t('Overview'),
  instructions: t('Instructions'),
  tools: t('Tools'),
  knowledge: t('Knowledge'),
  voice: t('Voice & phone'),
  tests: t('Tests'),
  versions: t('Versions'),
}

export const agentFields: readonly AgentField[] = ['name', 'instructions', 'tools', 'voice', 'collection_ids']

export const fieldLabels: Readonly<Record<AgentField, string>> = {
  name: t('Name'),
  instructions: t('Instructions'),
  tools: t('Tools'),
  voice: t('Voice'),
  collection_ids: t('Collections'),
}

const fieldTabs: Readonly<Record<AgentField, AgentTab>> = {
  name: 'overview',
  instructions: 'instructions',
  tools: 'tools',
  voice: 'voice',
  collection_ids: 'knowledge',
}
export const tabOf = (field: AgentField): AgentTab => fieldTabs[field]

const keyOf = (field: AgentField): keyof AgentConfiguration => (field === 'collection_ids' ? 'collectionIds' : field)
export const valueOf = (configuration: AgentConfiguration, field: AgentField): Json => configuration[keyOf(field)]

/** As `configuration`, with this field as `source` has it. */
export const withField = (
  configuration: AgentConfiguration,
  field: AgentField,
  source: AgentConfiguration,
): AgentConfiguration => ({ ...configuration, [keyOf(field)]: source[keyOf(field)] })

export function isEmptyField(configuration: AgentConfiguration, field: AgentField): boolean {
  const value = valueOf(configuration, field)
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

export const changedFields = (base: AgentConfiguration, draft: AgentConfiguration): readonly AgentField[] =>
  agentFields.filter((field) => !sameJson(valueOf(base, field), valueOf(draft, field)))

/** Fields that would become empty. */
export const emptiedFields = (base: AgentConfiguration, draft: AgentConfiguration): readonly AgentField[] =>
  changedFields(base, draft).filter((field) => isEmptyField(draft, field))

export const dirtyTabs = (base: AgentConfiguration, draft: AgentConfiguration): ReadonlySet<AgentTab> =>
  new Set(changedFields(base, draft).map(tabOf))

/** One place that changes; `same`: it goes along unchanged, since its neighbour is in the same field of the mask. */
export type ChangeLine =
  | { readonly kind: 'value'; readonly path: string; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'text'; readonly path: string; readonly added: number; readonly removed: number }
  | { readonly kind: 'same'; readonly path: string; readonly value: string }

/** Beyond this a text counts as written anew: no text can hold up the window. */
const mostEdits = 2000
const countLines = (text: string): number => (text === '' ? 0 : text.split('\n').length)

export function lineChange(before: string, after: string): { readonly added: number; readonly removed: number } {
  const parts = diffArrays(before === '' ? [] : before.split('\n'), after === '' ? [] : after.split('\n'), {
    maxEditLength: mostEdits,
  })
  if (parts === undefined) return { added: countLines(after), removed: countLines(before) }
  const count = (kind: 'added' | 'removed') =>
    parts.filter((part) => part[kind]).reduce((sum, part) => sum + part.count, 0)
  return { added: count('added'), removed: count('removed') }
}

export const toolName = (tool: AgentTool): string => {
  if (tool.kind === 'function') return tool.name
  const label = tool.settings['server_label'] ?? tool.settings['name']
  return typeof label === 'string' && label !== '' ? `${tool.type} ${label}` : tool.type
}

const voiceValues = (voice: AgentConfiguration['voice']): Readonly<Record<string, string>> =>
  voice === null
    ? {}
    : {
        'voice.voice_id': voice.voiceId,
        'voice.vad_threshold': voice.vadThreshold.toFixed(2),
        'voice.vad_silence_duration_ms': String(voice.vadSilenceMs),
      }

function voiceLines(before: AgentConfiguration['voice'], after: AgentConfiguration['voice']): readonly ChangeLine[] {
  if (after === null) return [{ kind: 'value', path: 'voice', before: before?.voiceId ?? null, after: null }]
  const [old, now] = [voiceValues(before), voiceValues(after)]
  return Object.entries(now).map(([path, value]) =>
    old[path] === value
      ? { kind: 'same', path, value }
      : { kind: 'value', path, before: old[path] ?? null, after: value },
  )
}

/** Tools by name, those of one name in their order. */
function toolLines(before: readonly AgentTool[], after: readonly AgentTool[]): readonly ChangeLine[] {
  const left = [...before]
  const lines: ChangeLine[] = []
  for (const tool of after) {
    const at = left.findIndex((one) => toolName(one) === toolName(tool))
    const [old] = at < 0 ? [] : left.splice(at, 1)
    const path = `tools.${toolName(tool)}`
    if (old === undefined) lines.push({ kind: 'value', path, before: null, after: 'added' })
    else if (!sameJson(old, tool)) lines.push({ kind: 'value', path, before: null, after: 'changed' })
  }
  for (const tool of left)
    lines.push({ kind: 'value', path: `tools.${toolName(tool)}`, before: 'removed', after: null })
  return lines.length > 0 ? lines : [{ kind: 'value', path: 'tools', before: null, after: t('in another order') }]
}

export function changeLines(base: AgentConfiguration, draft: AgentConfiguration): readonly ChangeLine[] {
  return changedFields(base, draft).flatMap((field): readonly ChangeLine[] => {
    switch (field) {
      case 'name':
        return [{ kind: 'value', path: 'name', before: base.name, after: draft.name }]
      case 'instructions':
        return [{ kind: 'text', path: 'instructions', ...lineChange(base.instructions, draft.instructions) }]
      case 'tools':
        return toolLines(base.tools, draft.tools)
      case 'voice':
        return voiceLines(base.voice, draft.voice)
      case 'collection_ids': {
        const gone = base.collectionIds.filter((id) => !draft.collectionIds.includes(id))
        const come = draft.collectionIds.filter((id) => !base.collectionIds.includes(id))
        const path = 'collection_ids'
        const lines: ChangeLine[] = [
          ...gone.map((id): ChangeLine => ({ kind: 'value', path, before: id, after: null })),
          ...come.map((id): ChangeLine => ({ kind: 'value', path, before: null, after: id })),
        ]
        return lines.length > 0 ? lines : [{ kind: 'value', path, before: null, after: t('in another order') }]
      }
    }
  })
}

/** How many places change; what goes along unchanged does not count. */
export const countChanges = (lines: readonly ChangeLine[]): number => lines.filter(({ kind }) => kind !== 'same').length
