/** People that are named after an `@`, in the order of the text, each once. The longest name that fits counts; case does not. */
export function mentionsIn(text: string, names: readonly string[]): readonly string[] {
  const longest = names.toSorted((a, b) => b.length - a.length)
  const found: string[] = []
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}@._-])@/gu)) {
    const rest = text.slice(index + 1)
    const name = longest.find((one) => one !== '' && startsWith(rest, one))
    if (name !== undefined && !found.includes(name)) found.push(name)
  }
  return found
}

const startsWith = (text: string, name: string): boolean =>
  text.slice(0, name.length).toLocaleLowerCase() === name.toLocaleLowerCase() &&
  !/^[\p{L}\p{N}]/u.test(text.slice(name.length))
