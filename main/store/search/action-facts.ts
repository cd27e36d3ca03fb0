import type { Proposal, SentencePart } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { changeSummary } from '#main/domain/change-summary.ts'
import { editDistance } from '#main/domain/edit-distance.ts'
import { appendKey } from '#main/domain/pointer.ts'
import type { DecisionWord } from '#main/domain/query/ast.ts'
import { foldWord } from '#main/store/search/words.ts'

/** One thing that holds: of which field, and its value, text folded; `label`: as it was written. */
export type Fact = { readonly field: string; readonly value: string | number; readonly label?: string }

export type ActionRow = {
  readonly proposal: number
  readonly conversation_id: number
  readonly risk: number
  readonly latency: number | null
  readonly edit_distance: number | null
  readonly at: number
  readonly entry: number | null
  readonly change: string | null
}

/** Actions of other desks have numbers below all others: they are older than what is done here, and no proposals of it. */
export const firstImported = -(2 ** 40)

/** What stands beside a proposal and says where it comes from. */
export type Around = {
  readonly seq: number
  /** Its newest entry that says something; of an imported one, the message that tells it. */
  readonly entry: number | null
  /** Its id, and its name where that is known. */
  readonly agent: { readonly id: string; readonly name: string | null } | null
  readonly environment: 'prod' | 'staging' | null
  readonly deployment: string | null
  /** Whose words it was made from; imported: at another desk, whoever's. */
  readonly origin: 'agent' | 'person' | 'imported'
  readonly proposedSentence: readonly SentencePart[]
}

const longestValue = 200
const longestArgument = 100
const mostLeaves = 200

export const argumentField = (pointer: string): string => `arg${pointer}`

/** As text is compared: folded, and by its beginning where it is long. */
export const factValue = (text: string): string => foldWord(text.trim()).slice(0, longestValue)

export const named = (field: string, label: string): Fact => ({ field, value: factValue(label), label })

export function actionRow(proposal: Proposal, around: Around): ActionRow {
  const { decision, outcome } = proposal
  const isEdited = proposal.revision > 0
  const change = isEdited ? changeSummary(proposal, around.proposedSentence) : null
  return {
    proposal: around.seq,
    conversation_id: proposal.conversationId,
    risk: proposal.risk,
    latency: decision === null ? null : Math.max(0, Math.round(decision.at - proposal.proposedAt)),
    edit_distance: isEdited ? editDistance(proposal.proposedArguments, proposal.arguments) : null,
    at: Math.floor(decision?.at ?? outcome?.at ?? proposal.proposedAt),
    entry: around.entry,
    change: change === null ? null : JSON.stringify(change),
  }
}

export function actionFacts(proposal: Proposal, around: Around): readonly Fact[] {
  const { decision, policy } = proposal
  const decided = decisionWord(proposal)
  const names = (field: string, values: readonly (string | null | undefined)[]): readonly Fact[] =>
    values.flatMap((value) => (value === null || value === undefined || value === '' ? [] : [named(field, value)]))
  const isByRule = decision?.signer.by === 'rule'
  return [
    ...names('tool', [proposal.tool]),
    ...names('decision', [decided]),
    ...names('by', [decision?.signer.name, ...proposal.signatures.map(({ signer }) => signer.name)]),
    ...names('rule', [policy.rule, policy.ruleId, isByRule ? decision.signer.name : null]),
    ...names('rule.id', [policy.ruleId]),
    ...names('reason', decision?.reasons ?? []),
    ...names('state', [proposal.state]),
    ...agentFacts(around.agent),
    ...names('env', [around.environment]),
    ...names('deploy', [around.deployment ?? 'none']),
    ...names('proposer', [around.origin]),
    { field: 'risk', value: proposal.risk },
    ...argumentFacts(proposal.arguments),
  ]
}

/** Found by either; both are shown as the name. */
function agentFacts(agent: Around['agent']): readonly Fact[] {
  if (agent === null || agent.id === '') return []
  const { id, name } = agent
  if (name === null || name.trim() === '') return [named('agent', id)]
  return [{ ...named('agent', id), label: name }, named('agent', name)]
}

export function decisionWord({ state, decision, revision }: Proposal): DecisionWord | null {
  if (state === 'expired' || state === 'superseded') return state
  if (decision === null) return null
  if (decision.verb === 'reject') return 'rejected'
  if (decision.verb === 'answer') return 'answered'
  if (decision.signer.by === 'rule') return 'auto'
  return revision > 0 ? 'edited' : 'approved'
}

/** Each value by its pointer, and what stands in a list also by the list's; text that is a number also as the number. */
export function argumentFacts(value: Json): readonly Fact[] {
  const found: Fact[] = []
  const collect = (item: Json, pointers: readonly string[]) => {
    if (found.length >= mostLeaves || item === null) return
    if (typeof item === 'object') {
      for (const [key, inner] of Object.entries(item)) {
        const own = pointers.map((pointer) => appendKey(pointer, key))
        collect(inner as Json, Array.isArray(item) ? [...own, ...pointers] : own)
      }
      return
    }
    for (const pointer of pointers)
      for (const one of argumentValues(item)) found.push({ field: argumentField(pointer), value: one })
  }
  collect(value, [''])
  return found
}

/** What an argument is found by, and what is looked for where one is asked for: as text, and as the number that it is. */
export function argumentValues(item: string | number | boolean): readonly (string | number)[] {
  if (typeof item === 'number') return [item, factValue(String(item))]
  if (typeof item === 'boolean') return [String(item)]
  // Words are what long text is found by.
  if (item.length > longestArgument) return []
  const number = numberIn(item)
  return number === null ? [factValue(item)] : [factValue(item), number]
}

/** `$1,068.50` and `42` are numbers; `#W42` and `2026-01-01` are not. */
function numberIn(text: string): number | null {
  const [, digits = ''] =
    /^\s*[\p{Sc}]?\s*(-?\d{1,3}(?:,\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*[\p{Sc}]?\s*$/u.exec(text) ?? []
  return digits === '' ? null : Number(digits.replaceAll(',', ''))
}
