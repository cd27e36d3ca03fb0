import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { toldResult } from '#main/domain/outcome.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { wordsOf } from '#main/domain/reply/reply.ts'
import { isSaid } from '#main/domain/reply/rendering.ts'
import type { HistoryMessage, ReplayCall, ReplayTurn } from '#main/domain/turn.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * One turn of the agent as lines of history: its calls to the letter, one result for each of them in the same order, then
 * what became of its words. Only a settled turn can be replayed: a call without a result would break every later turn.
 */
export type Replayed = {
  readonly lines: readonly HistoryMessage[]
  /** Messages of the conversation these lines already stand for. */
  readonly covers: readonly number[]
}

export function replayTurn(turn: ReplayTurn, proposals: readonly Proposal[], messages: readonly Message[]): Replayed {
  const open = proposals.find((proposal) => !isSettled(proposal))
  if (open !== undefined) {
    throw new AppError('illegal_transition', `The agent cannot be asked while ${open.tool} is ${open.state}.`, {
      data: { proposalId: open.id, state: open.state },
    })
  }
  const reply = proposals.find((proposal) => proposal.callId === null) ?? null
  return turn.calls.length === 0 ? replayWords(turn, reply, messages) : replayCalls(turn, proposals, reply, messages)
}

/** Sent words stand in the conversation already; outdated ones were never said. */
function replayWords(turn: ReplayTurn, reply: Proposal | null, messages: readonly Message[]): Replayed {
  if (reply === null || reply.state === 'superseded') return { lines: [], covers: [] }
  if (reply.state !== 'succeeded') {
    return { lines: [{ role: 'assistant', text: turn.text }, feedback(reply)], covers: [] }
  }
  if (messageOf(reply, turn, messages) !== null) return { lines: [], covers: [] }
  return { lines: [{ role: 'assistant', text: sentWords(reply) }], covers: [] }
}

function replayCalls(
  turn: ReplayTurn,
  proposals: readonly Proposal[],
  reply: Proposal | null,
  messages: readonly Message[],
): Replayed {
  const pairs = pairCalls(turn, proposals)
  const said = reply?.state === 'succeeded' ? sentWords(reply) : reply?.state === 'superseded' ? '' : turn.text
  const lines: HistoryMessage[] = [
    { role: 'assistant', text: said, calls: turn.calls },
    ...pairs.map(({ call, proposal }): HistoryMessage => ({
      role: 'tool',
      callId: call.id,
      text: JSON.stringify(toldResult(proposal)),
    })),
  ]
  if (reply !== null && reply.state !== 'succeeded' && reply.state !== 'superseded') lines.push(feedback(reply))
  const sent = [reply, ...pairs.map((pair) => pair.proposal)].filter((one) => one?.state === 'succeeded')
  const covers = sent.flatMap((one) => (one === null ? [] : (messageOf(one, turn, messages)?.id ?? [])))
  return { lines, covers }
}

/**
 * Ids may repeat, even inside one turn. Proposals of the same tool keep the order the agent gave them, so the nth call of
 * a tool under an id belongs to the nth proposal of that tool under that id.
 */
function pairCalls(
  turn: ReplayTurn,
  proposals: readonly Proposal[],
): readonly { readonly call: ReplayCall; readonly proposal: Proposal }[] {
  const left = proposals.filter((proposal) => proposal.callId !== null).toSorted((a, b) => a.position - b.position)
  return turn.calls.map((call) => {
    const index = left.findIndex((proposal) => proposal.callId === call.id && proposal.tool === call.name)
    const [proposal] = index === -1 ? [] : left.splice(index, 1)
    if (proposal === undefined)
      throw new AppError('internal', `The call ${call.name} of turn ${turn.id} has no proposal.`)
    return { call, proposal }
  })
}

const sentWords = (reply: Proposal): string => wordsOf({ arguments: reply.executedArguments ?? reply.arguments })

/** The message a reply became: by its mark, or, where the mark was lost with the answer, by its words. */
function messageOf(proposal: Proposal, turn: ReplayTurn, messages: readonly Message[]): Message | null {
  if (proposal.kind !== 'reply') return null
  const marked = messages.find((message) => message.proposalId === proposal.id)
  if (marked !== undefined) return marked
  const words = sentWords(proposal)
  return (
    messages.find(
      (message) =>
        message.proposalId === null &&
        message.id > turn.afterMessage &&
        message.author !== 'customer' &&
        message.kind === 'comment' &&
        isSaid(message.text, words),
    ) ?? null
  )
}

/** Why the words right before it were not sent. Comes from the desk, not from the customer. */
function feedback(reply: Proposal): HistoryMessage {
  return { role: 'system', text: `Your draft reply above was not sent to the customer. ${why(reply)}` }
}

function why(reply: Proposal): string {
  switch (reply.state) {
    case 'rejected': {
      const text = reply.decision?.reason?.trim() ?? ''
      const reasons = reply.decision?.reasons.join(', ') ?? ''
      const said = text !== '' ? `A person rejected it and says: ${text}` : 'A person rejected it.'
      const marks = reasons === '' ? '' : `\nMarked as: ${reasons}.`
      return `${said}${marks}\nWrite a corrected reply; do not propose the same words again.`
    }
    case 'answered':
      return `A person dealt with it instead: ${JSON.stringify(toldResult(reply))}`
    default:
      return `What happened: ${JSON.stringify(toldResult(reply))}`
  }
}
