import type { QueueRow } from '#renderer/state/queue.ts'

/**
 * Typing in a list finds the next row that begins with what was typed: by what is to be done or for whom. A letter pressed
 * again and again goes from one such row to the next. A pause begins a new word.
 */
export type Typed = { readonly text: string; readonly at: number }

const pause = 1000

/** What has been typed so far, or null where the key types nothing. A word does not begin with a space. */
export function typeOn(before: Typed | null, key: string, at: number): Typed | null {
  if (!/^.$/u.test(key)) return null
  const text = before !== null && at - before.at < pause ? before.text : ''
  return text === '' && key === ' ' ? null : { text: text + key, at }
}

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** The row meant, looked for from the selected one round to it; null when there is none. */
export function findTyped(rows: readonly QueueRow[], selected: string | null, typed: string): QueueRow | null {
  const word = plain(typed)
  const again = /^(.)\1+$/u.exec(word)?.[1] ?? null
  const at = rows.findIndex((row) => row.item.id === selected)
  // One letter moves on; a word may go on meaning the row it has reached.
  const from = /^.$/u.test(word) || again !== null ? at + 1 : Math.max(0, at)
  const round = [...rows.slice(from), ...rows.slice(0, from)]
  const begins =
    (text: string) =>
    ({ item }: QueueRow) =>
      plain(item.title).startsWith(text) || plain(item.customer).startsWith(text)
  return round.find(begins(word)) ?? (again === null ? undefined : round.find(begins(again))) ?? null
}
