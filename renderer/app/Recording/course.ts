/** The way through a recording: what is left out of it and what is heard again and again. All of it in frames or all in ms. */
export type Range = { readonly from: number; readonly to: number }
export type Course = { readonly skips: readonly Range[]; readonly loop: Range | null }

/** The next stretch to be heard from here, as long as nothing is jumped over; null: it is over. */
export function nextStretch({ skips, loop }: Course, at: number, end: number): Range | null {
  const from = loop !== null && at >= loop.to ? loop.from : at
  const most = loop !== null && from < loop.to ? Math.min(loop.to, end) : end
  // Inside a loop somebody chose, silence is part of what they want to hear.
  const skip = loop === null ? skips.find(({ to }) => to > from) : undefined
  if (skip === undefined || skip.from >= most) return from < most ? { from, to: most } : null
  if (skip.from > from) return { from, to: skip.from }
  return nextStretch({ skips, loop }, skip.to, end)
}

const perSecond = 50
/** Below this nobody is heard; of 127. */
const quiet = 4
const leastMs = 700
/** What stays of a silence at either side of it, so that words do not run into one another. */
const keptMs = 150

/** Stretches in which neither side is heard, in ms of the recording. `peaks`: as wave-outline.ts has them. */
export function silences(peaks: Int8Array): readonly Range[] {
  const found: Range[] = []
  const windows = Math.floor(peaks.length / 4)
  const isQuiet = (window: number): boolean =>
    [0, 1, 2, 3].every((part) => Math.abs(peaks[window * 4 + part] ?? 0) <= quiet)
  let began: number | null = null
  for (let window = 0; window <= windows; window += 1) {
    if (window < windows && isQuiet(window)) began ??= window
    else if (began !== null) {
      const [from, to] = [(began * 1000) / perSecond, (window * 1000) / perSecond]
      if (to - from >= leastMs) found.push({ from: from + keptMs, to: to - keptMs })
      began = null
    }
  }
  return found
}
