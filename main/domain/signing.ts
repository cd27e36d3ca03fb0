import type { Proposal, ProposalState, Signature, Signer } from '#contract/proposal.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { isOtherPerson } from '#main/domain/person.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { AppError } from '#main/kernel/errors.ts'

/** What signatures do to a proposal: one, the first of two, the second, and taking one back. */
type Signed = Extract<ProposalEvent, { type: 'approved' | 'signed' }>

export function approve(proposal: Proposal, event: Extract<ProposalEvent, { type: 'approved' }>, at: number): Proposal {
  if (proposal.state === 'received' && event.signer.by !== 'rule') throw illegal(proposal.state, event.type)
  if (proposal.state === 'failed' && (event.verb !== 'retry' || proposal.outcome?.retryable !== true)) {
    throw illegal(proposal.state, event.type)
  }
  if (proposal.mode === 'dry_run') throw illegal(proposal.state, event.type)
  const [first] = proposal.signatures
  // A new attempt of what two signed is covered by both signatures.
  if (first !== undefined && proposal.state === 'awaiting_second') requireSecond(proposal, first, event)
  return {
    ...proposal,
    ...covered(proposal, event),
    state: 'scheduled',
    note: null,
    outcome: null,
    snoozed: null,
    dueAt: event.dueAt ?? null,
    decision: {
      verb: event.verb,
      signer: event.signer,
      at,
      reason: event.reason ?? first?.reason ?? null,
      reasons: [],
    },
  }
}

export function sign(proposal: Proposal, event: Extract<ProposalEvent, { type: 'signed' }>, at: number): Proposal {
  const { verb, signer, digest, reason } = event
  return {
    ...proposal,
    ...covered(proposal, event),
    state: 'awaiting_second',
    note: null,
    snoozed: null,
    signatures: [
      { verb, signer, at, ...(digest === undefined ? {} : { digest }), ...(reason === undefined ? {} : { reason }) },
    ],
  }
}

/** What a person's signature is over: this call with these arguments, for this conversation, until this moment. */
export const signatureDigest = (
  of: Pick<Proposal, 'id' | 'revision' | 'tool' | 'arguments' | 'fingerprint' | 'expiresAt'>,
): string =>
  sha256(
    canonicalJson({
      proposal: of.id,
      revision: of.revision,
      tool: of.tool,
      arguments: of.arguments,
      fingerprint: of.fingerprint,
      expiresAt: of.expiresAt,
    }),
  )

/** What a signature fixes. An edit is the next revision; anything else signs the present one. */
function covered(
  proposal: Proposal,
  event: Signed,
): Pick<Proposal, 'revision' | 'arguments' | 'argsHash' | 'sentence'> {
  const expected = event.verb === 'edit' ? proposal.revision + 1 : proposal.revision
  if (event.revision !== expected) {
    throw new AppError('changed', `Revision ${event.revision} was signed, but ${expected} is next.`)
  }
  const { revision, arguments: args, argsHash, sentence } = event
  if (event.digest !== undefined && event.digest !== signatureDigest({ ...proposal, revision, arguments: args })) {
    throw new AppError('changed', 'The signature does not cover what it stands under.')
  }
  return { revision, arguments: args, argsHash, sentence: [...sentence] }
}

/** The second signature is another person's, on exactly what the first one covers. */
function requireSecond(
  proposal: Proposal,
  first: Signature,
  event: Extract<ProposalEvent, { type: 'approved' }>,
): void {
  if (!isOtherPerson(first.signer, event.signer))
    throw new AppError('same_person', 'The second signature has to be another person\u2019s.')
  if (event.verb !== 'approve' || event.argsHash !== proposal.argsHash || event.digest !== first.digest) {
    throw new AppError('changed', 'The second signature has to cover what the first one covers.')
  }
}

/** The signature is taken back, and the edit it came with stays to be signed again. */
export const withdraw = (proposal: Proposal, signer: Signer): Proposal => ({
  ...proposal,
  state: 'pending',
  signatures: [],
  dueAt: null,
  decision: null,
  note: `${signerName(signer)} took the signature back. Nothing was sent.`,
})

export const signerName = (signer: Signer): string => signer.name

export function illegal(state: ProposalState, event: string): AppError {
  return new AppError('illegal_transition', `A proposal that is ${state} cannot be ${event}.`, {
    data: { state, event },
  })
}
