/**
 * Where lines and marks stand in a call: numbers that rise, with room between them for what was said earlier and is heard of
 * later. A place, once given, is kept.
 */
export type Places = {
  readonly next: () => number
  /** `after`: the item it stands behind, where that was said. */
  readonly ofLine: (itemId: string, after: string | null) => number
}

const step = 65_536

export function createPlaces(): Places {
  const taken: number[] = []
  const lines = new Map<string, { readonly seq: number; readonly after: string | null }>()

  const next = () => {
    const seq = (taken.at(-1) ?? 0) + step
    taken.push(seq)
    return seq
  }

  /** Right before another line, behind the marks that stand there; at the end where there is no room left. */
  const before = (seq: number): number => {
    const index = taken.indexOf(seq)
    const middle = Math.floor(((taken[index - 1] ?? 0) + seq) / 2)
    if (index < 0 || middle === (taken[index - 1] ?? 0)) return next()
    taken.splice(index, 0, middle)
    return middle
  }

  const place = (itemId: string, after: string | null): number => {
    const follower = [...lines.values()].find((line) => line.after === itemId)
    if (follower !== undefined) return before(follower.seq)
    const ahead = after === null ? undefined : lines.get(after)
    if (ahead === undefined) return next()
    const behind = [...lines.values()].map(({ seq }) => seq).filter((seq) => seq > ahead.seq)
    return behind.length === 0 ? next() : before(Math.min(...behind))
  }

  return {
    next,
    ofLine: (itemId, after) => {
      const known = lines.get(itemId)
      if (known !== undefined) return known.seq
      const seq = place(itemId, after)
      lines.set(itemId, { seq, after })
      return seq
    },
  }
}
