import type { Channel } from '#contract/conversation.ts'
import type { ProposalState } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'

/** The words of the desk. A state is a glyph and a word before it is a colour; every screen takes them from here. */

export const riskWords: Readonly<Record<Risk, string>> = {
  0: 'Read',
  1: 'Internal',
  2: 'Customer-visible',
  3: 'Money or account',
  4: 'Irreversible',
}

export const stateWords: Readonly<Record<ProposalState, string>> = {
  received: 'Received',
  blocked: 'Blocked',
  pending: 'Pending',
  awaiting_second: 'Waiting for second person',
  scheduled: 'Sending',
  executing: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  unknown: 'Needs checking',
  rejected: 'Rejected',
  answered: 'Answered by you',
  expired: 'Expired (not run)',
  superseded: 'Outdated',
  undo_pending: 'Undo waits',
  undone: 'Undone',
  undo_failed: 'Undo failed',
  dry_run: 'Simulated',
}

export const channelWords: Readonly<Record<Channel, string>> = {
  chat: 'Chat',
  email: 'Email',
  phone: 'Phone',
  sms: 'Text message',
  social: 'Social',
  other: 'Other channel',
}

/** "Balanced + 2": a preset in force, and rules beside it. */
export const presetWords = ({ name, others }: { readonly name: string | null; readonly others: number }): string =>
  name === null ? (others === 0 ? 'No rules' : 'Own rules') : others === 0 ? name : `${name} + ${others}`

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => /^\p{L}/u.exec(word)?.[0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase() || '?'

export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

const names = new Intl.ListFormat('en', { type: 'conjunction' })

export const nameList = (list: readonly string[]): string => names.format(list)

const languages = new Intl.DisplayNames(['en'], { type: 'language' })

/** "en" is English; what has no name is called by its code. */
export const languageName = (code: string): string => languages.of(code) ?? code
