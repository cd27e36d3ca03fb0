import type { CountersignInput } from '#contract/approval.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { SecondProof } from '#main/domain/proposal-event.ts'
import { isOtherPerson } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import { approval, changed, release, requireNotRehearsed, requireUnchanged } from '#main/services/decisions.ts'
import type { Desk } from '#main/services/desk.ts'
import { findInWords } from '#main/services/replies/output-gate.ts'
import type { People } from '#main/services/signing/people.ts'
import { stopsSigned } from '#main/services/signing/still-signed.ts'

type Seen = Pick<CountersignInput, 'id' | 'revision' | 'argsHash' | 'fingerprint'>
type Person = Extract<Signer, { by: 'person' }>

/** A second person signs at this desk, with their own PIN. It counts once, and for exactly what they saw. */
export async function countersign(
  desk: Desk,
  people: People,
  { person: id, pin, reason = '', ...seen }: CountersignInput,
  surface: string,
  signal: AbortSignal,
): Promise<Proposal> {
  const { name } = await people.enabled(id)
  const signer: Person = { by: 'person', id, name, surface }
  await requireAwaited(desk, seen, signer)
  await people.unlock(id, pin)
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  return signSecond(desk, seen, { ...why, signer, second: { how: 'pin' } }, signal)
}

/** Before anything is asked of the second person: it waits for one, is what was seen, and they are not the first. */
export async function requireAwaited(desk: Desk, seen: Seen, signer: Person): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(seen.id)
  const [first] = proposal.signatures
  if (proposal.state !== 'awaiting_second' || first === undefined) {
    const { decision, state, updatedAt } = proposal
    if (state === 'pending')
      throw new AppError('conflict', 'Nobody has signed it yet: the first signature comes first.')
    throw new AppError('already_decided', 'It does not wait for a second signature any more.', {
      data: { who: decision?.signer.name ?? null, at: decision?.at ?? updatedAt, state },
    })
  }
  const isSeen =
    proposal.revision === seen.revision &&
    proposal.argsHash === seen.argsHash &&
    proposal.fingerprint === seen.fingerprint
  if (!isSeen) throw changed('This is not what you saw any more.', proposal)
  if (!isOtherPerson(first.signer, signer)) {
    throw new AppError('same_person', 'The second signature has to be another person’s.')
  }
  return proposal
}

/** The signature itself. `beforehand` happens when nothing but the commit can fail any more. */
export async function signSecond(
  desk: Desk,
  seen: Seen,
  signature: { readonly signer: Person; readonly second: SecondProof; readonly reason?: string },
  signal: AbortSignal,
  beforehand: () => Promise<void> = async () => {},
): Promise<Proposal> {
  const { signer } = signature
  const proposal = await requireAwaited(desk, seen, signer)
  await requireNotRehearsed(desk, proposal)
  await requireUnchanged(desk, proposal, signal)
  const { revision, argsHash, fingerprint } = seen
  const expect = { states: ['awaiting_second' as const], revision, argsHash, fingerprint }
  const approved = await approval(desk, proposal, proposal.arguments, 'approve', signer)
  const findings = await findInWords(desk, proposal, proposal.arguments)
  const stops = await stopsSigned(desk, proposal, { found: findings })
  if (stops !== null) {
    await desk.record.commit({
      id: seen.id,
      expect,
      events: [{ type: 'returned', note: `${stops} Nothing was sent.` }],
    })
    throw changed(stops, proposal)
  }
  const found = findings.length === 0 ? {} : { findings }
  const change = await release(desk, proposal, { ...approved, ...signature, ...found })
  await beforehand()
  const { proposal: signed } = await desk.record.commit({ id: seen.id, expect, ...change })
  desk.lanes.wake(signed.conversationId)
  return signed
}
