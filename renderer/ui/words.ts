import type { Channel } from '#contract/conversation.ts'
import type { ProposalState } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'
import { locale, said, t } from '#renderer/ui/language.ts'

/** The words of the desk. A state is a glyph and a word before it is a colour; every screen takes them from here. */

export const riskWords: Readonly<Record<Risk, string>> = {
  0: t('Read'),
  1: t('Internal'),
  2: t('Customer-visible'),
  3: t('Money or account'),
  4: t('Irreversible'),
}

export const stateWords: Readonly<Record<ProposalState, string>> = {
  received: t('Received'),
  blocked: t('Blocked'),
  pending: t('Pending'),
  awaiting_second: t('Waiting for second person'),
  scheduled: t('Sending'),
  executing: t('Running'),
  succeeded: t('Done'),
  failed: t('Failed'),
  unknown: t('Needs checking'),
  rejected: t('Rejected'),
  answered: t('Answered by you'),
  expired: t('Expired (not run)'),
  superseded: t('Outdated'),
  undo_pending: t('Undo waits'),
  undone: t('Undone'),
  undo_failed: t('Undo failed'),
  dry_run: t('Simulated'),
}

export const channelWords: Readonly<Record<Channel, string>> = {
  chat: t('Chat'),
  email: t('Email'),
  phone: t('Phone'),
  sms: t('Text message'),
  social: t('Social'),
  other: t('Other channel'),
}

/** "Balanced + 2": a preset in force, and rules beside it. */
export const presetWords = ({ name, others }: { readonly name: string | null; readonly others: number }): string =>
  name === null
    ? others === 0
      ? t('No rules')
      : t('Own rules')
    : others === 0
      ? said(name)
      : `${said(name)} + ${others}`

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => /^\p{L}/u.exec(word)?.[0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase() || '?'

/** A word in the middle of a sentence: German keeps the capital of its nouns. */
export const lowered = (word: string): string => (locale === 'en' ? word.toLowerCase() : word)

const names = new Intl.ListFormat(locale, { type: 'conjunction' })

export const nameList = (list: readonly string[]): string => names.format(list)

const languages = new Intl.DisplayNames([locale], { type: 'language' })

/** "en" is English; what has no name is called by its code. */
export const languageName = (code: string): string => languages.of(code) ?? code

/** What was typed between commas, each once. */
export const commaList = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]
