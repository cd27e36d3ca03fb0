import { create } from 'zustand'
import type { KeptDraft, Proposal } from '#contract/proposal.ts'
import { theDesk } from '#renderer/connection.ts'
import { setValue, startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Draft } from '#renderer/ui/SchemaForm/draft.ts'
import { own } from '#renderer/ui/SchemaForm/pointer.ts'

/**
 * What a person typed into proposals and did not send yet, one per proposal and revision. Words are also written to disk
 * with every change, one write at a time and always the newest, so that no closed window loses them.
 */
type Kept = { readonly argsHash: string; readonly draft: Draft; readonly internal: boolean }

const useKept = create<{ readonly kept: Readonly<Record<string, Kept>> }>()(() => ({ kept: {} }))

export function keepDraft(proposal: Proposal, draft: Draft, internal: boolean): void {
  const { id, argsHash } = proposal
  useKept.setState(({ kept }) => ({ kept: { ...kept, [id]: { argsHash, draft, internal } } }))
  const text = own(draft.value, 'text')
  if ((proposal.kind !== 'reply' && proposal.kind !== 'note') || typeof text !== 'string') return
  const isChanged = text !== proposal.arguments['text'] || internal
  write(id, { proposalId: id, argsHash, draft: isChanged ? { text, internal } : null })
}

export function dropDraft(id: string): void {
  const held = useKept.getState().kept[id]
  if (held === undefined) return
  useKept.setState(({ kept }) => ({ kept: Object.fromEntries(Object.entries(kept).filter(([other]) => other !== id)) }))
  write(id, { proposalId: id, argsHash: held.argsHash, draft: null })
}

type Writing = Parameters<ReturnType<typeof theDesk>['replies']['keep']>[0]
const waiting = new Map<string, Writing>()
const busy = new Set<string>()

function write(id: string, input: Writing): void {
  waiting.set(id, input)
  if (!busy.has(id)) void drain(id)
}

async function drain(id: string): Promise<void> {
  busy.add(id)
  for (let next = waiting.get(id); next !== undefined; next = waiting.get(id)) {
    waiting.delete(id)
    // What cannot be kept now is kept with the next key; until then it is in this window.
    await theDesk()
      .replies.keep(next)
      .catch(() => {})
  }
  busy.delete(id)
}

export function useDraft(
  proposal: Proposal,
  stored: KeptDraft | null,
): { readonly draft: Draft; readonly internal: boolean } {
  const kept = useKept((state) => state.kept[proposal.id])
  if (kept !== undefined && kept.argsHash === proposal.argsHash) return kept
  const fresh = startDraft(proposal.arguments)
  return stored !== null && stored.argsHash === proposal.argsHash
    ? { draft: setValue(fresh, '/text', stored.text), internal: stored.internal }
    : { draft: fresh, internal: false }
}
