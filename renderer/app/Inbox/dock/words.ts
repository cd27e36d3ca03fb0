import type { Proposal, SentencePart, Step } from '#contract/proposal.ts'
import type { Json, ToolView } from '#contract/tool.ts'
import { humanise } from '#renderer/ui/SchemaForm/fields.ts'
import { isList, isObject, own, readAt, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject } from '#renderer/ui/SchemaForm/pointer.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** The words of the decision dock: the label that names the act, the headline of an edited proposal, what must be typed. */
export const textOf = (parts: readonly SentencePart[]): string => parts.map((part) => part.text).join('')

/** A part of the headline, with what stood there before a person changed it. */
export type HeadlinePart = SentencePart & { readonly was: string | null }

const longestLabel = 28
const numberInText = /-?\d[\d,.\u00a0 ]*\d|\d/

const formatLike = (sample: string, value: number): string | null => {
  const match = numberInText.exec(sample)
  if (match === null) return null
  const decimals = /[.,](\d{1,3})$/.exec(match[0])?.[1]?.length ?? 0
  const digits = value.toLocaleString(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: Math.max(decimals, 6),
    useGrouping: match[0].replaceAll(/[^,]/g, '') !== '' || Math.abs(value) >= 1000,
  })
  return sample.slice(0, match.index) + digits + sample.slice(match.index + match[0].length)
}

const numberOf = (text: string): number | null => {
  const match = numberInText.exec(text)
  return match === null ? null : Number(match[0].replaceAll(/[,\u00a0 ]/g, ''))
}

const leafChanges = (
  before: Json | undefined,
  after: Json | undefined,
): readonly (readonly [Json, Json | undefined])[] => {
  if (before === undefined || sameJson(before, after)) return []
  if (isObject(before) && isObject(after))
    return Object.keys(before).flatMap((key) => leafChanges(own(before, key), own(after, key)))
  return isList(before) ? [] : [[before, after]]
}

/** The headline as it will read: every value a person changed is replaced where it stood, the old one kept beside it. */
export const headlineOf = (
  parts: readonly SentencePart[],
  before: JsonObject,
  after: JsonObject,
): readonly HeadlinePart[] => {
  const changes = leafChanges(before, after)
  return parts.map((part) => {
    const plain = { ...part, was: null }
    if (!part.value) return plain
    for (const [old, next] of changes) {
      if (typeof old === 'number' && typeof next === 'number' && numberOf(part.text) === old)
        return { ...part, text: formatLike(part.text, next) ?? String(next), was: part.text }
      if (typeof old === 'string' && old === part.text && next !== undefined)
        return { ...part, text: typeof next === 'string' ? next : JSON.stringify(next), was: part.text }
    }
    return plain
  })
}

const actOf = (parts: readonly SentencePart[], hasAmount: boolean, tool: string): string => {
  const firstValue = parts.findIndex((part) => part.value)
  const lead = (firstValue < 0 ? textOf(parts) : textOf(parts.slice(0, firstValue))).trim()
  const value = parts[firstValue]?.text ?? ''
  const withValue = `${lead} ${value}`.trim()
  if (lead !== '' && hasAmount && withValue.length <= longestLabel) return withValue
  if (lead.startsWith('Run')) return t('Run {{tool}}', { tool: humanise(tool).toLowerCase() })
  if (withValue.length <= longestLabel && withValue !== '') return withValue
  return lead.length <= longestLabel && lead !== '' ? lead.replace(/\s+(to|for|of|on)$/, '') : humanise(tool)
}

/** What the one solid button says: the act itself, after what the signature makes of it. */
export const primaryLabel = (
  proposal: Pick<Proposal, 'kind' | 'tool' | 'mode' | 'state'>,
  headline: readonly SentencePart[],
  tool: Pick<ToolView, 'amountPointer' | 'kind'> | null,
  edited: boolean,
): string => {
  const act = actLabel(proposal, headline, tool, edited)
  if (proposal.mode === 'dry_run' && tool?.kind !== 'manual') return t('Rehearse: {{act}}', { act })
  return proposal.state === 'awaiting_second' ? t('Countersign: {{act}}', { act }) : act
}

/** It names the act, and says so when a person changed it. */
const actLabel = (
  proposal: Pick<Proposal, 'kind' | 'tool'>,
  headline: readonly SentencePart[],
  tool: Pick<ToolView, 'amountPointer' | 'kind'> | null,
  edited: boolean,
): string => {
  switch (proposal.kind) {
    case 'reply':
      return edited ? t('Send reply with edits') : t('Send reply')
    case 'note':
      return edited ? t('Add note with edits') : t('Add note')
    case 'escalate':
      return edited ? t('Escalate with edits') : t('Escalate')
    case 'close':
      return edited ? t('Close conversation with edits') : t('Close conversation')
    case 'tool':
      if (tool?.kind === 'manual') return t('Record the outcome…')
      return edited
        ? t('{{act}} with edits', { act: actOf(headline, (tool?.amountPointer ?? null) !== null, proposal.tool) })
        : actOf(headline, (tool?.amountPointer ?? null) !== null, proposal.tool)
  }
}

/** The value that must be typed before something irreversible can be signed: the amount, else the end of the first value. */
export const valueToType = (
  args: JsonObject,
  headline: readonly SentencePart[],
  amountPointer: string | null,
): { readonly value: string; readonly prompt: string } => {
  const amount = amountPointer === null ? undefined : readAt(args, amountPointer)
  if (typeof amount === 'number')
    return { value: amount.toFixed(2), prompt: t('Type the amount, {{amount}}', { amount: amount.toFixed(2) }) }
  const first = headline.find((part) => part.value)?.text.trim() ?? ''
  const end = Array.from(first.replaceAll(/\s/g, '')).slice(-4).join('')
  if (end === '') return { value: 'sign', prompt: t('Type the word sign') }
  return {
    value: end,
    prompt: t('Type the last {{count}} characters of {{first}}', { count: Array.from(end).length, first }),
  }
}

/** Which keys approve: one key up to R2, a chord for words to a customer and from R3 on. */
export const approvalKeys = (proposal: Pick<Proposal, 'kind' | 'risk'>): 'single' | 'chord' =>
  proposal.risk >= 3 || proposal.kind === 'reply' || proposal.kind === 'note' ? 'chord' : 'single'

const stepNouns: Readonly<Record<string, string>> = {
  tag: t('tag'),
  note: t('note'),
  assign: t('assignment'),
}

const listOf = (words: readonly string[]): string =>
  words.length < 2
    ? words.join('')
    : t('{{list}} and {{last}}', { list: words.slice(0, -1).join(', '), last: words.at(-1) ?? '' })

/** Which steps of one action were done and which were not: "Tag failed. Note and assignment were done." */
export const stepsText = (steps: readonly Step[]): string =>
  (['failed', 'unknown', 'todo', 'done'] as const)
    .flatMap((state) => {
      const nouns = steps.filter((step) => step.state === state).map((step) => stepNouns[step.name] ?? step.label)
      if (nouns.length === 0) return []
      const places = { steps: sentenceCase(listOf(nouns)), count: nouns.length }
      const fate = {
        failed: () => t('{{steps}} failed.', places),
        unknown: () => t('{{steps}} may have happened.', places),
        todo: () => t('{{steps}} were not tried.', places),
        done: () => t('{{steps}} were done.', places),
      }
      return [fate[state]()]
    })
    .join(' ')

export const sentenceCase = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

/** A few words for one step of a bundle. */
export const sentenceTitle = (proposal: Pick<Proposal, 'kind' | 'tool' | 'sentence'>): string => {
  switch (proposal.kind) {
    case 'reply':
      return t('Reply')
    case 'note':
      return t('Internal note')
    case 'escalate':
      return t('Escalate')
    case 'close':
      return t('Close')
    case 'tool': {
      const lead = proposal.sentence.find((part) => !part.value)?.text.trim() ?? ''
      const words = lead.replace(/\s+(to|for|of|on)$/, '')
      return words === '' || words === 'Run' || words.length > 24 ? humanise(proposal.tool) : words
    }
  }
}
