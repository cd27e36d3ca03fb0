import type { Review } from '#contract/agent-act.ts'
import type { PhoneNumber } from '#contract/agent.ts'
import { afterwards } from '#renderer/app/Agents/review-words.ts'
import type { Act } from '#renderer/state/agents-acts.ts'
import { t } from '#renderer/ui/language.ts'

/** How an act is called, and why it cannot be proposed just now. */
type Kind = Act['act']['act']

export const actTitles: Readonly<Record<Kind, string>> = {
  publish: t('Publish'),
  create: t('Create an agent'),
  delete: t('Delete an agent'),
  buy: t('Buy a phone number'),
  rename: t('Rename a number'),
  assign: t('Assign a number'),
  unassign: t('Unassign a number'),
  release: t('Release a number'),
  createCollection: t('Create a collection'),
  changeCollection: t('Rename a collection'),
  deleteCollection: t('Delete a collection'),
  removeDocument: t('Remove a document'),
}

const actVerbs: Readonly<Record<Kind, string>> = {
  publish: t('Publish'),
  create: t('Create'),
  delete: t('Delete'),
  buy: t('Buy'),
  rename: t('Rename'),
  assign: t('Assign'),
  unassign: t('Unassign'),
  release: t('Release'),
  createCollection: t('Create'),
  changeCollection: t('Rename'),
  deleteCollection: t('Delete'),
  removeDocument: t('Remove'),
}

export const verbOf = ({ act }: Act): string => (act.act === 'assign' && act.move ? t('Move') : actVerbs[act.act])

/** The same as a move, where somebody else has the number or may have it by now. */
export function moveOf({ of, act }: Act, numbers: readonly PhoneNumber[], refused: boolean): Act | null {
  if (of !== 'number' || act.act !== 'assign' || act.move) return null
  const holder = numbers.find(({ id }) => id === act.id)?.agentId ?? null
  return holder !== null || refused ? { of, act: { ...act, move: true } } : null
}

/** Before that nothing can be said about it. */
export function isComplete({ act }: Act): boolean {
  if (act.act === 'createCollection') return act.name.trim() !== ''
  return act.act !== 'buy' || /^\d{3}$/.test(act.areaCode)
}

const firstOf = ({ act }: Act): string =>
  act.act === 'buy' ? t('Three digits of an area code come first') : t('A name comes first')

/** What cannot be taken back, or takes something from agents. */
export const isDangerous = ({ act }: Act): boolean =>
  ['delete', 'release', 'deleteCollection', 'removeDocument'].includes(act.act)

export type ActHolds = {
  readonly isOpen: boolean
  readonly busy: boolean
  readonly asked: Act
  readonly review: Review | null
  readonly current: boolean
  readonly failure: string | null
  readonly typed: string
  readonly reason: string
}

export function actHeldBecause({
  isOpen,
  busy,
  asked,
  review,
  current,
  failure,
  typed,
  reason,
}: ActHolds): string | null {
  if (!isOpen) return t('The desk cannot be reached')
  if (busy) return t('It is being proposed')
  if (!isComplete(asked)) return firstOf(asked)
  if (review === null || !current) return failure ?? t('It is being looked at')
  const [obstacle] = review.obstacles
  if (obstacle !== undefined) return obstacle
  if (review.policy.verdict === 'deny') return afterwards(review)
  if (review.typed !== null && typed !== review.typed.expected)
    return t('Type “{{expected}}” first', { expected: review.typed.expected })
  return review.policy.requireReason === true && reason.trim() === '' ? t('A rule asks for a reason') : null
}
