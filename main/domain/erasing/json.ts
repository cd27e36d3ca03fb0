import type { Json } from '#contract/tool.ts'
import { erase, tombstone, type WordFinder } from '#main/domain/erasing/words.ts'

/**
 * JSON without certain words. What the desk itself named, kinds, ids and states, stays: it says nothing of anybody, and without
 * it nothing could be read any more. Below what an agent, a tool or a service wrote everything goes, numbers and names of
 * fields too; JSON inside a text stays JSON.
 */
export type Shape = {
  /** Names of fields whose value stays, with all that is below it. */
  readonly fixed: ReadonlySet<string>
  /** Names of fields below which everything is somebody else's; '' stands for the whole. */
  readonly foreign: ReadonlySet<string>
}

export const foreign: Shape = { fixed: new Set(), foreign: new Set(['']) }

export type ErasedJson = { readonly value: Json; readonly count: number }

export function eraseJson(finder: WordFinder, value: Json, shape: Shape): ErasedJson {
  let count = 0
  const text = (before: string): string => {
    const inner = jsonIn(before)
    if (inner !== null) {
      const found = eraseJson(finder, inner, foreign)
      count += found.count
      return found.count === 0 ? before : JSON.stringify(found.value)
    }
    const erased = erase(finder, before)
    count += erased.count
    return erased.text
  }
  const walk = (item: Json, isForeign: boolean): Json => {
    if (typeof item === 'string') return text(item)
    if (typeof item === 'number') {
      if (!isForeign || !finder.isNumber(item)) return item
      count += 1
      return tombstone
    }
    if (item === null || typeof item === 'boolean') return item
    if (Array.isArray(item)) return item.map((one) => walk(one, isForeign))
    return Object.fromEntries(
      Object.entries(item).map(([name, one]) => {
        if (isForeign) return [text(name), walk(one, true)]
        return [name, shape.fixed.has(name) ? one : walk(one, shape.foreign.has(name))]
      }),
    )
  }
  const erased = walk(value, shape.foreign.has(''))
  return { value: erased, count }
}

function jsonIn(text: string): Json | null {
  if (!/^\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}
