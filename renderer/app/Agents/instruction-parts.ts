/** What a reader looks for in long instructions: headings, and the variables that are filled in when a call begins. */
export type Heading = { readonly title: string; readonly level: number; readonly start: number }
export type Variable = { readonly name: string; readonly count: number; readonly start: number }

const most = 200

/** Headings with `#`; a text without any is divided by its short lines that end with a colon. */
export function outlineOf(text: string): readonly Heading[] {
  const isMarked = /^#{1,6}[ \t]+\S/m.test(text)
  const pattern = isMarked ? /^(#{1,6})[ \t]+(\S.*)$/gm : /^()([^\s:#-][^:\n]{0,58}):[ \t]*$/gm
  return [...text.matchAll(pattern)].slice(0, most).map((match) => ({
    title: (match[2] ?? '').trim(),
    level: Math.max(1, match[1]?.length ?? 1),
    start: match.index,
  }))
}

/** `{{customer.name}}`, each once, in the order of its first place. */
export function variablesOf(text: string): readonly Variable[] {
  const found = new Map<string, Variable>()
  for (const match of text.matchAll(/\{\{\s*([A-Za-z_][\w.|:-]{0,80})\s*\}\}/g)) {
    const name = match[1] ?? ''
    const held = found.get(name)
    found.set(name, { name, count: (held?.count ?? 0) + 1, start: held?.start ?? match.index })
  }
  return [...found.values()].slice(0, most)
}
