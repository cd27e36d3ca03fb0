import type { Json } from '#contract/tool.ts'

/** JSON pointers (RFC 6901) and dotted paths. Only own properties count; what is not there is undefined, never an error. */
export const resolvePointer = (value: Json, pointer: string): Json | undefined => compilePointer(pointer)(value)

/** For a pointer that is followed often. */
export function compilePointer(pointer: string): (value: Json) => Json | undefined {
  if (pointer === '') return (value) => value
  if (!pointer.startsWith('/')) return () => undefined
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return (value) => follow(value, keys)
}

export const resolvePath = (value: Json, path: string): Json | undefined =>
  path === '' ? value : follow(value, path.split('.'))

function follow(value: Json, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((found, key) => {
    if (typeof found !== 'object' || found === null) return undefined
    if (Array.isArray(found) && !/^(0|[1-9]\d*)$/.test(key)) return undefined
    return Object.hasOwn(found, key) ? (found as { readonly [key: string]: Json })[key] : undefined
  }, value)
}

/** Every leaf with its pointer. */
export function leaves(value: Json, pointer = ''): readonly { readonly pointer: string; readonly value: Json }[] {
  if (typeof value !== 'object' || value === null) return [{ pointer, value }]
  return Object.entries(value).flatMap(([key, item]) => leaves(item as Json, appendKey(pointer, key)))
}

export const appendKey = (pointer: string, key: string): string =>
  `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
