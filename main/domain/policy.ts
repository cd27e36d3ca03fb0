import type { Proposal, ProposalKind } from '#contract/proposal.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Risk } from '#contract/tool.ts'
import { riskKey } from '#main/domain/risk.ts'

/**
 * Whether a proposal runs by itself, asks a person, or is refused. Of all that applies, the most restrictive wins, so the
 * order of the findings never matters. Without any finding the default of the tier decides.
 */
export type PolicyInput = {
  readonly risk: Risk
  readonly kind: ProposalKind
  readonly schemaIssues: readonly { readonly pointer: string; readonly message: string }[]
  /** The tool is in the catalogue. */
  readonly known: boolean
  /** Name of the guardrail text the turn consists of, or null. */
  readonly guardrail: string | null
  readonly rejectedBefore: boolean
  readonly duplicate: boolean
  readonly defaultDecisions: Configuration['defaultDecisions']
  /** Done by hand. */
  readonly manual: boolean
  /** Nothing may run by itself at the moment; absent: it may. */
  readonly frozen?: boolean
}

export type Judgement = { readonly verdict: Proposal['policy']['verdict']; readonly rule: string }

const severity = { allow: 0, dry_run: 1, ask: 2, ask_two: 3, deny: 4 } as const

export function judge(input: PolicyInput): Judgement {
  // The tier comes last: where a finding asks as well, the finding says more about why.
  return [...findings(input), byTier(input)].reduce((worst, one) =>
    severity[one.verdict] > severity[worst.verdict] ? one : worst,
  )
}

function findings(input: PolicyInput): readonly Judgement[] {
  const found: Judgement[] = []
  if (!input.known) found.push({ verdict: 'deny', rule: 'Not in the tool catalogue' })
  if (input.schemaIssues.length > 0) found.push({ verdict: 'deny', rule: 'Arguments do not fit the tool' })
  if (input.rejectedBefore) found.push({ verdict: 'ask', rule: 'Same call was rejected before' })
  if (input.duplicate) found.push({ verdict: 'ask', rule: 'Same call was made before' })
  if (input.guardrail !== null) found.push({ verdict: 'ask', rule: 'Guardrail replies ask a person' })
  if (input.manual) found.push({ verdict: 'ask', rule: 'A person does this by hand' })
  if (input.frozen === true) found.push({ verdict: 'ask', rule: 'Everything is paused' })
  return found
}

const tiers: Readonly<Record<Risk, string>> = {
  0: 'Reads',
  1: 'Internal changes',
  2: 'Customer-visible',
  3: 'Money or account',
  4: 'Irreversible',
}

function byTier(input: PolicyInput): Judgement {
  return { verdict: input.defaultDecisions[riskKey(input.risk)], rule: tiers[input.risk] }
}
