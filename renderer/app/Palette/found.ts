import type { Conversation } from '#contract/conversation.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import type { TranscriptHit } from '#contract/transcript.ts'
import type { PaletteCommand } from '#renderer/app/Palette/palette-commands.ts'
import { t } from '#renderer/ui/language.ts'

/** What the palette lists for some words: decisions, messages, conversations, commands. Pure but for what it is given. */
export type Hit = TranscriptHit
export type Found =
  | { readonly kind: 'decision'; readonly id: string; readonly item: QueueItem }
  | { readonly kind: 'message'; readonly id: string; readonly hit: Hit }
  | { readonly kind: 'conversation'; readonly id: string; readonly conversation: Conversation }
  | { readonly kind: 'command'; readonly id: string; readonly command: PaletteCommand }

export type Group = { readonly title: string; readonly found: readonly Found[] }

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Every word somewhere in the text. */
export const matches = (text: string, query: string): boolean => {
  const lower = text.toLowerCase()
  return wordsOf(query).every((word) => lower.includes(word))
}

/** Where the words stand in a text, in order and without overlap. */
export function rangesOf(text: string, query: string): readonly (readonly [number, number])[] {
  const lower = text.toLowerCase()
  const ranges = wordsOf(query)
    .map((word) => [lower.indexOf(word), word.length] as const)
    .filter(([at]) => at >= 0)
    .map(([at, length]) => [at, at + length] as const)
    .sort((one, two) => one[0] - two[0])
  return ranges.filter(([from], index) => index === 0 || from >= (ranges[index - 1]?.[1] ?? 0))
}

type Sources = {
  readonly query: string
  readonly only: 'all' | 'search'
  readonly items: readonly QueueItem[]
  readonly hits: readonly Hit[]
  readonly recent: readonly Conversation[]
  /** Those that can be run now come first. */
  readonly commands: readonly PaletteCommand[]
}

/** A query that begins so means commands only. */
const commandsOnly = '>'
const fewCommands = 5

export function collectFound({ only, items, hits, recent, commands, ...asked }: Sources): readonly Group[] {
  const all = asked.query.trimStart().startsWith(commandsOnly)
  const query = all ? asked.query.trimStart().slice(1) : asked.query
  const found = commands
    .filter((command) => matches(`${command.title} ${command.section}`, query))
    .map((command) => ({ kind: 'command' as const, id: `k-${command.id}`, command }))
  if (all) return bySection(found)
  const empty = query.trim() === ''
  const decisions = items
    .filter((item) => matches(`${item.title} ${item.customer} ${item.tool} ${item.channel}`, query))
    .slice(0, empty ? 4 : 6)
  const conversations = recent
    .filter((one) => matches(`${one.customer.name} ${one.customer.email ?? ''} ${one.subject}`, query))
    .slice(0, 5)
  const groups: readonly Group[] = [
    {
      title: t('Decisions'),
      found: only === 'search' ? [] : decisions.map((item) => ({ kind: 'decision', id: `d-${item.id}`, item })),
    },
    {
      title: t('Transcripts'),
      found: hits.slice(0, 8).map((hit) => ({ kind: 'message', id: `m-${hit.conversationId}`, hit })),
    },
    {
      title: empty ? t('Recent conversations') : t('Conversations'),
      found: conversations.map((conversation) => ({ kind: 'conversation', id: `c-${conversation.id}`, conversation })),
    },
    { title: t('Commands'), found: only === 'search' ? [] : empty ? found.slice(0, fewCommands) : found },
  ]
  return groups.filter((group) => group.found.length > 0)
}

type FoundCommand = Extract<Found, { kind: 'command' }>

function bySection(found: readonly FoundCommand[]): readonly Group[] {
  const sections = [...new Set(found.map(({ command }) => command.section))]
  return sections.map((title) => ({ title, found: found.filter(({ command }) => command.section === title) }))
}
