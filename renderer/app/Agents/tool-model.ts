import type { AgentTool } from '#contract/agent.ts'
import type { ToolView } from '#contract/tool.ts'
import { isObject, type JsonObject } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** Tools of a draft: how they begin, and how what is typed for them is read. */
export const providerTypes: readonly { readonly type: string; readonly what: string }[] = [
  { type: 'web_search', what: t('Searches the web') },
  { type: 'x_search', what: t('Searches posts on X') },
  { type: 'file_search', what: t('Looks in the collections of the agent') },
  { type: 'mcp', what: t('Asks a server of your own choice; may write there') },
]

export const newFunction = (name: string): AgentTool => ({
  kind: 'function',
  name,
  description: '',
  parameters: { type: 'object', properties: {}, required: [] },
  rest: {},
})

export const functionOf = ({ name, description, parameters }: ToolView): AgentTool => ({
  kind: 'function',
  name,
  description,
  parameters,
  rest: {},
})

export const newProvider = (type: string): AgentTool => ({
  kind: 'provider',
  type,
  settings: type === 'mcp' ? { server_label: '', server_url: '' } : {},
})

/** A name that no function has yet. */
export function freeName(tools: readonly AgentTool[], wanted: string): string {
  const taken = new Set(tools.flatMap((tool) => (tool.kind === 'function' ? [tool.name] : [])))
  let [name, number] = [wanted, 2]
  while (taken.has(name)) name = `${wanted}_${number++}`
  return name
}

export const copyOf = (tools: readonly AgentTool[], tool: AgentTool): AgentTool =>
  tool.kind === 'function' ? { ...tool, name: freeName(tools, `${tool.name}_copy`) } : tool

/** An object, or why the letters are none. */
export function readObject(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return t('It has to be one JSON object: { … }')
    const read = value as JsonObject
    return isObject(read) ? read : t('It has to be one JSON object: { … }')
  } catch (error) {
    return error instanceof Error ? t('No JSON yet: {{message}}', { message: error.message }) : t('No JSON yet.')
  }
}
