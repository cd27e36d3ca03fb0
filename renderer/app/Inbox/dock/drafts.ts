import { create } from 'zustand'
import type { Proposal } from '#contract/proposal.ts'
import { startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Draft } from '#renderer/ui/SchemaForm/draft.ts'

/** What a person typed into proposals and did not send yet, kept while they look elsewhere. One per proposal and revision. */
type Kept = { readonly argsHash: string; readonly draft: Draft }

const useKept = create<{ readonly kept: Readonly<Record<string, Kept>> }>()(() => ({ kept: {} }))

export const keepDraft = (proposal: Proposal, draft: Draft): void =>
  useKept.setState(({ kept }) => ({ kept: { ...kept, [proposal.id]: { argsHash: proposal.argsHash, draft } } }))

export const dropDraft = (id: string): void =>
  useKept.setState(({ kept }) => ({ kept: Object.fromEntries(Object.entries(kept).filter(([held]) => held !== id)) }))

export function useDraft(proposal: Proposal): Draft {
  const kept = useKept((state) => state.kept[proposal.id])
  return kept !== undefined && kept.argsHash === proposal.argsHash ? kept.draft : startDraft(proposal.arguments)
}
