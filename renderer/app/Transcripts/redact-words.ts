/** Moments of a recording as they are typed and read: `0:58.2`. */

/** To the tenth of a second, never less than there is. */
export function momentWords(ms: number, end: 'before' | 'after'): string {
  const tenths = end === 'before' ? Math.floor(ms / 100) : Math.ceil(ms / 100)
  const seconds = Math.floor(tenths / 10)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`
}

/** Milliseconds; null: not a moment. */
export function momentOf(text: string): number | null {
  const read = /^(?:(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (read === null) return null
  const [, minutes = '0', seconds = '0', part = '0'] = read
  return (Number(minutes) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, '0'))
}

type Moments = { readonly fromMs: number; readonly toMs: number }

/** A range; null: none is wanted. */
export function soundOf(from: string, to: string): Moments | null | 'wrong' {
  if (from.trim() === '' && to.trim() === '') return null
  const [fromMs, toMs] = [momentOf(from), momentOf(to)]
  return fromMs === null || toMs === null || toMs <= fromMs ? 'wrong' : { fromMs, toMs }
}
