import { createHash } from 'node:crypto'
import type { Arguments, Json, JsonLike } from '#contract/tool.ts'

/** JSON with sorted keys and no spaces: equal values give equal text. */
export function canonicalJson(value: JsonLike): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const written = entries.flatMap(([key, item]) =>
    item === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(item)}`],
  )
  return `{${written.join(',')}}`
}

const isList = (value: JsonLike): value is readonly JsonLike[] => Array.isArray(value)

/** A copy without the fields that are undefined. */
export const toJson = (value: JsonLike): Json => JSON.parse(JSON.stringify(value)) as Json

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What a signature stands under: this tool with exactly these arguments. */
export const hashArguments = (tool: string, args: Arguments): string => sha256(`${tool}\n${canonicalJson(args)}`)
