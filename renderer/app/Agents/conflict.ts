import type { AgentConfiguration, AgentField, Merge } from '#contract/agent.ts'
import { withField } from '#renderer/state/agent-changes.ts'
import type { AgentDraft } from '#renderer/state/agents-drafts.ts'

/** Whose version of a field is taken where two people changed an agent. */
export type Side = 'mine' | 'theirs' | 'merged'

/** Each field from the side that was chosen for it. */
export function resolved(
  draft: AgentDraft,
  merge: Merge,
  choices: Readonly<Partial<Record<AgentField, Side>>>,
): AgentConfiguration {
  const sides = { mine: draft.draft, theirs: merge.theirs, merged: merge.merged }
  return merge.fields.reduce<AgentConfiguration>(
    (made, { field }) => withField(made, field, sides[choices[field] ?? 'merged']),
    merge.merged,
  )
}
