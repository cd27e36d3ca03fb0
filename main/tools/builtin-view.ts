import type { BuiltinName, Json, Risk, ToolView } from '#contract/tool.ts'

/** The built-in tools as the screen and the schema check see them. */
export const text = (description: string): Json => ({
  type: 'string',
  description,
  minLength: 1,
  maxLength: 50_000,
  pattern: '\\S',
})

export const object = (properties: { readonly [key: string]: Json }): { [key: string]: Json } => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

export function viewBuiltin(
  name: BuiltinName,
  risk: Risk,
  description: string,
  parameters: { [key: string]: Json },
  steps: readonly string[] = [],
): ToolView {
  return {
    name,
    kind: 'builtin',
    description,
    risk,
    parameters,
    system: 'Helpdesk',
    reversible: false,
    inverse: null,
    amountPointer: null,
    steps: [...steps],
    hasProbe: true,
  }
}
