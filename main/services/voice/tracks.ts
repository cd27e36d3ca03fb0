/**
 * Two tracks in real time, side by side. Sound is put where it was heard; what nobody fills is silence. What has been taken is
 * written and cannot change any more; sound for it is too late and falls away.
 */
export type Side = 'caller' | 'agent'

export type Tracks = {
  /** `at`: number of the first sample, counted from the beginning of the recording. */
  readonly put: (side: Side, at: number, samples: Int16Array) => void
  /** Everything up to this sample, as bytes of both sides in turn; never more than can be held. */
  readonly take: (until: number) => Buffer
  /** What nobody can have filled, up to this sample. Gives how many that are. */
  readonly skip: (until: number) => number
  readonly taken: () => number
  /** Samples there was no room for: they came too late, or far ahead. */
  readonly late: () => number
}

const aheadSeconds = 5

export function createTracks(rate: number): Tracks {
  const size = rate * aheadSeconds
  const kept: Record<Side, Int16Array> = { caller: new Int16Array(size), agent: new Int16Array(size) }
  let taken = 0
  let late = 0

  return {
    put: (side, at, samples) => {
      const track = kept[side]
      const from = Math.min(samples.length, Math.max(0, taken - at))
      const to = Math.min(samples.length, taken + size - at)
      late += samples.length - Math.max(0, to - from)
      for (let place = from; place < to; place += 1) track[(at + place) % size] = samples[place] ?? 0
    },
    take: (until) => {
      const count = Math.max(0, Math.min(until - taken, size))
      const bytes = Buffer.alloc(count * 4)
      for (let place = 0; place < count; place += 1) {
        const slot = (taken + place) % size
        bytes.writeInt16LE(kept.caller[slot] ?? 0, place * 4)
        bytes.writeInt16LE(kept.agent[slot] ?? 0, place * 4 + 2)
        kept.caller[slot] = 0
        kept.agent[slot] = 0
      }
      taken += count
      return bytes
    },
    skip: (until) => {
      const count = Math.max(0, until - taken)
      taken += count
      return count
    },
    taken: () => taken,
    late: () => late,
  }
}

/**
 * Where the next samples of a stream belong. They follow each other without a seam for as long as the stream runs; one that
 * paused, or whose clock has drifted away, begins where it is now.
 */
export function createPlacing(rate: number, mostDriftMs: number): (samples: number, endsAtMs: number) => number {
  let next: number | null = null
  return (samples, endsAtMs) => {
    const wanted = Math.max(0, Math.round((endsAtMs * rate) / 1000) - samples)
    const drift = next === null ? Infinity : Math.abs(wanted - next)
    const at = next === null || drift > (mostDriftMs * rate) / 1000 ? wanted : next
    next = at + samples
    return at
  }
}
