import type { Review } from '#contract/agent-act.ts'
import type { AgentConfiguration } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import type { Act } from '#renderer/state/agents-acts.ts'
import { changedFields, emptiedFields, valueOf } from '#renderer/state/agent-changes.ts'
import type { AgentDraft } from '#renderer/state/agents-drafts.ts'
import { said, t } from '#renderer/ui/language.ts'

/** What publishing a draft would be, and why it cannot be just now. */
export const actOfDraft = (draft: AgentDraft): Act =>
  draft.agentId === null
    ? { of: 'agent', act: { act: 'create', draft: draft.draft, template: draft.template } }
    : {
        of: 'agent',
        act: {
          act: 'publish',
          change: {
            id: draft.agentId,
            base: draft.base,
            draft: draft.draft,
            clear: draft.clear,
            restores: draft.restores,
          },
        },
      }

/** Emptied, and nobody said that this is meant. A name is never empty. */
export const uncleared = ({ agentId, basis, draft, clear }: AgentDraft): ReturnType<typeof emptiedFields> =>
  agentId === null ? [] : emptiedFields(basis, draft).filter((field) => field !== 'name' && !clear.includes(field))

/** What a person may paste elsewhere: the request as it would leave, or, before it was looked at, the fields that changed. */
export function jsonOf(draft: AgentDraft, review: Review | null): string {
  if (review !== null) return JSON.stringify(review.request.body, null, 2)
  return JSON.stringify(fieldsOf(draft.basis, draft.draft), null, 2)
}

const fieldsOf = (basis: AgentConfiguration, draft: AgentConfiguration): Readonly<Record<string, Json>> =>
  Object.fromEntries(changedFields(basis, draft).map((field) => [field, valueOf(draft, field)]))

/** Said while the desk has not answered yet: no refusal. */
export const beingLookedAt = t('It is being looked at')

export type Holds = {
  readonly isOpen: boolean
  readonly busy: boolean
  readonly running: string | null
  readonly problem: string | null
  readonly review: Review | null
  readonly current: boolean
  readonly failure: string | null
}

/** Why it cannot be published now; null: it can. */
export function heldBecause(draft: AgentDraft, now: Holds): string | null {
  if (!now.isOpen) return t('The desk cannot be reached; the draft is kept')
  if (now.busy) return t('It is being proposed')
  if (now.running !== null) return now.running
  if (Object.keys(draft.unread).length > 0) return t('Some JSON of a tool cannot be read yet')
  if (now.problem !== null) return now.problem
  const [empty] = uncleared(draft)
  if (empty !== undefined) return t('A field would become empty: clear it on purpose, or write something')
  if (now.failure !== null) return now.failure
  if (now.review === null || !now.current) return beingLookedAt
  if (now.review.conflict !== null) return t('Somebody else changed it: choose first')
  if (now.review.obstacles.length > 0) return now.review.obstacles[0] ?? null
  return now.review.policy.verdict === 'deny' ? t('Refused: {{rule}}', { rule: said(now.review.policy.rule) }) : null
}
