import type { Json } from '#contract/tool.ts'
import { childPointer, isList, isObject, own } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject, Pointer } from '#renderer/ui/SchemaForm/pointer.ts'
import { saidName, t } from '#renderer/ui/language.ts'

/**
 * Reads a tool's JSON Schema as a list of form fields: required first, choices up to five as radio buttons, groups down
 * to the third level, everything this form has no better control for as JSON. Defaults of the schema are never used.
 */
export type Choice = { readonly value: Json; readonly label: string }

export type FieldKind =
  | { readonly type: 'text'; readonly long: boolean; readonly format: 'plain' | 'date' | 'email' | 'uri' }
  | { readonly type: 'number'; readonly integer: boolean; readonly bounds: string }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly display: 'radio' | 'select'; readonly options: readonly Choice[] }
  | { readonly type: 'tokens'; readonly item: 'text' | 'number'; readonly options: readonly Choice[] }
  | { readonly type: 'group'; readonly fields: readonly Field[] }
  | { readonly type: 'json'; readonly note: string }

export type Field = {
  readonly pointer: Pointer
  readonly name: string
  readonly label: string
  readonly help: string
  readonly required: boolean
  readonly kind: FieldKind
  readonly schema: JsonObject
}

const deepestGroup = 3
const mostRadios = 5
const longText = 60

/** "order_id" and "orderId" become "Order id". */
export const humanise = (name: string): string => {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

const text = (schema: JsonObject, key: string): string | null => {
  const value = own(schema, key)
  return typeof value === 'string' ? value : null
}

const number = (schema: JsonObject, key: string): number | null => {
  const value = own(schema, key)
  return typeof value === 'number' ? value : null
}

export const typeOf = (schema: JsonObject): string | null => {
  const type = own(schema, 'type')
  if (typeof type === 'string') return type
  if (!isList(type)) return null
  const others = type.filter((entry) => entry !== 'null')
  return others.length === 1 && typeof others[0] === 'string' ? others[0] : null
}

export const choicesOf = (schema: JsonObject): readonly Choice[] => {
  const values = own(schema, 'enum')
  if (isList(values)) return values.map((value) => ({ value, label: labelOfValue(value) }))
  const variants = own(schema, 'oneOf') ?? own(schema, 'anyOf')
  if (!isList(variants) || variants.length === 0) return []
  const options = variants.flatMap((variant) => {
    const value = isObject(variant) ? own(variant, 'const') : undefined
    if (!isObject(variant) || value === undefined) return []
    return [{ value, label: text(variant, 'title') ?? labelOfValue(value) }]
  })
  return options.length === variants.length ? options : []
}

export const labelOfValue = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const boundsOf = (schema: JsonObject): string => {
  const low = number(schema, 'minimum')
  const high = number(schema, 'maximum')
  if (low !== null && high !== null) return t('{{low}} to {{high}}', { low, high })
  if (high !== null) return t('up to {{high}}', { high })
  return low !== null && low !== 0 ? t('at least {{low}}', { low }) : ''
}

const kindOf = (schema: JsonObject, value: Json | undefined, pointer: Pointer, depth: number): FieldKind => {
  const options = choicesOf(schema)
  const type = typeOf(schema) ?? guessType(value)
  if (options.length > 0 && type !== 'array')
    return { type: 'choice', display: options.length <= mostRadios ? 'radio' : 'select', options }
  switch (type) {
    case 'string':
      return textKind(schema, value)
    case 'number':
    case 'integer':
      return { type: 'number', integer: type === 'integer', bounds: boundsOf(schema) }
    case 'boolean':
      return { type: 'boolean' }
    case 'array':
      return listKind(schema, value)
    case 'object':
      if (depth >= deepestGroup) return { type: 'json', note: t('Nested too deep for single fields, shown as JSON.') }
      return { type: 'group', fields: readFields(schema, isObject(value) ? value : {}, pointer, depth + 1) }
    default:
      return { type: 'json', note: t('The schema names no single type, shown as JSON.') }
  }
}

const textKind = (schema: JsonObject, value: Json | undefined): FieldKind => {
  const format = text(schema, 'format')
  const most = number(schema, 'maxLength')
  const long =
    typeof value === 'string' ? value.length > longText || value.includes('\n') : most !== null && most > longText * 3
  if (format === 'date' || format === 'email' || format === 'uri') return { type: 'text', long: false, format }
  return { type: 'text', long, format: 'plain' }
}

const listKind = (schema: JsonObject, value: Json | undefined): FieldKind => {
  const items = own(schema, 'items')
  const item = isObject(items) ? typeOf(items) : isList(value) ? guessType(value[0]) : null
  const options = isObject(items) ? choicesOf(items) : []
  const primitive = (held: Json): boolean => typeof held === (item === 'string' ? 'string' : 'number')
  const fits = !isList(value) || value.every(primitive)
  if (item === 'string' && fits) return { type: 'tokens', item: 'text', options }
  if ((item === 'number' || item === 'integer') && fits) return { type: 'tokens', item: 'number', options }
  return { type: 'json', note: t('A list of objects, shown as JSON.') }
}

const guessType = (value: Json | undefined): string | null => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return typeof value
  if (isList(value)) return 'array'
  return isObject(value) ? 'object' : null
}

/** A value of another type than the schema asks for cannot be edited by its control: it is shown as it is, as JSON. */
const fits = (kind: FieldKind, value: Json | undefined): boolean => {
  if (value === undefined) return true
  switch (kind.type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'tokens':
      return isList(value)
    case 'group':
      return isObject(value)
    case 'choice':
    case 'json':
      return true
  }
}

const readField = (
  schema: JsonObject,
  name: string,
  parent: Pointer,
  value: Json | undefined,
  required: boolean,
  depth: number,
): Field => {
  const pointer = childPointer(parent, name)
  const kind = kindOf(schema, value, pointer, depth)
  return {
    pointer,
    name,
    label: saidName(text(schema, 'title') ?? humanise(name)),
    help: saidName(text(schema, 'description') ?? ''),
    required,
    kind: fits(kind, value) ? kind : { type: 'json', note: t('Not of the type the tool asks for, shown as JSON.') },
    schema,
  }
}

/** The fields of an object schema, and one more for each value the schema does not know. */
export const readFields = (
  schema: JsonObject,
  value: JsonObject,
  parent: Pointer = '',
  depth = 0,
): readonly Field[] => {
  const declared = own(schema, 'properties')
  const properties = isObject(declared) ? declared : {}
  const needed = own(schema, 'required')
  const isNeeded = (name: string): boolean => isList(needed) && needed.includes(name)
  const known = Object.entries(properties).flatMap(([name, property]) =>
    isObject(property) ? [readField(property, name, parent, own(value, name), isNeeded(name), depth)] : [],
  )
  const extra = Object.keys(value)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => {
      const field = readField({}, name, parent, own(value, name), false, depth)
      return { ...field, help: t('Not in the tool’s schema.') }
    })
  return [...known.filter((field) => field.required), ...known.filter((field) => !field.required), ...extra]
}

/** Every field that holds a value of its own, groups opened. */
export const leavesOf = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => (field.kind.type === 'group' ? leavesOf(field.kind.fields) : [field]))
