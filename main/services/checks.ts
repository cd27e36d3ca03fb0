import type { Check, Proposal } from '#contract/proposal.ts'
import { describeDuplicate } from '#main/domain/duplicate.ts'

/** What was found when a proposal was judged. */
export type Findings = {
  readonly issues: readonly { readonly pointer: string; readonly message: string }[]
  /** The tool is in the catalogue. */
  readonly known: boolean
  readonly argsHash: string
  readonly duplicate: Proposal | null
  readonly rejected: Proposal['rejectedBefore']
  readonly guardrail: string | null
}

/** The findings as lines on the card; what was looked at and found in order is said as well. */
export function listChecks(found: Findings, conversationId: number, now: number): Check[] {
  const first = found.issues[0]
  const checks: Check[] = [
    {
      id: 'catalogue',
      result: found.known ? 'pass' : 'fail',
      label: found.known ? 'Tool in the catalogue' : 'Unknown tool',
      detail: null,
    },
    {
      id: 'schema',
      result: first === undefined ? 'pass' : 'fail',
      label: first === undefined ? 'Arguments valid' : 'Arguments not valid',
      detail: first === undefined ? null : `${first.pointer} ${first.message}`.trim(),
    },
    found.duplicate === null
      ? { id: 'duplicate', result: 'pass', label: 'Not a duplicate', detail: null }
      : describeDuplicate(found.duplicate, found.argsHash, conversationId, now),
    { id: 'context', result: 'pass', label: 'Conversation unchanged', detail: null },
  ]
  if (found.guardrail !== null)
    checks.push({ id: 'guardrail', result: 'warn', label: 'Guardrail reply', detail: found.guardrail })
  if (found.rejected !== null)
    checks.push({ id: 'rejected_before', result: 'warn', label: 'Rejected before', detail: found.rejected.reason })
  return checks
}
