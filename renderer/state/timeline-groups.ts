import { create } from 'zustand'
import { z } from 'zod'

/** Which kinds of rows are hidden in every timeline. Kept in this browser; what is kept is not believed. */
export const groups = ['said', 'retrieval', 'decisions', 'receipts', 'rules', 'device', 'notes'] as const
export type Group = (typeof groups)[number]

const name = 'rows hidden in transcripts'
const atFirst: readonly Group[] = ['rules', 'device']
const KeptSchema = z.array(z.enum(groups))

/** What was kept; anything else counts as nothing was. */
export function readHidden(text: string | null): ReadonlySet<Group> {
  try {
    return new Set(KeptSchema.parse(JSON.parse(text ?? 'null')))
  } catch {
    return new Set(atFirst)
  }
}

/** A browser may refuse to keep anything: then it lasts as long as the window. */
function kept(): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

type Hidden = { readonly hidden: ReadonlySet<Group> }
export const useHiddenGroups = create<Hidden>()(() => ({ hidden: readHidden(kept()) }))

export function hideGroups(hidden: ReadonlySet<Group>): void {
  useHiddenGroups.setState({ hidden })
  try {
    localStorage.setItem(name, JSON.stringify([...hidden]))
  } catch {
    // As above.
  }
}
