/** Samples that were given to a loudspeaker and not played yet, oldest first. */
export type Unheard = {
  readonly push: (samples: Int16Array) => void
  readonly take: (count: number) => Int16Array
  /** All that is left, which stays. */
  readonly rest: () => Int16Array
  readonly clear: () => void
}

export function createUnheard(): Unheard {
  let pieces: Int16Array[] = []
  let length = 0

  const copy = (count: number): Int16Array => {
    const taken = new Int16Array(count)
    let at = 0
    for (const piece of pieces) {
      if (at === count) break
      const part = piece.subarray(0, count - at)
      taken.set(part, at)
      at += part.length
    }
    return taken
  }

  return {
    push: (samples) => {
      pieces.push(samples)
      length += samples.length
    },
    take: (wish) => {
      const count = Math.max(0, Math.min(wish, length))
      const taken = copy(count)
      let left = count
      while (left > 0) {
        const [first] = pieces
        if (first === undefined) break
        if (first.length <= left) pieces.shift()
        else pieces[0] = first.subarray(left)
        left -= first.length
      }
      length -= count
      return taken
    },
    rest: () => copy(length),
    clear: () => {
      pieces = []
      length = 0
    },
  }
}
