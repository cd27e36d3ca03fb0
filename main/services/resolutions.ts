import type { Proposal, ResolutionInput } from '#contract/proposal.ts'
import { failedResult } from '#main/domain/outcome.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { tracesOf } from '#main/services/helpdesk/echoes.ts'
import { settlement } from '#main/services/executor.ts'
import type { Commit } from '#main/store/store.ts'
import type { ToolOutcome } from '#main/tools/registry.ts'

/** Settles an outcome nobody knew: by looking (one read, no write) or by a person's word, which keeps their name. */
export async function resolve(desk: Desk, input: ResolutionInput, who: string, signal: AbortSignal): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(input.id)
  if (proposal.state !== 'unknown') {
    throw new AppError('already_decided', 'Its outcome is known already.', { data: { state: proposal.state } })
  }
  const change = await settle(desk, proposal, input, who, signal)
  const { proposal: settled } = await desk.record.commit({
    id: proposal.id,
    expect: { states: ['unknown'], revision: proposal.revision, argsHash: proposal.argsHash },
    ...change,
  })
  desk.lanes.wake(settled.conversationId)
  return settled
}

async function settle(
  desk: Desk,
  proposal: Proposal,
  input: ResolutionInput,
  who: string,
  signal: AbortSignal,
): Promise<Omit<Commit, 'id' | 'expect'>> {
  const conversation = await desk.store.conversations.get(proposal.conversationId)
  switch (input.how) {
    case 'check':
      return settlement(proposal, conversation, await look(desk, proposal, signal), 'probe')
    case 'happened': {
      const receipt = { status: null, remoteId: null, summary: `${who}: ${input.note}` }
      return settlement(
        proposal,
        conversation,
        { kind: 'succeeded', data: input.result ?? { confirmed_by_human: true }, receipt },
        who,
      )
    }
    case 'not_happened': {
      const error = { code: 'not_run', message: `${who}: ${input.note}` }
      return {
        events: [
          { type: 'failed', error, retryable: true, result: failedResult(error, proposal.steps), resolvedBy: who },
        ],
        outbox: { state: 'failed' },
      }
    }
    default:
      return assertNever(input)
  }
}

async function look(desk: Desk, proposal: Proposal, signal: AbortSignal): Promise<ToolOutcome> {
  const tool = desk.connections().tools.find(proposal.tool)
  const conversation = await desk.store.conversations.get(proposal.conversationId)
  const attempt = proposal.attempts.at(-1)
  if (tool?.probe === null || tool === null || attempt === undefined) {
    throw new AppError('conflict', 'This tool has no way to look. A person has to say whether it happened.')
  }
  const found = await tool.probe({
    proposal,
    conversation,
    idempotencyKey: attempt.idempotencyKey,
    ...(await tracesOf(desk, proposal)),
    signal,
  })
  if (found.kind === 'unknown') throw new AppError('conflict', `It could not be found out: ${found.error.message}`)
  return found
}
