/**
 * Where a long word may go on in the next line: after the signs that divide an address, an id or a path, and nowhere else.
 * The pieces put together are the text, so what is copied is what was there.
 */
const longWord = /\S{16,}/g
const divider = /(?<=[^@./\\?&=,:;_|#-][@./\\?&=,:;_|#-]+)(?=[^@./\\?&=,:;_|#-])/u
/** A whole document of raw text breaks anywhere; so many places would only make it slow. */
const longestText = 4000

export function breakPoints(text: string): readonly string[] {
  if (text.length > longestText) return [text]
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(longWord)) {
    const [first, ...rest] = match[0].split(divider)
    if (rest.length === 0) continue
    pieces.push(text.slice(from, match.index) + first, ...rest.slice(0, -1))
    from = match.index + match[0].length - (rest.at(-1)?.length ?? 0)
  }
  return [...pieces, text.slice(from)]
}
