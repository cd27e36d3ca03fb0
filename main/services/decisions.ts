import type { DecisionInput, Proposal, ProposalState, Signer } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { isAct } from '#main/domain/agents/acts.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { answeredResult, rejectedResult, simulatedResult } from '#main/domain/outcome.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { signatureDigest } from '#main/domain/signing.ts'
import { seenAs } from '#main/domain/reply/rendering.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { undoWindow } from '#main/domain/timing.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import { requireTyped } from '#main/services/acts/typed.ts'
import type { Desk } from '#main/services/desk.ts'
import { driftSince, contextNow } from '#main/services/drift.ts'
import { passWords } from '#main/services/replies/output-gate.ts'
import { idempotencyKey } from '#main/services/proposing.ts'
import { heldByRehearsal } from '#main/services/policies/rehearsing.ts'
import { stopsSigned } from '#main/services/signing/still-signed.ts'
import { standBack, supersede } from '#main/services/supersede.ts'
import type { Commit } from '#main/store/store.ts'

/** In which states a verb means anything. What waits for a second person is approved as it stands, or turned down. */
const openStates: Readonly<Record<DecisionInput['verb'], readonly ProposalState[]>> = {
  approve: ['pending', 'awaiting_second'],
  edit: ['pending'],
  reject: ['pending', 'awaiting_second'],
  answer: ['pending'],
  retry: ['failed'],
}

type Of<V extends DecisionInput['verb']> = Extract<DecisionInput, { verb: V }>
type Change = Omit<Commit, 'id' | 'expect'>

/**
 * A person's decision. It counts once: it is compared with what the person saw (revision, arguments, conversation) and
 * stored together with the work it releases. Anything else is refused with `already_decided` or `changed`.
 */
export async function decide(desk: Desk, input: DecisionInput, signer: Signer, signal: AbortSignal): Promise<Proposal> {
  const proposal = await desk.store.ledger.get(input.id)
  const settlesFailure = input.verb === 'retry' || (input.verb === 'reject' && proposal.state === 'failed')
  const states: readonly ProposalState[] = settlesFailure ? ['failed'] : openStates[input.verb]
  const opensWork = input.verb === 'approve' || input.verb === 'edit' || input.verb === 'retry'
  // Who comes too late hears from the commit who was first; for them nothing else is worth finding out.
  const isOpen = states.includes(proposal.state)
  if (isOpen && input.fingerprint !== proposal.fingerprint) {
    throw changed('The conversation is not the one you saw.', proposal)
  }
  if (isOpen && opensWork) await requireUnchanged(desk, proposal, signal)
  const change = isOpen ? await changeFor(desk, proposal, input, signer) : { events: [] }
  const { proposal: decided } = await desk.record.commit({
    id: input.id,
    expect: {
      states,
      revision: input.revision,
      argsHash: input.argsHash,
      fingerprint: input.fingerprint,
    },
    ...change,
  })
  if (input.verb === 'reject' && input.next === 'stop') await standBack(desk, decided.conversationId)
  desk.lanes.wake(decided.conversationId)
  return decided
}

async function changeFor(desk: Desk, proposal: Proposal, input: DecisionInput, signer: Signer): Promise<Change> {
  switch (input.verb) {
    case 'retry': {
      const stops = await stopsSigned(desk, proposal)
      if (stops !== null) throw new AppError('blocked', stops)
      return release(desk, proposal, await approval(desk, proposal, proposal.arguments, input.verb, signer))
    }
    case 'approve':
    case 'edit': {
      if (proposal.state === 'awaiting_second') throw secondMissing()
      await requireNotRehearsed(desk, proposal)
      if (isAct(proposal.tool)) requireOwn(proposal, input)
      const args = input.verb === 'edit' ? input.arguments : proposal.arguments
      const reason = requireReason(proposal, input.reason?.trim() ?? '')
      const approved = await approval(desk, proposal, args, input.verb, signer)
      const byRules = await askRules(desk, { ...proposal, arguments: args })
      const { asksTwo, findings } = await passWords(desk, proposal, args, input.confirmed === true)
      const found = findings.length === 0 ? {} : { findings }
      const why = reason === '' ? {} : { reason }
      return release(desk, proposal, { ...approved, ...why, ...found }, asksTwo || byRules)
    }
    case 'reject':
      return rejection(proposal, input, signer)
    case 'answer':
      if (isAct(proposal.tool)) throw new AppError('blocked', 'Nobody waits for an answer to this. Reject it.')
      return { events: [{ type: 'answered', signer, result: answeredResult(input.result) }] }
    default:
      return assertNever(input)
  }
}

export async function requireNotRehearsed(desk: Desk, proposal: Proposal): Promise<void> {
  const why = await heldByRehearsal(desk, proposal)
  if (why !== null) throw new AppError('blocked', why)
}

/** The rules of now, about the arguments as they are to be signed. Returns whether they ask two people. */
async function askRules(desk: Desk, proposal: Proposal): Promise<boolean> {
  const line = await desk.policies.verdictNow(proposal)
  if (line?.verdict === 'deny') throw new AppError('blocked', `A rule refuses it: ${line.rule}.`)
  return line?.verdict === 'ask_two'
}

/** What a yes does: in a rehearsal nothing leaves, a first of two signatures waits, anything else goes on its way. */
export async function release(desk: Desk, proposal: Proposal, approved: Approved, asksTwo = false): Promise<Change> {
  const { signer, revision, arguments: args, sentence, verb, ...rest } = approved
  if (proposal.mode === 'dry_run') {
    const request = { tool: proposal.tool, arguments: args }
    return { events: [{ type: 'simulated', signer, request, result: simulatedResult() }] }
  }
  const needsTwo = asksTwo || proposal.policy.verdict === 'ask_two'
  if (needsTwo && proposal.state === 'pending' && verb !== 'retry') {
    return { events: [{ ...rest, type: 'signed', verb, signer, revision, arguments: args, sentence }] }
  }
  const window = await undoWindowOf(desk, proposal)
  const event = window === 0 ? approved : { ...approved, dueAt: desk.time.now() + window }
  return { events: [event], outbox: { state: 'ready', key: idempotencyKey(proposal.id, revision) } }
}

/** A name in the settings proves nothing: the second person brings a PIN, or a document they signed. */
const secondMissing = (): AppError =>
  new AppError('same_person', 'The second signature needs another person’s PIN, or their signed answer.')

/** What people do to agents and numbers is signed as it was written, with what has to be typed for it. */
function requireOwn(proposal: Proposal, input: Of<'approve'> | Of<'edit'>): void {
  if (input.verb === 'edit')
    throw new AppError('blocked', 'It is changed where it was asked for, and proposed anew from there.')
  requireTyped(proposal.tool, proposal.arguments, input.typed ?? '')
}

function requireReason({ policy }: Proposal, reason: string): string {
  if (policy.requireReason === true && reason === '') {
    throw new AppError('invalid_input', `${policy.rule}: say why you approve it.`, { data: { pointer: '/reason' } })
  }
  return reason
}

async function undoWindowOf(desk: Desk, proposal: Proposal): Promise<number> {
  const { channel } = await desk.store.conversations.get(proposal.conversationId)
  return undoWindow(desk.configuration().timing, proposal, channel)
}

type Approved = Extract<ProposalEvent, { type: 'approved' }>

export async function approval(
  desk: Desk,
  proposal: Proposal,
  args: Arguments,
  verb: 'approve' | 'edit' | 'retry',
  signer: Signer,
): Promise<Approved> {
  const tool = desk.connections().tools.find(proposal.tool)
  if (tool === null) throw new AppError('blocked', `There is no tool named ${proposal.tool} any more.`)
  if (tool.kind === 'manual') throw new AppError('blocked', 'This is done by hand: do it, then answer for the tool.')
  const issue = tool.validate(args)[0]
  if (issue !== undefined) {
    throw new AppError('invalid_input', `${issue.pointer || 'arguments'}: ${issue.message}`, {
      data: { pointer: issue.pointer },
    })
  }
  const argsHash = hashArguments(proposal.tool, args)
  if (verb !== 'edit' && argsHash !== proposal.argsHash) {
    throw changed('The stored arguments are not the ones that were proposed.', proposal)
  }
  const { customer } = await desk.store.conversations.get(proposal.conversationId)
  const revision = verb === 'edit' ? proposal.revision + 1 : proposal.revision
  return {
    type: 'approved',
    verb,
    signer,
    revision,
    arguments: args,
    argsHash,
    digest: signatureDigest({ ...proposal, revision, arguments: args }),
    sentence: composeSentence(tool.sentence, proposal.tool, args, { customerName: customer.name }),
    ...seenAs(proposal.kind, args),
  }
}

function rejection(proposal: Proposal, input: Of<'reject'>, signer: Signer): Change {
  const stop = input.next === 'stop'
  const conversation = stop ? { conversation: { control: 'human' as const, note: `${signer.name} took over.` } } : {}
  if (proposal.state === 'failed') return { events: [{ type: 'given_up', signer, text: input.text }], ...conversation }
  const { reasons, text, scope, next } = input
  const event: ProposalEvent = { type: 'rejected', signer, reasons, text, scope, next, result: rejectedResult(text) }
  const lessons = input.keep === undefined ? {} : { lessons: { kinds: input.keep, by: signer.name } }
  return { events: [event], ...conversation, ...lessons }
}

/** Drift found at the moment of decision makes the proposal outdated, and the decision is refused. */
export async function requireUnchanged(desk: Desk, proposal: Proposal, signal: AbortSignal): Promise<void> {
  const now = await contextNow(desk, proposal.conversationId, signal)
  if (driftSince(desk, proposal, now).outdated === null) return
  if (proposal.state !== 'failed') {
    await supersede(desk, proposal.conversationId, now, 'the conversation moved before it was decided')
    desk.lanes.wake(proposal.conversationId)
  }
  throw changed('The conversation moved since this was proposed.', proposal)
}

export const changed = (message: string, proposal: Proposal): AppError =>
  new AppError('changed', message, { data: { id: proposal.id, state: proposal.state } })
