import { z } from 'zod'
import { create } from 'zustand'
import { FloorSchema, type Floor } from '#contract/policy.ts'

/**
 * The floor as it is being changed, and the one it began from. It outlasts the screen and a reload, like a rule that is
 * being written. What is kept is not believed: what is no floor any more is forgotten.
 */
export type FloorDraft = { readonly floor: Floor; readonly basis: Floor }

const name = 'the floor being changed'
const KeptSchema = z.object({ floor: FloorSchema, basis: FloorSchema })

function stored(): FloorDraft | null {
  try {
    return KeptSchema.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null')).data ?? null
  } catch {
    return null
  }
}

export const useFloorDraft = create<{ readonly draft: FloorDraft | null }>()(() => ({ draft: stored() }))

export function keepFloor(draft: FloorDraft | null): void {
  useFloorDraft.setState({ draft })
  try {
    if (draft === null) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(draft))
  } catch {
    // Nothing to tell: it is on the screen.
  }
}
