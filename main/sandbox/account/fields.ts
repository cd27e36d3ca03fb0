/** What the service refuses about agents and numbers, in its own words. Null: nothing. */
export type Fields = Readonly<Record<string, unknown>>
export type Fault = { readonly status: 400 | 422; readonly text: string }

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Both spellings are taken. */
export const documented = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      snake(name),
      name === 'voice' && isFields(value) ? documented(value) : value,
    ]),
  )

const invalid = (text: string): Fault => ({ status: 400, text })
const mistyped = (field: string, wanted: string): Fault => ({
  status: 422,
  text: `Failed to deserialize the JSON body into the target type: ${field}: invalid type, expected ${wanted}`,
})

const length = (text: string): number => Array.from(text).length

const checks: Readonly<Record<string, (value: unknown) => Fault | null>> = {
  name: (value) => {
    if (typeof value !== 'string') return mistyped('name', 'a string')
    return length(value) < 1 || length(value) > 255 ? invalid('name must have 1 to 255 characters') : null
  },
  instructions: (value) => {
    if (value === null) return null
    if (typeof value !== 'string') return mistyped('instructions', 'a string')
    return length(value) > 256_000 ? invalid('instructions must not exceed 256000 characters') : null
  },
  tools: (value) => {
    if (!Array.isArray(value) || !value.every(isFields)) return mistyped('tools', 'a sequence')
    if (value.length > 200) return invalid('an agent must not have more than 200 tools')
    return value.map(toolFault).find((fault) => fault !== null) ?? null
  },
  voice: (value) => {
    if (!isFields(value)) return mistyped('voice', 'a struct')
    const { vad_threshold: threshold, vad_silence_duration_ms: silence, voice_id: id } = value
    if (id !== undefined && typeof id !== 'string') return mistyped('voice.voice_id', 'a string')
    if (threshold !== undefined && !(typeof threshold === 'number' && threshold >= 0 && threshold <= 1))
      return invalid('vad_threshold must be between 0.0 and 1.0')
    if (silence !== undefined && !(Number.isInteger(silence) && Number(silence) >= 0 && Number(silence) <= 10_000))
      return invalid('vad_silence_duration_ms must be between 0 and 10000')
    return null
  },
  collection_ids: (value) => {
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      return mistyped('collection_ids', 'a sequence of strings')
    return value.length > 10 ? invalid('an agent must not have more than 10 collections') : null
  },
}

const toolTypes = new Set(['function', 'web_search', 'x_search', 'file_search', 'mcp'])

function toolFault(tool: Fields): Fault | null {
  if (!toolTypes.has(String(tool['type']))) return invalid(`unknown tool type ${String(tool['type'])}`)
  if (tool['type'] !== 'function') return null
  const held = tool['function']
  const name = isFields(held) ? held['name'] : undefined
  return typeof name === 'string' && name !== '' ? null : invalid('a function tool needs function.name')
}

export const agentPaths = Object.keys(checks)

export function agentFault(fields: Fields, paths: readonly string[]): Fault | null {
  for (const path of paths) {
    const value = fields[path]
    const fault = value === undefined ? null : (checks[path]?.(value) ?? null)
    if (fault !== null) return fault
  }
  return null
}

export function numberFault(fields: Fields, paths: readonly string[]): Fault | null {
  for (const path of paths) {
    const value = fields[path]
    if (value === undefined || (path === 'description' && value === null)) continue
    if (typeof value !== 'string') return mistyped(path, 'a string')
    if (path === 'area_code' && !/^\d{3}$/.test(value)) return invalid('area_code must have 3 digits')
    if (path === 'name' && (length(value) < 1 || length(value) > 255))
      return invalid('name must have 1 to 255 characters')
    if (path === 'description' && length(value) > 1000) return invalid('description must not exceed 1000 characters')
  }
  return null
}

/** The paths of a mask; a fault where one is none. */
export function pathsIn(mask: unknown, allowed: readonly string[]): readonly string[] | Fault {
  const held = isFields(mask) ? mask['paths'] : []
  const paths = typeof held === 'string' ? held.split(',') : held
  if (!Array.isArray(paths) || !paths.every((one) => typeof one === 'string'))
    return mistyped('field_mask.paths', 'a sequence of strings')
  const known = paths.map(snake)
  const wrong = known.find((path) => !allowed.includes(path))
  return wrong === undefined ? known : invalid(`invalid field mask path: ${wrong}`)
}

export const isFault = (value: unknown): value is Fault => isFields(value) && 'text' in value
