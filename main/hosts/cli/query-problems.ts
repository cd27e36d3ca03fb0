import type { QueryProblem } from '#contract/query.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/hosts/cli/command.ts'
import { lettersOf, visible } from '#main/hosts/cli/print.ts'

/** What cannot be understood in a query, pointed at under it. */

const around = 48
const isWide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u

/** Columns of a terminal. */
const widthOf = (text: string): number =>
  lettersOf(text).reduce((sum, letter) => sum + (isWide.test(letter) ? 2 : 1), 0)

/** One line, whatever is in it; every character that is shown otherwise is shown the same way under the caret too. */
const shown = (text: string): string => visible(text.replaceAll(/\s/gu, ' '))

export function pointAt(text: string, { from, to, message, suggestion }: QueryProblem): string {
  const begin = Math.max(0, from - around)
  const end = Math.min(text.length, to + around)
  const before = `${begin > 0 ? '…' : ''}${shown(text.slice(begin, from))}`
  const wrong = shown(text.slice(from, to))
  const after = `${shown(text.slice(to, end))}${end < text.length ? '…' : ''}`
  const carets = '^'.repeat(Math.max(1, Math.min(widthOf(wrong), 72)))
  const meant = suggestion === null ? '' : ` Did you mean ${shown(suggestion)}?`
  return [
    `  ${before}${wrong}${after}`,
    `  ${' '.repeat(widthOf(before))}${carets}`,
    `  ${shown(message)}${meant}`,
  ].join('\n')
}

/** A query that is not understood whole finds more or less than was meant: a command says so and does nothing. */
export async function requireUnderstood(desk: Desk, text: string): Promise<void> {
  const { problems } = await desk.transcripts.parse({ text, caret: 0 })
  if (problems.length === 0) return
  const told = problems.map((problem) => pointAt(text, problem)).join('\n')
  throw new AppError('invalid_input', `This query is not understood.\n${told}`, { data: { query: text, problems } })
}
