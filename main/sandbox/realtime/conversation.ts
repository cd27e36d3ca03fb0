import { randomUUID } from 'node:crypto'
import type { Outcome } from '#main/sandbox/agent/history.ts'
import { outcomeOf } from '#main/sandbox/agent/history.ts'
import type { Plan } from '#main/sandbox/realtime/answer.ts'
import type { ClientSession } from '#main/sandbox/realtime/commands.ts'
import type { VoiceScript } from '#main/sandbox/realtime/script.ts'
import { unknownWords } from '#main/sandbox/realtime/hearing.ts'
import { storyFor } from '#main/sandbox/realtime/story.ts'

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

function outcomesOf(items: readonly StoredItem[]): readonly Outcome[] {
  return items
    .filter((item) => item['type'] === 'function_call')
    .map((item) => {
      const given: unknown = JSON.parse(String(item['arguments']))
      const input = given !== null && typeof given === 'object' ? (given as Record<string, unknown>) : {}
      const output = items.find((one) => one['type'] === 'function_call_output' && one['call_id'] === item['call_id'])
      const text = output === undefined ? undefined : String(output['output'])
      return outcomeOf({ id: String(item['call_id']), name: String(item['name']), input }, text)
    })
}

/** Words to be spoken exactly, where a client asks for them by instructions. */
const verbatim = /word for word[^"“]*["“](.+)["”]/su

/**
 * A scripted turn where one fits; the story of the sample's agents; an order looked up where its number was said; else what was
 * heard, said back.
 */
export function think(
  conversation: Conversation,
  session: ClientSession,
  script: VoiceScript,
  instructions?: string,
): Plan {
  const wanted = verbatim.exec(instructions ?? '')?.[1]
  if (wanted !== undefined) return { says: wanted, calls: [] }
  const results = conversation.results.splice(0)
  const question = results.length > 0 ? '' : (conversation.question ?? '')
  if (results.length === 0) conversation.question = null
  const scripted = script.turns.find((turn) => results.length === 0 && plainWords(turn.hears) === plainWords(question))
  if (scripted !== undefined) return scripted
  const story = storyFor(session.instructions ?? '')
  if (story !== null) {
    const turns = conversation.items.filter((item) => item['role'] === 'user').length
    const words = unknownWords.test(question) ? '' : question
    return story({ goesOn: results.length > 0, question: words, turns, outcomes: outcomesOf(conversation.items) })
  }
  if (results.length > 0) return { says: `The system answers: ${results.join(' and ')}.`, calls: [] }
  const lookup = session.tools?.find((tool) => tool.type === 'function' && /order/.test(tool.name ?? ''))
  const order = /\b\d{4,6}\b/.exec(question)?.[0]
  if (lookup?.name !== undefined && order !== undefined)
    return { says: 'One moment, please.', calls: [{ name: lookup.name, arguments: { order_id: order } }] }
  return { says: question === '' ? 'How can I help?' : `You said: ${question}`, calls: [] }
}
