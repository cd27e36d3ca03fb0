import type { StartReport } from '#contract/index.ts'
import type { Proposal } from '#contract/proposal.ts'
import { failedResult } from '#main/domain/outcome.ts'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import { nothing, reported } from '#main/services/desk-report.ts'
import type { Desk } from '#main/services/desk.ts'
import { approvedBy } from '#main/services/first-events.ts'
import { idempotencyKey } from '#main/services/proposing.ts'
import { readRestoredMark, settleRestoredMark } from '#main/store/restore.ts'
import type { Commit } from '#main/store/store.ts'

/**
 * Puts right what the last stop left half done, before anything new begins. Nothing is sent here: what may have gone out
 * becomes unknown, what certainly did not goes back to whoever signed it. A database that was restored cannot be certain of
 * anything: what was signed when it was copied may have been done since, so a person looks at all of it.
 */
export async function recover(desk: Desk): Promise<StartReport> {
  const restored = await readRestoredMark(desk.store.settings)
  const rows = await desk.store.ledger.outbox(['ready', 'started'])
  const report: StartReport = {
    at: desk.clock.now(),
    stoppedAt: rows.length === 0 ? null : Math.max(...rows.map((row) => row.at)),
    cause: 'start',
    ...nothing,
    needsChecking: [],
    returnedToPending: [],
  }
  for (const row of rows) {
    const proposal = await desk.store.ledger.get(row.proposalId)
    const commit = restored === null ? await changeFor(desk, proposal) : changeInBackup(proposal)
    if (commit === null) continue
    const { proposal: after } = await desk.record.commit({
      id: proposal.id,
      expect: { states: [proposal.state], revision: proposal.revision, argsHash: proposal.argsHash },
      ...commit,
    })
    if (after.state === 'unknown') report.needsChecking.push(await reported(desk.store, after))
    if (after.state === 'pending') report.returnedToPending.push(await reported(desk.store, after))
  }
  if (restored !== null) await settleRestoredMark(desk.store.settings, restored)
  const counts = await desk.store.ledger.counts()
  report.keptPending = counts.all - report.needsChecking.length - report.returnedToPending.length
  return report
}

type Change = Pick<Commit, 'events' | 'outbox'>

async function changeFor(desk: Desk, proposal: Proposal): Promise<Change | null> {
  if (proposal.state === 'scheduled') return giveBack(desk, proposal, stoppedBefore)
  if (proposal.state !== 'executing') return null
  const sent = proposal.attempts.at(-1)?.sentAt ?? null
  if (sent === null) return giveBack(desk, proposal, stoppedBefore)
  const stepOpen = proposal.steps.some((step) => step.state === 'unknown')
  if (proposal.steps.length > 0 && !stepOpen) {
    const error = { code: 'stopped', message: 'The desk stopped between two steps.' }
    return {
      events: [
        { type: 'failed', error, retryable: true, result: failedResult(error, proposal.steps), resolvedBy: null },
      ],
      outbox: { state: 'failed' },
    }
  }
  return {
    events: [{ type: 'lost', error: { code: 'stopped', message: 'The desk stopped before an answer was stored.' } }],
    outbox: { state: 'unknown' },
  }
}

function changeInBackup({ state }: Proposal): Change | null {
  if (state === 'executing') {
    const error = { code: 'restored', message: 'The backup was made while this ran. It may have been done since.' }
    return { events: [{ type: 'lost', error }], outbox: { state: 'unknown' } }
  }
  if (state !== 'scheduled') return null
  const note = 'Signed when the backup was made, and perhaps sent since. Look before you sign it again.'
  return { events: [{ type: 'returned', note }], outbox: { state: 'removed' } }
}

const stoppedBefore = 'Approved, not sent: the desk stopped before it went out.'

/** What certainly did not go out: a person is asked again; a rule that still holds signs again. */
export async function giveBack(desk: Desk, proposal: Proposal, note: string): Promise<Change> {
  const returned: ProposalEvent = { type: 'returned', note }
  // What waited in its undo window is a person's to send, whoever signed it.
  const wasAlone = proposal.decision?.signer.by === 'rule' && proposal.dueAt === null
  const rule = wasAlone ? await desk.policies.stillAllows(proposal) : null
  if (rule === null) return { events: [returned], outbox: { state: 'removed' } }
  return {
    events: [returned, approvedBy({ by: 'rule', name: rule }, proposal, proposal.revision)],
    outbox: { state: 'ready', key: idempotencyKey(proposal.id, proposal.revision) },
  }
}
