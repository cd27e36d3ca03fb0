import type { Json, JsonLike } from '#contract/tool.ts'

/** JSON pointers (RFC 6901) over plain JSON: read a place, or get a copy with that place changed or left out. */
export type Pointer = string

export const childPointer = (parent: Pointer, key: string | number): Pointer =>
  `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

const keysOf = (pointer: Pointer): readonly string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A property of its own, never one of the prototype. */
export const own = (value: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(value, key) ? value[key] : undefined

export const readAt = (value: Json, pointer: Pointer): Json | undefined => {
  let at: Json | undefined = value
  for (const key of keysOf(pointer)) {
    if (isList(at)) at = at[Number(key)]
    else if (isObject(at)) at = own(at, key)
    else return undefined
  }
  return at
}

const withEntry = (value: JsonObject, key: string, next: Json | undefined): JsonObject => {
  const entries = Object.entries(value)
  if (next === undefined) return Object.fromEntries(entries.filter(([name]) => name !== key))
  if (!Object.hasOwn(value, key)) return Object.fromEntries([...entries, [key, next]])
  return Object.fromEntries(entries.map(([name, old]) => [name, name === key ? next : old]))
}

const write = (value: Json | undefined, keys: readonly string[], next: Json | undefined): Json | undefined => {
  const [key, ...rest] = keys
  if (key === undefined) return next
  if (isList(value)) {
    const index = Number(key)
    const item = write(value[index], rest, next)
    return item === undefined ? value.filter((_, at) => at !== index) : value.with(index, item)
  }
  const object = isObject(value) ? value : {}
  return withEntry(object, key, write(own(object, key), rest, next))
}

/** A copy of `value` whose place `pointer` holds `next`; undefined leaves the place out. Objects on the way are made. */
export const writeAt = (value: JsonObject, pointer: Pointer, next: Json | undefined): JsonObject => {
  const result = write(value, keysOf(pointer), next)
  return isObject(result) ? result : {}
}

/** The same value, whatever the order of keys. */
export const sameJson = (a: JsonLike | undefined, b: JsonLike | undefined): boolean => {
  if (a === b) return true
  if (isLikeList(a) && isLikeList(b)) return a.length === b.length && a.every((item, at) => sameJson(item, b[at]))
  if (isLikeObject(a) && isLikeObject(b)) {
    const keys = fieldsOf(a)
    return keys.length === fieldsOf(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  }
  return false
}

type LikeObject = { readonly [key: string]: JsonLike | undefined }
const isLikeList = (value: JsonLike | undefined): value is readonly JsonLike[] => Array.isArray(value)
const isLikeObject = (value: JsonLike | undefined): value is LikeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const fieldsOf = (value: LikeObject): readonly string[] => Object.keys(value).filter((key) => value[key] !== undefined)

/** A copy without the fields that are undefined. */
export const toJson = (value: JsonLike): Json => JSON.parse(JSON.stringify(value)) as Json
