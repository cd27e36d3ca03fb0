import type { FieldDifference, Merge } from '#contract/agent.ts'
import type { Check, Step } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import type { AppError } from '#main/kernel/errors.ts'

/** An act worked out in full, as the service has things now. Nothing is proposed or sent by that. */
export type Prepared = {
  readonly tool: string
  readonly arguments: Arguments
  readonly request: { readonly method: string; readonly path: string; readonly body: Json }
  readonly mask: readonly string[]
  readonly differences: readonly FieldDifference[]
  readonly checks: readonly Check[]
  readonly steps: readonly Step[]
  readonly place: { readonly externalId: string; readonly subject: string; readonly name: string }
  /** A conversation there is already, and who acts for this desk in it; absent: the desk's own at `place`. */
  readonly within?: { readonly id: number; readonly ours: readonly string[] }
  /** The voice agent it is about, for rules. */
  readonly agentId: string | null
  readonly obstacles: readonly string[]
  /** Why it is refused, with the code and the place; null: it is not. */
  readonly refusal: AppError | null
  readonly conflict: Merge | null
}

export const passed = (id: Check['id'], label: string, detail: string | null = null): Check => ({
  id,
  result: 'pass',
  label,
  detail,
})

export const warned = (id: Check['id'], label: string, detail: string | null = null): Check => ({
  id,
  result: 'warn',
  label,
  detail,
})

/** One request, and nothing that speaks against it. */
export const plainAct = {
  mask: [],
  differences: [],
  checks: [],
  steps: [],
  agentId: null,
  obstacles: [],
  refusal: null,
  conflict: null,
} as const
