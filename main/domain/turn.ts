import type { Turn } from '#contract/conversation.ts'

/** The part of a stored turn that is replayed to an agent which remembers nothing itself. */
export type ReplayTurn = Pick<Turn, 'id' | 'afterMessage' | 'at' | 'text'> & {
  /** agent: answered by the model · person: a person's own words through the same gate; never replayed as a turn. */
  readonly origin: 'agent' | 'person'
  readonly calls: readonly ReplayCall[]
}

/** `arguments` exactly as the model wrote them. */
export type ReplayCall = { readonly id: string; readonly name: string; readonly arguments: string }

/** A line of the history, in the shape the support-agent client takes. */
export type HistoryMessage = {
  readonly role: 'user' | 'assistant' | 'system' | 'tool'
  readonly text: string
  readonly imageUrls?: readonly string[]
  readonly calls?: readonly ReplayCall[]
  readonly callId?: string
}

/** The agent answered, and said and asked for nothing. */
export const isEmptyTurn = (turn: Pick<Turn, 'text' | 'callIds'>): boolean =>
  turn.text === '' && turn.callIds.length === 0
