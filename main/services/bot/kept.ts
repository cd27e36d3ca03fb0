import { JsonSchema, type Json } from '#contract/tool.ts'

/** A value of ours as what the settings of the database take. */
export const jsonOf = (value: unknown): Json => JsonSchema.parse(JSON.parse(JSON.stringify(value)))
