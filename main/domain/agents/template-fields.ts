import type { Json } from '#contract/tool.ts'

/** What functions of templates are told with. */
export const words = (description: string): Json => ({ type: 'string', description })
export const choice = (description: string, options: readonly string[]): Json => ({
  type: 'string',
  enum: options,
  description,
})
export const day = (description: string): Json => ({ type: 'string', format: 'date', description })
export const count = (description: string, maximum: number): Json => ({
  type: 'integer',
  minimum: 1,
  maximum,
  description,
})
export const phone = words('With the country code, as the caller says it.')
