import type { SavedSearch } from '#contract/transcript.ts'

/** Searches that a desk has before anybody saved one. Their ids never change: one that was removed stays away. */
export const readyMade: readonly SavedSearch[] = [
  ready('edited', 'Edited before sending', 'decision:edited'),
  ready('unknown', 'Unknown outcomes', 'state:unknown'),
  ready('calls', 'Unreviewed calls', 'channel:phone is:unreviewed'),
  ready('rejected', 'Rejected this week', 'decision:rejected after:-7d'),
  ready('money', 'Money signed by a rule', 'decision:auto risk:>=3', 'risk'),
  ready('guardrail', 'Guardrail answers', 'has:guardrail'),
]

function ready(id: string, name: string, text: string, order: SavedSearch['order'] = 'newest'): SavedSearch {
  return { id: `ready_${id}`, name, text, order, by: 'Countersign', at: 0 }
}
