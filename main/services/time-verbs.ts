import type { Proposal, Signer, WakeEvent } from '#contract/proposal.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Commit } from '#main/store/store.ts'

/** What a person may do about time: take a signature back, give a proposal more of it, or put it off. Decides nothing. */

/** Nothing has left yet: what was signed waits for a decision again. Throws `already_decided` where it is too late. */
export async function withdraw(desk: Desk, id: string, signer: Signer): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(id)
  const leaves = proposal.state === 'scheduled' ? { outbox: { state: 'removed' as const } } : {}
  return commit(desk, proposal, ['awaiting_second', 'scheduled'], { type: 'withdrawn', signer }, leaves)
}

/** `minutes` from now, or null: as long as it takes. */
export async function extend(desk: Desk, id: string, minutes: number | null, signer: Signer): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(id)
  if (proposal.state === 'awaiting_second') {
    throw new AppError('conflict', 'It was signed with this deadline. Take the signature back to give it another one.')
  }
  const expiresAt = minutes === null ? null : desk.time.now() + minutes * 60_000
  return commit(desk, proposal, ['pending'], { type: 'extended', signer, expiresAt })
}

/** Out of the queue for so long, until an event, or whichever comes first. */
export async function snooze(
  desk: Desk,
  id: string,
  { minutes, event }: { readonly minutes: number | null; readonly event: WakeEvent | null },
  signer: Signer,
): Promise<Proposal> {
  if (minutes === null && event === null) {
    throw new AppError('invalid_input', 'Say until when, or until what happens.', { data: { pointer: '/minutes' } })
  }
  const until = minutes === null ? null : desk.time.now() + minutes * 60_000
  const proposal = await desk.store.ledger.get(id)
  return commit(desk, proposal, ['pending', 'awaiting_second'], { type: 'snoozed', signer, until, event })
}

/** Back into the queue before its time. */
export async function wakeUp(desk: Desk, id: string, signer: Signer): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(id)
  if (proposal.snoozed === null) throw new AppError('conflict', 'It was not put off.')
  return commit(desk, proposal, [proposal.state], { type: 'woken', cause: `${signer.name} took it up again.` })
}

/** Something happened in a conversation that a resting proposal may wait for. What is outdated by it is so all the same. */
export async function wakeFor(desk: Desk, conversationId: number, happened: readonly WakeEvent[]): Promise<void> {
  const proposals = await desk.store.ledger.ofConversation(conversationId)
  for (const proposal of proposals) {
    const event = proposal.snoozed?.event ?? null
    if (event === null || !happened.includes(event)) continue
    await commit(desk, proposal, [proposal.state], { type: 'woken', cause: wakeWords[event] })
  }
}

const wakeWords: Readonly<Record<WakeEvent, string>> = {
  customer_writes: 'The customer wrote.',
  anything_changes: 'The conversation changed.',
}

async function commit(
  desk: Desk,
  proposal: Proposal,
  states: readonly Proposal['state'][],
  event: ProposalEvent,
  more: Pick<Commit, 'outbox'> = {},
): Promise<Proposal> {
  const { proposal: after } = await desk.record.commit({
    id: proposal.id,
    expect: { states, revision: proposal.revision, argsHash: proposal.argsHash },
    events: [event],
    ...more,
  })
  desk.lanes.wake(after.conversationId)
  return after
}
