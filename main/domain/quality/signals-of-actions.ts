import type { Signal } from '#contract/quality.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { entryFor, titleOf, type ReviewMaterial, type ReviewProposal } from '#main/domain/quality/material.ts'

/** What the ledger says about proposals: whether they ran as signed, were changed, refused, or went wrong. */

type Of = (material: ReviewMaterial) => Signal | null

const words = (items: readonly ReviewProposal[]): string => items.map(titleOf).slice(0, 3).join('; ')
const first = (items: readonly ReviewProposal[], ...types: readonly string[]): string | null => {
  const [one] = items
  return one === undefined ? null : entryFor(one, ...types)
}

const ran = ({ proposals }: ReviewMaterial) => proposals.filter(({ executedArguments }) => executedArguments !== null)

/** Executed is what was signed, to the last value. */
const argumentsOf: Of = (material) => {
  const all = ran(material)
  if (all.length === 0) return null
  const differ = all.filter((one) => canonicalJson(one.executedArguments ?? {}) !== canonicalJson(one.arguments))
  const signal = { id: 'arguments', label: 'Executed as signed' } as const
  return differ.length === 0
    ? {
        ...signal,
        value: 'match',
        tone: 'good',
        detail: `All ${all.length} executed with the arguments that were signed.`,
        evidence: first(all, 'succeeded', 'attempted'),
      }
    : {
        ...signal,
        value: `${differ.length} differ`,
        tone: 'poor',
        detail: `Not what was signed: ${words(differ)}.`,
        evidence: first(differ, 'succeeded', 'attempted'),
      }
}

const edited: Of = ({ proposals }) => {
  const decided = proposals.filter(
    ({ decision }) => decision !== null && decision.signer.by === 'person' && decision.verb !== 'reject',
  )
  if (decided.length === 0) return null
  const changed = decided.filter((one) => canonicalJson(one.arguments) !== canonicalJson(one.proposedArguments))
  const signal = { id: 'edited', label: 'Changed before signing' } as const
  return changed.length === 0
    ? {
        ...signal,
        value: 'unchanged',
        tone: 'good',
        detail: `A person signed ${decided.length} as the agent proposed.`,
        evidence: first(decided, 'approved'),
      }
    : {
        ...signal,
        value: changed.length === 1 ? 'edited' : `${changed.length} edited`,
        tone: 'neutral',
        detail: `A person changed before signing: ${words(changed)}.`,
        evidence: first(changed, 'approved', 'signed'),
      }
}

const rejected: Of = ({ proposals }) => {
  const decided = proposals.filter(({ decision }) => decision !== null)
  const refused = decided.filter(({ decision }) => decision?.verb === 'reject')
  if (decided.length === 0) return null
  return {
    id: 'rejected',
    label: 'Proposals',
    value: refused.length === 0 ? 'accepted' : `${refused.length} rejected`,
    tone: refused.length === 0 ? 'good' : 'poor',
    detail:
      refused.length === 0
        ? `None of ${decided.length} decided proposals was rejected.`
        : refused.map((one) => `${titleOf(one)}: ${one.decision?.reasons.join(', ') || 'no reason given'}`).join('; '),
    evidence: first(refused, 'rejected'),
  }
}

const failed: Of = (material) => {
  const tried = material.proposals.filter(({ attempts }) => attempts.length > 0)
  if (tried.length === 0) return null
  const wrong = tried.filter(({ state }) => state === 'failed' || state === 'unknown' || state === 'undo_failed')
  return {
    id: 'failed',
    label: 'What was tried',
    value: wrong.length === 0 ? 'done' : `${wrong.length} failed`,
    tone: wrong.length === 0 ? 'good' : 'poor',
    detail: wrong.length === 0 ? `All ${tried.length} that were tried are done.` : `${words(wrong)}.`,
    evidence: first(wrong, 'failed', 'lost'),
  }
}

const found = (material: ReviewMaterial, check: 'unsourced' | 'promise') => {
  const said = ran(material).filter(({ kind }) => kind === 'reply')
  return { said, bad: said.filter(({ checks }) => checks.some(({ id, result }) => id === check && result !== 'pass')) }
}

/** What the checks of the desk found in words that went out. */
const unsupported: Of = (material) => {
  const { said, bad } = found(material, 'unsourced')
  if (said.length === 0) return null
  const findings = bad.flatMap(({ checks }) =>
    checks.filter(({ id, result }) => id === 'unsourced' && result !== 'pass'),
  )
  return {
    id: 'unsupported',
    label: 'Claims',
    value: findings.length === 0 ? 'sourced' : `${findings.length} unsourced`,
    tone: findings.length === 0 ? 'good' : 'poor',
    detail:
      findings.length === 0
        ? 'The checks found nothing unsupported in what was sent.'
        : findings.map(({ label }) => label).join('; '),
    evidence: first(bad, 'approved'),
  }
}

const promises: Of = (material) => {
  const { said, bad } = found(material, 'promise')
  if (said.length === 0) return null
  return {
    id: 'promises',
    label: 'Promises',
    value: bad.length === 0 ? 'kept' : `${bad.length} open`,
    tone: bad.length === 0 ? 'good' : 'poor',
    detail:
      bad.length === 0
        ? 'Nothing was promised that nobody did.'
        : bad.flatMap(({ checks }) => checks.filter(({ id }) => id === 'promise').map(({ label }) => label)).join('; '),
    evidence: first(bad, 'approved'),
  }
}

const week = 7 * 24 * 60 * 60 * 1000

/** Whether the customer wrote again within a week after the agent's work was ended. */
const reopened: Of = ({ proposals, messages }) => {
  const ended = proposals.filter(({ kind, state }) => kind === 'close' && state === 'succeeded')
  if (ended.length === 0) return null
  const again = ended.flatMap((one) => {
    const at = one.outcome?.at ?? one.updatedAt
    const message = messages.find(
      (next) => next.author === 'customer' && next.kind === 'comment' && next.at > at && next.at <= at + week,
    )
    return message === undefined ? [] : [message]
  })
  const [message] = again
  return {
    id: 'reopened',
    label: 'After it was closed',
    value: message === undefined ? 'stayed closed' : 'came back',
    tone: message === undefined ? 'good' : 'poor',
    detail:
      message === undefined
        ? 'The customer did not write again in the week after it was closed.'
        : 'The customer wrote again after it was closed.',
    evidence: message === undefined ? null : `m${message.id}`,
  }
}

export const signalsOfActions: readonly Of[] = [argumentsOf, edited, rejected, failed, unsupported, promises, reopened]
