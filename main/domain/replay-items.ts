import type { TextItem } from '#contract/playground.ts'
import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { buildHistory, isSpoken } from '#main/domain/prompt.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { replayTurn } from '#main/domain/replay.ts'
import type { HistoryMessage, ReplayTurn } from '#main/domain/turn.ts'

/**
 * A stored conversation, up to a place, as it would be told to an agent that remembers nothing. What nobody has decided yet says
 * so, since it may be the very thing that is played again.
 */
export type Stored = {
  /** Oldest first. */
  readonly messages: readonly Message[]
  readonly turns: readonly ReplayTurn[]
  readonly proposals: readonly Proposal[]
}

/** `m12`: after that message. A turn's id: after that turn. Null where there is no such place. */
export function cutAt(stored: Stored, point: string, before: boolean): Stored | null {
  const { messages, turns } = stored
  const number = /^m(\d+)$/.exec(point)?.[1]
  if (number !== undefined) {
    const id = Number(number)
    if (!messages.some((message) => message.id === id)) return null
    return {
      ...stored,
      messages: messages.filter((message) => (before ? message.id < id : message.id <= id)),
      turns: turns.filter(({ afterMessage }) => afterMessage < id),
    }
  }
  const index = turns.findIndex(({ id }) => id === point)
  const turn = turns[index]
  if (turn === undefined) return null
  return {
    ...stored,
    messages: messages.filter(({ id }) => id <= turn.afterMessage),
    turns: turns.slice(0, before ? index : index + 1),
  }
}

export function replayItems({ messages, turns, proposals }: Stored): readonly TextItem[] {
  const told = proposals.map(asTold)
  // What an agent did before anybody said a word, as on a call, stands before all messages.
  const first = messages.find(isSpoken)?.id ?? 0
  const early = turns
    .filter(({ afterMessage }) => afterMessage < first)
    .flatMap(
      (turn) =>
        replayTurn(
          turn,
          told.filter(({ turnId }) => turnId === turn.id),
          messages,
        ).lines,
    )
  const contextMessages = Number.MAX_SAFE_INTEGER
  return toItems([...early, ...buildHistory({ messages, turns, proposals: told, contextMessages })])
}

const undecided = { status: 'not_run', reason: 'Nobody had decided about it yet.', may_propose_again: false } as const

/** Words that wait count as said; a call that waits has a result that says so. */
function asTold(proposal: Proposal): Proposal {
  if (isSettled(proposal)) return proposal
  if (proposal.callId === null) return { ...proposal, state: 'succeeded' }
  const outcome = {
    result: undecided,
    receipt: null,
    error: null,
    retryable: false,
    at: proposal.updatedAt,
    resolvedBy: null,
  }
  return { ...proposal, state: 'answered', outcome }
}

/** Ids that a model gave twice are told apart: no service takes a history in which a call is answered twice. */
function toItems(lines: readonly HistoryMessage[]): readonly TextItem[] {
  const used = new Set<string>()
  let waiting: { readonly from: string; readonly id: string }[] = []
  return lines.flatMap((line): readonly TextItem[] => {
    if (line.role === 'tool') {
      const at = waiting.findIndex(({ from }) => from === line.callId)
      const [call] = at === -1 ? [] : waiting.splice(at, 1)
      return call === undefined ? [] : [{ kind: 'result', callId: call.id, output: line.text }]
    }
    const calls = (line.calls ?? []).map((call) => ({ ...call, id: unused(used, call.id), from: call.id }))
    if (line.role === 'assistant') waiting = calls.map(({ from, id }) => ({ from, id }))
    const imageUrls = line.imageUrls?.slice(0, 20)
    return [
      ...(line.text === ''
        ? []
        : [
            {
              kind: 'message' as const,
              role: line.role,
              text: line.text,
              ...(imageUrls === undefined ? {} : { imageUrls: [...imageUrls] }),
            },
          ]),
      ...calls.map(({ id, name, arguments: written }) => ({ kind: 'call' as const, id, name, arguments: written })),
    ]
  })
}

function unused(used: Set<string>, wanted: string): string {
  const base = wanted.slice(0, 180) || 'call'
  let id = base
  for (let number = 2; used.has(id); number += 1) id = `${base}~${number}`
  used.add(id)
  return id
}
