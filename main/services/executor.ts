import type { Conversation } from '#contract/conversation.ts'
import type { Proposal, Step } from '#contract/proposal.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { standsInHelpdesk } from '#main/domain/own-conversation.ts'
import { executedResult, failedResult } from '#main/domain/outcome.ts'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import { AppError, asAppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { driftSince, contextNow } from '#main/services/drift.ts'
import { tracesOf } from '#main/services/helpdesk/echoes.ts'
import type { Signals } from '#main/services/lanes.ts'
import { idempotencyKey } from '#main/services/proposing.ts'
import { giveBack } from '#main/services/recovery.ts'
import { isStorageTrouble } from '#main/services/storage/storage.ts'
import { stopsSigned } from '#main/services/signing/still-signed.ts'
import { supersede } from '#main/services/supersede.ts'
import type { Commit } from '#main/store/store.ts'
import type { Tool, ToolOutcome } from '#main/tools/registry.ts'

/**
 * Carries out one signed proposal: check again, commit the attempt, send once, commit what came back, however long the
 * disk makes that wait. What may have happened is left as unknown; nothing here ever sends twice.
 */
export type Executor = {
  /** Returns false where it has to wait (network) or was given back; the proposal then says why. */
  readonly execute: (proposal: Proposal, signals: Signals) => Promise<boolean>
}

/** A signed action waits this long for the network before it asks again. */
const networkPatienceMs = 120_000
const networkRetryMs = 5_000

export function createExecutor(
  desk: Desk,
  refresh: (externalId: string, signal: AbortSignal) => Promise<void>,
): Executor {
  const commit = (proposal: Proposal, change: Omit<Commit, 'id' | 'expect'>) =>
    desk.record.commit({
      id: proposal.id,
      expect: { states: [proposal.state], revision: proposal.revision, argsHash: proposal.argsHash },
      ...change,
    })

  const refuse = async (proposal: Proposal, code: string, message: string): Promise<boolean> => {
    await commit(proposal, refusal(proposal, code, message))
    return true
  }

  const wait = async (proposal: Proposal, error: AppError): Promise<boolean> => {
    const signedAt = proposal.decision?.at ?? 0
    if (desk.clock.now() - signedAt > networkPatienceMs) {
      await commit(proposal, {
        events: [{ type: 'returned', note: `Approved, not sent: ${error.message}` }],
        outbox: { state: 'removed' },
      })
      return false
    }
    const after = error.data?.['retryAfterMs']
    desk.lanes.wakeLater(proposal.conversationId, typeof after === 'number' ? after : networkRetryMs)
    return false
  }

  /** Reads the conversation again before a write goes out; drift marks the proposal outdated on the way. */
  const contextHolds = async (
    proposal: Proposal,
    conversation: Conversation,
    signal: AbortSignal,
  ): Promise<boolean> => {
    if (standsInHelpdesk(conversation)) await refresh(conversation.externalId, signal)
    const now = await contextNow(desk, conversation.id, signal)
    const holds = driftSince(desk, proposal, now).outdated === null
    if (!holds) await supersede(desk, conversation.id, now, 'the conversation moved before it was sent')
    return holds
  }

  const execute = async (proposal: Proposal, signals: Signals): Promise<boolean> => {
    const signal = signals.hard
    if (isHeld(desk, proposal)) return giveBackHeld(desk, proposal)
    const tool = desk.connections().tools.find(proposal.tool)
    if (tool === null) return refuse(proposal, 'unknown_tool', `There is no tool named ${proposal.tool} any more.`)
    if (!(await isAsSigned(desk, proposal))) return refuse(proposal, 'changed', changedSinceApproval)
    const issue = tool.validate(proposal.arguments)[0]
    if (issue !== undefined) return refuse(proposal, 'invalid_arguments', `${issue.pointer} ${issue.message}`.trim())
    const conversation = await desk.store.conversations.get(proposal.conversationId)
    if (tool.access === 'write') {
      try {
        if (!(await contextHolds(proposal, conversation, signal))) return true
      } catch (thrown) {
        if (signal.aborted || isStorageTrouble(asAppError(thrown))) throw thrown
        desk.health.failed('helpdesk', asAppError(thrown))
        return wait(proposal, asAppError(thrown))
      }
    }
    const stops = await stopsSigned(desk, proposal)
    if (stops !== null) {
      const note = `Signed, not sent. ${stops}`
      await commit(proposal, { events: [{ type: 'returned', note }], outbox: { state: 'removed' } })
      return true
    }
    // Reading takes a while, and what was found meanwhile counts: the caller looks again when the disk is well.
    if (!desk.storage.isWell()) return true
    return dispatch(desk, proposal, conversation, tool, signals)
  }

  return { execute }
}

/** While everything is paused a rule's signature does not count. */
const isHeld = (desk: Desk, { decision }: Proposal): boolean =>
  desk.pause.now() !== null && decision?.signer.by === 'rule'

async function giveBackHeld(desk: Desk, proposal: Proposal): Promise<boolean> {
  await desk.record.commit({
    id: proposal.id,
    expect: { states: ['scheduled'], revision: proposal.revision, argsHash: proposal.argsHash },
    events: [{ type: 'returned', note: 'Everything was paused before it was run. Nothing was sent.' }],
    outbox: { state: 'removed' },
  })
  return true
}

const changedSinceApproval = 'Changed since approval: the stored arguments are not the ones that were signed.'

/** Nothing went out and nothing will. */
function refusal(proposal: Proposal, code: string, message: string): Pick<Commit, 'events' | 'outbox'> {
  const error = { code, message }
  return {
    events: [
      { type: 'failed', error, retryable: false, result: failedResult(error, proposal.steps), resolvedBy: null },
    ],
    outbox: { state: 'failed' },
  }
}

/** Compares the arguments with the newest signature in the ledger: what a row changed by hand cannot follow. */
async function isAsSigned(desk: Desk, proposal: Proposal): Promise<boolean> {
  const history = await desk.store.ledger.history(proposal.id)
  const approval = history.findLast((entry) => entry.event.type === 'approved')?.event
  return approval?.type === 'approved' && approval.argsHash === hashArguments(proposal.tool, proposal.arguments)
}

async function dispatch(
  desk: Desk,
  proposal: Proposal,
  conversation: Conversation,
  tool: Tool,
  { stopping, hard }: Signals,
): Promise<boolean> {
  const { id } = proposal
  const key = idempotencyKey(id, proposal.revision)
  const expect = { revision: proposal.revision, argsHash: proposal.argsHash }
  const running = { ...expect, states: ['executing' as const] }
  if (isHeld(desk, proposal)) return giveBackHeld(desk, proposal)
  desk.watch('before_attempt')
  const { proposal: executing } = await desk.record.commit({
    id: proposal.id,
    expect: { ...expect, states: ['scheduled'], fingerprint: proposal.fingerprint },
    events: [{ type: 'attempted', number: proposal.attempts.length + 1, idempotencyKey: key }],
    outbox: { state: 'started' },
  })
  desk.watch('attempt_committed')
  // What goes out is what this commit read, so that is what has to be what was signed.
  if (!(await isAsSigned(desk, executing))) {
    await desk.record.settle({ id, expect: running, ...refusal(executing, 'changed', changedSinceApproval) }, stopping)
    return true
  }
  let sent = false
  const withheld: AppError[] = []
  /** Where this cannot be recorded, what it announces does not happen. */
  const announce = async (event: ProposalEvent) => {
    try {
      await desk.record.commit({ id, expect: running, events: [event] })
    } catch (thrown) {
      withheld.push(asAppError(thrown))
      throw thrown
    }
  }
  const markSent = async (before?: readonly string[]) => {
    // A read leaves nothing behind: after a crash it is simply made again.
    if (sent || tool.access === 'read') return
    await announce({ type: 'sent', ...(before === undefined ? {} : { before }) })
    sent = true
    desk.watch('sent')
  }
  const outcome = await tool
    .execute({
      proposal: executing,
      conversation,
      idempotencyKey: key,
      signal: hard,
      onSent: markSent,
      traces: () => tracesOf(desk, executing),
      onStep: async (step) => {
        if (step.state === 'unknown') await announce({ type: 'step', step })
        else await desk.record.settle({ id, expect: running, events: [{ type: 'step', step }] }, stopping)
      },
    })
    .catch((thrown: unknown): ToolOutcome => {
      const { code, message } = asAppError(thrown)
      return sent && withheld.length === 0
        ? { kind: 'unknown', error: { code, message } }
        : { kind: 'failed', error: { code, message }, retryable: true }
    })
  desk.watch('answered')
  const ran = await asItRan(desk, executing)
  const known = withheld.length === 0 ? outcome : broken(ran, outcome)
  const unsent = sent ? undefined : withheld.find(isStorageTrouble)
  const change =
    unsent !== undefined
      ? await giveBack(desk, executing, `Approved, not sent: ${unsent.message}`)
      : settlement(ran, conversation, known, null)
  await desk.record.settle({ id, expect: running, ...change }, stopping)
  desk.watch('receipt_committed')
  return true
}

/** Steps were committed one by one while it ran; where they cannot be read, what came of it counts without them. */
const asItRan = async (desk: Desk, executing: Proposal): Promise<Proposal> =>
  executing.steps.length === 0 ? executing : desk.store.ledger.get(executing.id).catch(() => executing)

/** A step that could not be begun is failed; one before it that nobody knows of still makes the whole unknown. */
const broken = ({ steps }: Proposal, outcome: ToolOutcome): ToolOutcome =>
  outcome.kind === 'failed' && steps.some((step) => step.state === 'unknown')
    ? { kind: 'unknown', error: outcome.error }
    : outcome

/** What a known or unknown outcome does to the ledger, the outbox and the conversation. */
export function settlement(
  proposal: Proposal,
  conversation: Conversation,
  outcome: ToolOutcome,
  resolvedBy: string | null,
): Pick<Commit, 'events' | 'outbox' | 'message' | 'conversation'> {
  switch (outcome.kind) {
    case 'succeeded': {
      const event: ProposalEvent = {
        type: 'succeeded',
        receipt: outcome.receipt,
        result: executedResult(outcome.data, proposal),
        resolvedBy,
      }
      return {
        events: [...stepEvents(outcome.steps), event],
        outbox: { state: 'done' },
        ...(outcome.message === undefined ? {} : { message: ownMessage(proposal, conversation, outcome.message) }),
        ...(outcome.effects === undefined ? {} : { conversation: outcome.effects }),
      }
    }
    case 'failed': {
      const { error, retryable, steps = [] } = outcome
      const now = proposal.steps.map((step) => steps.find(({ name }) => name === step.name) ?? step)
      return {
        events: [
          ...stepEvents(steps),
          { type: 'failed', error, retryable, result: failedResult(error, now), resolvedBy },
        ],
        outbox: { state: 'failed' },
      }
    }
    case 'unknown':
      return { events: [{ type: 'lost', error: outcome.error }], outbox: { state: 'unknown' } }
    default:
      return assertNever(outcome)
  }
}

const stepEvents = (steps: readonly Step[] = []): ProposalEvent[] => steps.map((step) => ({ type: 'step', step }))

type SentMessage = NonNullable<Extract<ToolOutcome, { kind: 'succeeded' }>['message']>

function ownMessage(proposal: Proposal, conversation: Conversation, sent: SentMessage): NonNullable<Commit['message']> {
  const person = proposal.decision?.signer
  return {
    conversationId: conversation.id,
    externalId: sent.externalId,
    author: 'agent',
    authorName: person?.by === 'person' ? person.name : '',
    kind: proposal.kind === 'reply' ? 'comment' : 'note',
    text: sent.text,
    html: null,
    attachments: [],
    at: sent.at,
    proposalId: proposal.id,
  }
}
