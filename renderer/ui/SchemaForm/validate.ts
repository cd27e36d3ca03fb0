import type { Json } from '#contract/tool.ts'
import { choicesOf, humanise, typeOf } from '#renderer/ui/SchemaForm/fields.ts'
import { childPointer, isList, isObject, own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject, Pointer } from '#renderer/ui/SchemaForm/pointer.ts'

/**
 * Says what a person must put right before these arguments can be approved. It covers the part of JSON Schema that tool
 * parameters use and builds no code from the schema; the desk's main process validates fully and has the last word.
 */
export type Problem = { readonly pointer: Pointer; readonly label: string; readonly message: string }

const longestForPattern = 10_000

const num = (schema: JsonObject, key: string): number | null => {
  const value = own(schema, key)
  return typeof value === 'number' ? value : null
}

const isType = (type: string, value: Json): boolean => {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return isList(value)
    case 'object':
      return isObject(value)
    case 'null':
      return value === null
    default:
      return true
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'Must be text',
  number: 'Must be a number',
  integer: 'Must be a whole number',
  boolean: 'Must be yes or no',
  array: 'Must be a list',
  object: 'Must be an object',
}

const numberProblem = (schema: JsonObject, value: number): string | null => {
  const low = num(schema, 'minimum')
  const high = num(schema, 'maximum')
  const above = num(schema, 'exclusiveMinimum')
  const below = num(schema, 'exclusiveMaximum')
  const step = num(schema, 'multipleOf')
  if (low !== null && value < low) return `At least ${low}`
  if (high !== null && value > high) return `At most ${high}`
  if (above !== null && value <= above) return `More than ${above}`
  if (below !== null && value >= below) return `Less than ${below}`
  if (step !== null && step > 0 && Math.abs(value / step - Math.round(value / step)) > 1e-9)
    return `In steps of ${step}`
  return null
}

const matches = (pattern: string, value: string): boolean => {
  try {
    return value.length > longestForPattern || new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

const formats: Readonly<Record<string, { readonly pattern: RegExp; readonly message: string }>> = {
  date: { pattern: /^\d{4}-\d{2}-\d{2}$/, message: 'A date as year-month-day' },
  email: { pattern: /^[^\s@]+@[^\s@]+$/, message: 'An email address' },
  uri: { pattern: /^[a-z][a-z0-9+.-]*:\S+$/i, message: 'A full address with its scheme' },
}

const textProblem = (schema: JsonObject, value: string): string | null => {
  const length = Array.from(value).length
  const low = num(schema, 'minLength')
  const high = num(schema, 'maxLength')
  const pattern = own(schema, 'pattern')
  const format = own(schema, 'format')
  if (low !== null && length < low) return length === 0 ? 'Needed' : `At least ${low} characters`
  if (high !== null && length > high) return `At most ${high} characters, now ${length}`
  if (typeof pattern === 'string' && !matches(pattern, value)) return `Must match ${pattern}`
  const known = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined
  return known !== undefined && !known.pattern.test(value) ? known.message : null
}

const listProblem = (schema: JsonObject, value: readonly Json[]): string | null => {
  const low = num(schema, 'minItems')
  const high = num(schema, 'maxItems')
  if (low !== null && value.length < low) return `At least ${low} ${low === 1 ? 'entry' : 'entries'}`
  if (high !== null && value.length > high) return `At most ${high} ${high === 1 ? 'entry' : 'entries'}`
  const repeated = value.some((item, at) => value.slice(0, at).some((earlier) => sameJson(item, earlier)))
  return own(schema, 'uniqueItems') === true && repeated ? 'Every entry only once' : null
}

const plainProblem = (schema: JsonObject, value: Json): string | null => {
  const types = own(schema, 'type')
  if (isList(types)) {
    if (!types.some((type) => typeof type === 'string' && isType(type, value)))
      return `Must be ${types.map((type) => String(JSON.stringify(type))).join(' or ')}`
  } else if (typeof types === 'string' && !isType(types, value)) return typeWords[types] ?? `Must be ${types}`
  const options = choicesOf(schema)
  if (options.length > 0 && typeOf(schema) !== 'array' && !options.some((option) => sameJson(option.value, value)))
    return `One of ${options.map((option) => option.label).join(', ')}`
  const constant = own(schema, 'const')
  if (constant !== undefined && !sameJson(constant, value)) return `Must be ${JSON.stringify(constant)}`
  if (typeof value === 'number') return numberProblem(schema, value)
  if (typeof value === 'string') return textProblem(schema, value)
  return isList(value) ? listProblem(schema, value) : null
}

const labelOf = (schema: JsonObject, name: string): string => {
  const title = own(schema, 'title')
  return typeof title === 'string' ? title : humanise(name)
}

const walk = (schema: JsonObject, value: Json, pointer: Pointer, label: string): readonly Problem[] => {
  const message = plainProblem(schema, value)
  if (message !== null) return [{ pointer, label, message }]
  if (isObject(value)) return walkObject(schema, value, pointer)
  const items = own(schema, 'items')
  if (!isList(value) || !isObject(items)) return []
  return value.flatMap((item, at) => walk(items, item, childPointer(pointer, at), `${label}, entry ${at + 1}`))
}

const walkObject = (schema: JsonObject, value: JsonObject, pointer: Pointer): readonly Problem[] => {
  const declared = own(schema, 'properties')
  const properties = isObject(declared) ? declared : {}
  const required = own(schema, 'required')
  const needed = isList(required) ? required.filter((name): name is string => typeof name === 'string') : []
  const absent = needed
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => {
      const property = own(properties, name)
      return {
        pointer: childPointer(pointer, name),
        label: isObject(property) ? labelOf(property, name) : humanise(name),
        message: 'Needed',
      }
    })
  const present = Object.entries(value).flatMap(([name, held]) => {
    const property = own(properties, name)
    const at = childPointer(pointer, name)
    if (isObject(property)) return walk(property, held, at, labelOf(property, name))
    if (own(schema, 'additionalProperties') === false)
      return [{ pointer: at, label: humanise(name), message: 'The tool does not take this' }]
    return []
  })
  return [...absent, ...present]
}

export const problemsOf = (schema: JsonObject, value: JsonObject): readonly Problem[] => walkObject(schema, value, '')
