import { createHash } from 'node:crypto'
import type { Arguments, Json } from '#contract/tool.ts'

/** JSON with sorted keys and no spaces: equal values give equal text. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What a signature stands under: this tool with exactly these arguments. */
export const hashArguments = (tool: string, args: Arguments): string => sha256(`${tool}\n${canonicalJson(args)}`)
