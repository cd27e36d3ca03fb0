import { momentText } from '#main/domain/moment.ts'
import type { Story } from '#main/domain/exchange/story.ts'

/** Conversations as Markdown. What people wrote is quoted and means nothing but itself: no heading, link, picture or HTML. */
const kinds = {
  customer: '',
  agent: '',
  note: ' (internal note)',
  event: ' (event)',
  action: ' (action)',
  score: ' (score)',
} as const

const meaning = /[\\`*_{}[\]<>#|~&]/g

export const escapeMarkdown = (text: string): string =>
  text
    .replace(meaning, '\\$&')
    // What becomes a link without any sign around it.
    .replace(/:(?=\/\/)|(?<=\bwww)\.|@/gi, '\\$&')
    // What makes a list, a heading or a rule at the beginning of a line.
    .replace(
      /^(\s*)([-+=!]|\d+[.)])/gm,
      (_, space: string, sign: string) => `${space}${sign.slice(0, -1)}\\${sign.slice(-1)}`,
    )

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${escapeMarkdown(line)}  `))
    .join('\n')

export function markdownChapter({ title, facts, parts }: Story): string {
  const rows = facts.map(([label, value]) => `- ${label}: ${escapeMarkdown(value)}`)
  const said = parts.map(
    ({ at, kind, who, text }) => `**${escapeMarkdown(who)}**${kinds[kind]} · ${momentText(at)}\n\n${quoted(text)}`,
  )
  return [`# ${escapeMarkdown(title)}`, rows.join('\n'), ...said, ''].join('\n\n')
}
