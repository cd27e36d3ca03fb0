import { ChannelSchema } from '#contract/conversation.ts'
import { QueueMarkSchema, type QueueMark } from '#contract/queue-item.ts'
import type { QueueFilter } from '#contract/queue.ts'
import { RiskSchema } from '#contract/tool.ts'
import { channelWords, riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** A filter as the chips it is made of: each can be added and taken away. Pure. */
export type FilterChip = { readonly id: string; readonly label: string }

const markWords: Readonly<Record<QueueMark, string>> = {
  edited: t('Edited'),
  guardrail: t('Guardrail'),
  rejected_before: t('Rejected before'),
  duplicate: t('Duplicate'),
  was_sending: t('Was sending'),
  from_customer: t('Values from the customer'),
  invented: t('Invented values'),
  unsourced: t('Claims without a source'),
  dry_run: t('Dry run'),
}

type Kind = keyof QueueFilter
const split = (id: string): readonly [Kind, string] => {
  const at = id.indexOf(':')
  return [id.slice(0, at) as Kind, id.slice(at + 1)]
}

const tiers = [0, 1, 2, 3, 4] as const

/** All there is to choose from, but for what is chosen. */
export function choicesOf(
  filter: QueueFilter,
  { tools, tags }: { readonly tools: readonly string[]; readonly tags: readonly string[] },
): readonly FilterChip[] {
  const chosen = new Set(chipsOf(filter).map(({ id }) => id))
  const all: readonly FilterChip[] = [
    ...tiers.map((risk) => ({ id: `risks:${risk}`, label: `R${risk} ${riskWords[risk]}` })),
    ...ChannelSchema.options.map((channel) => ({ id: `channels:${channel}`, label: channelWords[channel] })),
    ...QueueMarkSchema.options.map((mark) => ({ id: `marks:${mark}`, label: markWords[mark] })),
    ...tools.map((tool) => ({ id: `tools:${tool}`, label: t('Tool {{tool}}', { tool }) })),
    ...tags.map((tag) => ({ id: `tags:${tag}`, label: t('Tag {{tag}}', { tag }) })),
  ]
  return all.filter(({ id }) => !chosen.has(id))
}

export const chipsOf = (filter: QueueFilter): readonly FilterChip[] => [
  ...(filter.risks ?? []).map((risk) => ({ id: `risks:${risk}`, label: `R${risk} ${riskWords[risk]}` })),
  ...(filter.channels ?? []).map((channel) => ({ id: `channels:${channel}`, label: channelWords[channel] })),
  ...(filter.marks ?? []).map((mark) => ({ id: `marks:${mark}`, label: markWords[mark] })),
  ...(filter.tools ?? []).map((tool) => ({ id: `tools:${tool}`, label: t('Tool {{tool}}', { tool }) })),
  ...(filter.tags ?? []).map((tag) => ({ id: `tags:${tag}`, label: t('Tag {{tag}}', { tag }) })),
]

/** With the chip where it was missing, without it where it was there. */
export function turnChip(filter: QueueFilter, id: string): QueueFilter {
  const [kind, value] = split(id)
  const turn = <T>(list: readonly T[] | undefined, one: T): T[] =>
    list?.includes(one) === true ? list.filter((held) => held !== one) : [...(list ?? []), one]
  switch (kind) {
    case 'risks':
      return tidy({ ...filter, risks: turn(filter.risks, RiskSchema.parse(Number(value))) })
    case 'channels':
      return tidy({ ...filter, channels: turn(filter.channels, ChannelSchema.parse(value)) })
    case 'marks':
      return tidy({ ...filter, marks: turn(filter.marks, QueueMarkSchema.parse(value)) })
    case 'tools':
      return tidy({ ...filter, tools: turn(filter.tools, value) })
    case 'tags':
      return tidy({ ...filter, tags: turn(filter.tags, value) })
    case 'text':
      return tidy({ ...filter, text: value })
  }
}

/** Nothing that filters nothing. */
export const tidy = (filter: QueueFilter): QueueFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value.length > 0))

export const isFiltering = (filter: QueueFilter): boolean => Object.keys(tidy(filter)).length > 0
