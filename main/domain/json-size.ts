import type { Json } from '#contract/tool.ts'

/** How large a value is. Walks without recursion, so that it can be asked before anything that calls itself. */
export type JsonSize = {
  /** Lists and objects inside each other; 1 for a flat one, 0 for a bare value. */
  readonly depth: number
  /** Everything in it that is no list or object, and each list and object. */
  readonly values: number
  /** About as long as it is when written out. */
  readonly characters: number
}

/** More than any call needs; beyond it comparing every item with every other takes seconds. */
export const maxArgumentValues = 5000

export function measureJson(value: Json): JsonSize {
  let [depth, values, characters] = [0, 0, 0]
  const left: (readonly [value: Json, level: number])[] = [[value, 1]]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [item, level] = next
    values += 1
    characters += 2
    if (typeof item === 'string') characters += item.length
    if (typeof item !== 'object' || item === null) continue
    depth = Math.max(depth, level)
    for (const [key, inner] of Object.entries(item)) {
      characters += Array.isArray(item) ? 1 : key.length + 3
      left.push([inner, level + 1])
    }
  }
  return { depth, values, characters }
}
