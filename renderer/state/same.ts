/**
 * What was read again is mostly what was known. The parts of `after` that equal those of `before` are taken from `before`, so
 * that only what did change is drawn again; with nothing changed, `before` itself comes back.
 */
export function keepSame<T>(before: T, after: T): T
export function keepSame(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before
  if (Array.isArray(before) && Array.isArray(after)) {
    const kept = after.map((part, at) => keepSame(before[at], part))
    return kept.length === before.length && kept.every((part, at) => part === before[at]) ? before : kept
  }
  if (!isRecord(before) || !isRecord(after)) return after
  const names = Object.keys(after)
  const kept = Object.fromEntries(names.map((name) => [name, keepSame(before[name], after[name])]))
  const same = names.length === Object.keys(before).length && names.every((name) => kept[name] === before[name])
  return same && names.every((name) => Object.hasOwn(before, name)) ? before : kept
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
