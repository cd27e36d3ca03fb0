import type { Control, Conversation, Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { replayTurn } from '#main/domain/replay.ts'
import type { HistoryMessage, ReplayTurn } from '#main/domain/turn.ts'

/**
 * The whole history for an agent that remembers nothing. Customers are `user`, everyone who answered them is `assistant`;
 * notes and events stay in the house. What a customer wrote stays in its own role, whatever it claims to be.
 */
export type HistoryInput = {
  /** Oldest first. */
  readonly messages: readonly Message[]
  readonly turns: readonly ReplayTurn[]
  readonly proposals: readonly Proposal[]
  /** How many messages the agent sees, the newest. */
  readonly contextMessages: number
}

type Line = {
  readonly after: number
  readonly rank: 0 | 1
  readonly at: number
  readonly lines: readonly HistoryMessage[]
}

export function buildHistory(input: HistoryInput): readonly HistoryMessage[] {
  const spoken = input.messages.filter(isSpoken).slice(-input.contextMessages)
  const first = spoken[0]?.id ?? 0
  // A turn follows its message out of the window as a whole, calls and results together.
  const replayed = input.turns
    .filter((turn) => turn.origin === 'agent' && turn.afterMessage >= first)
    .map((turn) => ({ turn, ...replayTurn(turn, proposalsOf(turn, input.proposals), input.messages) }))
  const covered = new Set(replayed.flatMap((one) => one.covers))
  const said = spoken
    .filter((message) => !covered.has(message.id))
    .map((message): Line => ({ after: message.id, rank: 0, at: message.at, lines: [toLine(message)] }))
  const turns = replayed.map(({ turn, lines }): Line => ({ after: turn.afterMessage, rank: 1, at: turn.at, lines }))
  return [...said, ...turns]
    .toSorted((a, b) => a.after - b.after || a.rank - b.rank || a.at - b.at)
    .flatMap((line) => line.lines)
}

const proposalsOf = (turn: ReplayTurn, proposals: readonly Proposal[]): readonly Proposal[] =>
  proposals.filter((proposal) => proposal.turnId === turn.id)

export const isSpoken = (message: Message): boolean =>
  message.kind === 'comment' &&
  message.author !== 'system' &&
  (message.text.trim() !== '' || message.attachments.length > 0)

function toLine(message: Message): HistoryMessage {
  const role = message.author === 'customer' ? 'user' : 'assistant'
  const names = message.attachments.map((attachment) => `[Attachment: ${attachment.name}]`)
  const text = [message.text.trim(), ...names].filter((part) => part !== '').join('\n')
  const imageUrls = message.attachments
    .filter((attachment) => attachment.contentType.startsWith('image/') && /^https?:\/\//.test(attachment.url))
    .map((attachment) => attachment.url)
  return role === 'user' && imageUrls.length > 0 ? { role, text, imageUrls } : { role, text }
}

/** What a conversation needs from the agent now. `wait`: something of its last turn is still open. */
export type NextStep = 'ask' | 'wait' | 'limit' | 'nothing'

export type NextStepInput = {
  readonly control: Control
  readonly state: Conversation['state']
  /** The newest turn of the agent. */
  readonly lastTurn: { readonly afterMessage: number; readonly concluded: boolean } | null
  /** Its proposals. */
  readonly proposals: readonly Proposal[]
  /** Id of the customer's newest message. */
  readonly newestCustomerMessage: number | null
  /** Whether nobody has answered it. */
  readonly customerWaits: boolean
  readonly rounds: number
  readonly loopLimit: number
}

export function nextStep(input: NextStepInput): NextStep {
  const { lastTurn, newestCustomerMessage, proposals } = input
  if (input.control === 'human' || input.state === 'closed') return 'nothing'
  const wrote = newestCustomerMessage !== null && newestCustomerMessage > (lastTurn?.afterMessage ?? 0)
  if (!wrote && (lastTurn === null || lastTurn.concluded)) return 'nothing'
  if (!proposals.every(isSettled)) return 'wait'
  // An open turn without a proposal said nothing at all, and a person asks for another.
  if (!wrote && proposals.length > 0 && !proposals.some(needsAnswer) && !isAskedAgain(input)) return 'nothing'
  return input.rounds >= input.loopLimit ? 'limit' : 'ask'
}

/**
 * Words that expired are not written anew by themselves, nor those that a person put aside who took over and said nothing.
 * Only a person who asks again, or hands back, counts the rounds from nothing.
 */
const isAskedAgain = ({ rounds, customerWaits, proposals }: NextStepInput): boolean =>
  rounds === 0 && proposals.some((one) => wordsExpired(one) || (customerWaits && wordsOutdated(one)))

const wordsOutdated = ({ callId, state }: Proposal): boolean => callId === null && state === 'superseded'

export const wordsExpired = ({ callId, state }: Pick<Proposal, 'callId' | 'state'>): boolean =>
  callId === null && state === 'expired'

/** Whether the agent has to hear about it: every call, unless it ended the work, and words that were refused. */
function needsAnswer(proposal: Proposal): boolean {
  if (proposal.callId === null) return proposal.state === 'rejected'
  const ends = proposal.kind === 'close' || proposal.kind === 'escalate'
  return !(ends && proposal.state === 'succeeded')
}
