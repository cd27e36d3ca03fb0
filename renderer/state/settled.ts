/** How much of a growing line two hearings in a row agreed on, in whole words: that much is no guess any more. */
export function settledLength(before: string, now: string): number {
  const one = before.split(/(?<=\s)/)
  const two = now.split(/(?<=\s)/)
  let length = 0
  for (const [at, word] of two.entries()) {
    if (at === two.length - 1 || one[at] !== word) break
    length += word.length
  }
  return length
}
