/** Deeper than anything this contract speaks of, and far from where reading it would run out of stack. */
export const deepestLevel = 128

const shownSteps = 6

/**
 * Where a value is nested deeper than that, or null. Walks without recursion: no depth can hurt it. The place is the
 * beginning of the way there: "document.rules.0.when.0.value.a…".
 */
export function placeTooDeep(value: unknown, deepest = deepestLevel): string | null {
  type Step = { readonly value: unknown; readonly level: number; readonly way: readonly string[] }
  const left: Step[] = [{ value, level: 0, way: [] }]
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    const { level, way } = step
    if (typeof step.value !== 'object' || step.value === null) continue
    if (level >= deepest) return way.length < shownSteps ? way.join('.') : `${way.join('.')}…`
    for (const [key, item] of Object.entries(step.value)) {
      if (typeof item !== 'object' || item === null) continue
      left.push({ value: item, level: level + 1, way: way.length < shownSteps ? [...way, key] : way })
    }
  }
  return null
}
