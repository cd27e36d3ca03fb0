import type { QueryToken } from '#contract/query.ts'

/**
 * The text of a search while somebody edits it. It is ordinary text with a selection; which parts of it are tokens, the desk
 * says a moment later. Until then what it said before moves along with the text.
 */

/** Positions are UTF-16 units; `from` and `to` are the ends of the selection, the same where it is a caret. */
export type Typed = { readonly text: string; readonly from: number; readonly to: number }
export type Edit = { readonly from: number; readonly to: number; readonly text: string }

export const longest = 2000

export const typed = (text: string, caret: number = text.length): Typed => ({ text, from: caret, to: caret })

/** One line, and no longer than a search may be. */
export const oneLine = (text: string): string => text.replaceAll(/[\r\n\t]+/g, ' ')

export function apply({ text }: Typed, edit: Edit): Typed {
  const before = text.slice(0, edit.from)
  const after = text.slice(edit.to)
  const room = Math.max(0, longest - before.length - after.length)
  const put = oneLine(edit.text).slice(0, room)
  return typed(before + put + after, before.length + put.length)
}

/** The one change that leads from a text to another. */
export function editBetween(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) }
}

type Place = { readonly from: number; readonly to: number }

/** Where things stand after an edit: what lies behind it moves along, what it touches grows or shrinks, what it took is gone. */
export function moved<Placed extends Place>(placed: readonly Placed[], edit: Edit): readonly Placed[] {
  const by = edit.text.length - (edit.to - edit.from)
  const joined = /^\S*/.exec(edit.text)?.[0].length ?? 0
  const startOf = (one: Place): number =>
    one.from < edit.from ? one.from : one.from >= edit.to ? one.from + by : edit.from + edit.text.length
  const endOf = (one: Place): number => {
    if (one.to < edit.from) return one.to
    if (one.to === edit.from) return one.to + joined
    return one.to >= edit.to ? one.to + by : edit.from
  }
  return placed.flatMap((one) => {
    const from = startOf(one)
    const to = endOf(one)
    return to > from ? [{ ...one, from, to }] : []
  })
}

/**
 * Backspace behind a token and the space after it takes the token whole: it is selected first, so that one sees what goes.
 * Anywhere else, also at the end inside a token, it takes a character; then this is null.
 */
export function selectedByBackspace({ text, from, to }: Typed, tokens: readonly QueryToken[]): Typed | null {
  if (from !== to || text[from - 1] !== ' ') return null
  const token = tokens.find((one) => one.kind === 'filter' && one.to === from - 1)
  return token === undefined ? null : { text, from: token.from, to: from }
}

/** Without these tokens: a join that is left without a side goes as well, and so do brackets around nothing. */
export function withoutTokens(text: string, tokens: readonly QueryToken[], gone: ReadonlySet<QueryToken>): Typed {
  const kept = tokens.filter((token) => !gone.has(token))
  const out = new Set(gone)
  for (let again = true; again;) {
    again = false
    kept
      .filter((token) => !out.has(token))
      .forEach((token, at, left) => {
        if (out.has(token)) return
        const before = left[at - 1]
        const after = left[at + 1]
        const open = before === undefined || before.kind === 'open' || before.kind === 'or'
        const shut = after === undefined || after.kind === 'close'
        const idle = token.kind === 'or' && (open || shut)
        const empty = token.kind === 'open' && after?.kind === 'close'
        if (!idle && !empty) return
        out.add(token)
        if (empty && after !== undefined) out.add(after)
        again = true
      })
  }
  const spans = tokens.filter((token) => out.has(token)).toSorted((one, other) => other.from - one.from)
  const caret = Math.min(...spans.map(({ from }) => from), text.length)
  const left = spans.reduce((rest, { from, to }) => {
    const head = rest.slice(0, from)
    const tail = rest.slice(to)
    // Of the two spaces around it one stays.
    return head === '' || head.endsWith(' ') ? head + tail.replace(/^ /, '') : head + tail
  }, text)
  const clean = left.replace(/^ +/, '')
  return typed(clean, Math.min(clean.length, caret))
}

/** What a search looked for in words, to be marked where it is read. */
export const soughtIn = (tokens: readonly QueryToken[]): readonly string[] => [
  ...new Set(
    tokens
      .filter(({ kind, excluded }) => !excluded && (kind === 'word' || kind === 'phrase' || kind === 'near'))
      .flatMap(({ values }) => values.map((value) => value.replaceAll(/["*]/g, '').trim()))
      .filter((word) => word !== ''),
  ),
]
