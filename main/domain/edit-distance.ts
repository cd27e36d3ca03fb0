import type { Json } from '#contract/tool.ts'
import { listChanges } from '#main/domain/changes.ts'

const mostWords = 400

/** How many words a person changed, field by field; a list counts as the words in it. Long texts by their first words. */
export function editDistance(proposed: Json, executed: Json): number {
  return listChanges(proposed, executed).reduce(
    (sum, change) => sum + distance(words(change.proposed), words(change.executed)),
    0,
  )
}

const words = (value: Json): readonly string[] => {
  if (value === null) return []
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, mostWords)
}

/** Words put in, taken out or replaced to make one of the other. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  a.forEach((word, place) => {
    const next = [place + 1]
    b.forEach((other, index) => {
      const replaced = (row[index] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    })
    row = next
  })
  return row[b.length] ?? 0
}
