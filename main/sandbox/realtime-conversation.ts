import { randomUUID } from 'node:crypto'
import type { ClientSession } from '#main/sandbox/realtime-commands.ts'
import type { Plan } from '#main/sandbox/realtime-answer.ts'
import type { VoiceScript } from '#main/sandbox/realtime-script.ts'

/** What the voice service remembers of a conversation, and what it thinks of to say next. */
export type StoredItem = Readonly<Record<string, unknown>> & { readonly id: string }

export type Conversation = {
  readonly id: string
  items: StoredItem[]
  /** The caller's newest words, until they were answered. */
  question: string | null
  /** Outputs of functions that were not spoken of yet. */
  results: string[]
  openedAt: number
}

export const createConversation = (now: number): Conversation => ({
  id: randomUUID(),
  items: [],
  question: null,
  results: [],
  openedAt: now,
})

/** Items keep their place; the same id again is the item as it is now. */
export function keepItem(conversation: Conversation, item: StoredItem): void {
  const at = conversation.items.findIndex((one) => one.id === item.id)
  if (at === -1) conversation.items.push(item)
  else conversation.items[at] = item
}

const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A scripted turn where one fits; an order looked up where its number was said; else what was heard, said back. */
export function think(conversation: Conversation, session: ClientSession, script: VoiceScript): Plan {
  const results = conversation.results.splice(0)
  if (results.length > 0) return { says: `The system answers: ${results.join(' and ')}.`, calls: [] }
  const question = conversation.question ?? ''
  conversation.question = null
  const scripted = script.turns.find((turn) => plainWords(turn.hears) === plainWords(question))
  if (scripted !== undefined) return { says: scripted.says, calls: scripted.calls }
  const lookup = session.tools?.find((tool) => tool.type === 'function' && /order/.test(tool.name ?? ''))
  const order = /\b\d{4,6}\b/.exec(question)?.[0]
  if (lookup?.name !== undefined && order !== undefined)
    return { says: 'One moment, please.', calls: [{ name: lookup.name, arguments: { order_id: order } }] }
  return { says: question === '' ? 'How can I help?' : `You said: ${question}`, calls: [] }
}
