import type { Found, Walk } from '#main/store/search/walk.ts'

export type Span = { readonly from: number; readonly below: number }
/** What was found of a span, newest first; `left`: everything below that number is still to be looked at, null: nothing is. */
export type Page = { readonly found: readonly Found[]; readonly left: number | null }

const fewest = 100
const most = 800
const longSpan = 4_000_000
const shortMs = 2
const longMs = 8

/** How long the first span is, and how short any may become: where to begin in a list of words costs as much as a long span. */
export type Lengths = { readonly first: number; readonly least: number }

/** Downward through numbers, in spans that are as long as a statement may take; each span in pages. */
export function* spans(
  { from, below }: Span,
  page: (span: Span, limit: number) => Page,
  { first, least }: Lengths,
): Walk {
  let length = first
  let limit = fewest
  let top = below
  while (top > from) {
    const bottom = Math.max(from, top - length)
    const start = performance.now()
    const { found, left } = page({ from: bottom, below: top }, limit)
    const took = performance.now() - start
    yield* found
    top = left ?? bottom
    if (took > longMs) {
      length = Math.max(least, Math.floor(length / 4))
      limit = Math.max(fewest, Math.floor(limit / 2))
    } else if (took < shortMs) {
      if (left === null) length = Math.min(longSpan, length * 4)
      limit = Math.min(most, limit * 2)
    }
    if (top > from) yield top
  }
}
