import type { Json } from '#contract/tool.ts'
import { choicesOf, humanise, typeOf } from '#renderer/ui/SchemaForm/fields.ts'
import { childPointer, isList, isObject, own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject, Pointer } from '#renderer/ui/SchemaForm/pointer.ts'
import { saidName, t } from '#renderer/ui/language.ts'

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
  string: t('Must be text'),
  number: t('Must be a number'),
  integer: t('Must be a whole number'),
  boolean: t('Must be yes or no'),
  array: t('Must be a list'),
  object: t('Must be an object'),
}

const numberProblem = (schema: JsonObject, value: number): string | null => {
  const low = num(schema, 'minimum')
  const high = num(schema, 'maximum')
  const above = num(schema, 'exclusiveMinimum')
  const below = num(schema, 'exclusiveMaximum')
  const step = num(schema, 'multipleOf')
  if (low !== null && value < low) return t('At least {{low}}', { low })
  if (high !== null && value > high) return t('At most {{high}}', { high })
  if (above !== null && value <= above) return t('More than {{above}}', { above })
  if (below !== null && value >= below) return t('Less than {{below}}', { below })
  if (step !== null && step > 0 && Math.abs(value / step - Math.round(value / step)) > 1e-9)
    return t('In steps of {{step}}', { step })
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
  date: { pattern: /^\d{4}-\d{2}-\d{2}$/, message: t('A date as year-month-day') },
  email: { pattern: /^[^\s@]+@[^\s@]+$/, message: t('An email address') },
  uri: { pattern: /^[a-z][a-z0-9+.-]*:\S+$/i, message: t('A full address with its scheme') },
}

const textProblem = (schema: JsonObject, value: string): string | null => {
  const length = Array.from(value).length
  const low = num(schema, 'minLength')
  const high = num(schema, 'maxLength')
  const pattern = own(schema, 'pattern')
  const format = own(schema, 'format')
  if (low !== null && length < low) return length === 0 ? t('Needed') : t('At least {{low}} characters', { low })
  if (high !== null && length > high) return t('At most {{high}} characters, now {{length}}', { high, length })
  if (typeof pattern === 'string' && !matches(pattern, value)) return t('Must match {{pattern}}', { pattern })
  const known = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined
  return known !== undefined && !known.pattern.test(value) ? known.message : null
}

const listProblem = (schema: JsonObject, value: readonly Json[]): string | null => {
  const low = num(schema, 'minItems')
  const high = num(schema, 'maxItems')
  if (low !== null && value.length < low) return t('At least {{count}} entries', { count: low })
  if (high !== null && value.length > high) return t('At most {{count}} entries', { count: high })
  const repeated = value.some((item, at) => value.slice(0, at).some((earlier) => sameJson(item, earlier)))
  return own(schema, 'uniqueItems') === true && repeated ? t('Every entry only once') : null
}

const plainProblem = (schema: JsonObject, value: Json): string | null => {
  const types = own(schema, 'type')
  if (isList(types)) {
    if (!types.some((type) => typeof type === 'string' && isType(type, value)))
      return t('Must be {{types}}', { types: types.map((type) => String(JSON.stringify(type))).join(` ${t('or')} `) })
  } else if (typeof types === 'string' && !isType(types, value))
    return typeWords[types] ?? t('Must be {{types}}', { types })
  const options = choicesOf(schema)
  if (options.length > 0 && typeOf(schema) !== 'array' && !options.some((option) => sameJson(option.value, value)))
    return t('One of {{choices}}', { choices: options.map((option) => option.label).join(', ') })
  const constant = own(schema, 'const')
  if (constant !== undefined && !sameJson(constant, value))
    return t('Must be {{types}}', { types: JSON.stringify(constant) })
  if (typeof value === 'number') return numberProblem(schema, value)
  if (typeof value === 'string') return textProblem(schema, value)
  return isList(value) ? listProblem(schema, value) : null
}

const labelOf = (schema: JsonObject, name: string): string => {
  const title = own(schema, 'title')
  return saidName(typeof title === 'string' ? title : humanise(name))
}

const walk = (schema: JsonObject, value: Json, pointer: Pointer, label: string): readonly Problem[] => {
  const message = plainProblem(schema, value)
  if (message !== null) return [{ pointer, label, message }]
  if (isObject(value)) return walkObject(schema, value, pointer)
  const items = own(schema, 'items')
  if (!isList(value) || !isObject(items)) return []
  return value.flatMap((item, at) =>
    walk(items, item, childPointer(pointer, at), t('{{label}}, entry {{at}}', { label, at: at + 1 })),
  )
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
        label: isObject(property) ? labelOf(property, name) : saidName(humanise(name)),
        message: t('Needed'),
      }
    })
  const present = Object.entries(value).flatMap(([name, held]) => {
    const property = own(properties, name)
    const at = childPointer(pointer, name)
    if (isObject(property)) return walk(property, held, at, labelOf(property, name))
    if (own(schema, 'additionalProperties') === false)
      return [{ pointer: at, label: humanise(name), message: t('The tool does not take this') }]
    return []
  })
  return [...absent, ...present]
}

export const problemsOf = (schema: JsonObject, value: JsonObject): readonly Problem[] => walkObject(schema, value, '')
