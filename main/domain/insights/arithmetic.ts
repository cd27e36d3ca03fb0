import { fewest } from '#main/domain/insights/measures.ts'

/** Null where there are too few to say it of. */
export const share = (part: number, whole: number): number | null => (whole < fewest ? null : part / whole)

/** The smallest of the values that so large a part of them does not exceed; null where there are too few. */
export function percentile(values: readonly number[], part: number): number | null {
  if (values.length < fewest) return null
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
}
