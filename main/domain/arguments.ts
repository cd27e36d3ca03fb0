import type { Arguments, Json } from '#contract/tool.ts'
import { maxArgumentValues, measureJson } from '#main/domain/json-size.ts'

/**
 * The arguments of a call as a model wrote them, read with suspicion: one JSON object of bounded size and depth, of a bounded number of values, without
 * keys that reach into a prototype and without numbers that would arrive as other numbers.
 */
export type ParsedArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly message: string }

const maxBytes = 200_000
const maxDepth = 64

export function parseCallArguments(text: string): ParsedArguments {
  if (text.trim() === '') return { ok: true, value: {} }
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) return refuse(`longer than ${maxBytes} bytes`)
  if (depthOf(text) > maxDepth) return refuse(`nested deeper than ${maxDepth} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('not valid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('not a JSON object')
  if (measureJson(value as Json).values > maxArgumentValues) return refuse(`more than ${maxArgumentValues} values`)
  const problem = problemIn(value as Json)
  return problem === null ? { ok: true, value: value as Arguments } : refuse(problem)
}

const refuse = (message: string): ParsedArguments => ({ ok: false, message })

/** Counted before parsing, so that depth costs nothing but this one pass. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1))
    else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}

function problemIn(value: Json): string | null {
  if (typeof value === 'number') {
    const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    return exact ? null : 'a number is too large to be carried exactly'
  }
  if (typeof value !== 'object' || value === null) return null
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') return 'a key is named __proto__'
    const problem = problemIn(item as Json)
    if (problem !== null) return problem
  }
  return null
}
