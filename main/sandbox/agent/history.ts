import { z } from 'zod'

/**
 * Reads the history a desk sends, in every spelling a desk may use, and says what it means: what the customer asked, which calls
 * were made and how they ended, what a reviewer sent back. Nothing is remembered between requests.
 */
type Call = { readonly id: string; readonly name: string; readonly input: Readonly<Record<string, unknown>> }

export type Message = {
  readonly role: 'user' | 'assistant' | 'system' | 'tool'
  readonly text: string
  readonly images: readonly string[]
  readonly calls: readonly Call[]
  readonly callId: string | null
}

export type Outcome = Call & {
  /** done: it happened, or a person answered for it · refused: nobody let it happen · failed: it was tried · open: no answer yet */
  readonly status: 'done' | 'refused' | 'failed' | 'open'
  readonly data: Readonly<Record<string, unknown>>
  /** What a person wrote beside it. */
  readonly reason: string
  /** The desk says that the very same call may be made once more. */
  readonly again: boolean
}

const CallSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  arguments: z.unknown().optional(),
  function: z.object({ name: z.string(), arguments: z.unknown() }).partial().optional(),
})

const MessageSchema = z.object({
  role: z.string(),
  content: z.unknown(),
  tool_calls: z.array(CallSchema).nullish(),
  tool_call_id: z.string().nullish(),
  function: z.object({ name: z.string(), arguments: z.unknown() }).partial().nullish(),
})

export const ChatSchema = z.object({
  support_agent_id: z.string().min(1),
  deployment_id: z.string().optional(),
  conversation_id: z.string().min(1),
  messages: z.array(MessageSchema).min(1),
  environment: z.enum(['ENVIRONMENT_PROD', 'ENVIRONMENT_STAGING']),
})
export type Chat = z.infer<typeof ChatSchema>

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'string') {
    try {
      return record(JSON.parse(value))
    } catch {
      return {}
    }
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function partsOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? (content as unknown[]) : [content]
}

function textOf(content: unknown): string {
  return partsOf(content)
    .map((part) => (typeof part === 'string' ? part : record(part)['text']))
    .filter((text) => typeof text === 'string')
    .join('\n')
}

function imagesOf(content: unknown): readonly string[] {
  return partsOf(content).flatMap((part) => {
    const image = record(part)['image_url']
    if (typeof image === 'string' && !image.startsWith('{')) return [image]
    const url = record(image)['image_url'] ?? record(image)['url']
    return typeof url === 'string' ? [url] : []
  })
}

const roles: Readonly<Record<string, Message['role']>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  tool: 'tool',
  function: 'tool',
  developer: 'system',
}

/** Null where a role is none of those documented. */
export function readMessages(chat: Pick<Chat, 'messages'>): readonly Message[] | null {
  const messages: Message[] = []
  for (const [index, message] of chat.messages.entries()) {
    const role = roles[message.role.replace(/^ROLE_/i, '').toLowerCase()]
    if (role === undefined) return null
    const single = message.function ? [{ function: message.function, id: undefined }] : []
    const calls = (message.tool_calls ?? single).map((call, position): Call => {
      const flat = call as z.infer<typeof CallSchema>
      const name = flat.function?.name ?? flat.name ?? ''
      const input = record(flat.function?.arguments ?? flat.arguments)
      return { id: flat.id ?? `fn_${index}_${position}`, name, input }
    })
    messages.push({
      role: calls.length > 0 ? 'assistant' : role,
      text: textOf(message.content),
      images: imagesOf(message.content),
      calls,
      callId: message.tool_call_id ?? null,
    })
  }
  return messages
}

/** True where a message has no content element at all, which the service refuses. */
export function hasEmptyContent(chat: Chat): boolean {
  return chat.messages.some((message) => Array.isArray(message.content) && message.content.length === 0)
}

const ended: readonly (readonly [RegExp, Outcome['status']])[] = [
  [/not_run|not run|reject|denied|blocked|superseded|expired|skipped|cancel/i, 'refused'],
  [/fail|error|unknown|invalid/i, 'failed'],
]

/** A person may answer for a tool in plain words. */
function dataOf(value: unknown): Readonly<Record<string, unknown>> {
  const data = record(value)
  return typeof value === 'string' && Object.keys(data).length === 0 ? { text: value } : data
}

export function outcomeOf(call: Call, text: string | undefined): Outcome {
  if (text === undefined) return { ...call, status: 'open', data: {}, reason: '', again: true }
  const result = record(text)
  const said = typeof result['status'] === 'string' ? result['status'] : ''
  const wrapped = ['data', 'result', 'output', 'value'].map((name) => result[name]).find((value) => value !== undefined)
  const data = Array.isArray(wrapped) ? { items: wrapped } : dataOf(wrapped ?? result)
  const told = ['reason', 'text', 'message', 'note']
    .map((name) => result[name])
    .find((value) => typeof value === 'string')
  const error = record(result['error'])['message']
  const reason = typeof told === 'string' ? told : typeof error === 'string' ? error : ''
  // `status` is also a word of the shop ("succeeded", "delivered"); only the words of refusal and failure mean something here.
  const status =
    ended.find(([pattern]) => pattern.test(said))?.[1] ?? (result['error'] === undefined ? 'done' : 'failed')
  const again = result['may_propose_again'] === true
  // Overtaken by the conversation: nobody decided anything, so it is as if it had never been asked.
  return { ...call, status: status === 'refused' && again ? 'open' : status, data, reason, again }
}

/** Every call with its end, oldest first. A result without its call, as the oldest clients send it, counts under its id. */
function outcomesOf(messages: readonly Message[]): readonly Outcome[] {
  const outcomes: Outcome[] = []
  const answeredAlready = new Set<number>()
  for (const [index, message] of messages.entries())
    for (const call of message.calls) {
      const at = messages.findIndex(
        (candidate, place) =>
          place > index && candidate.role === 'tool' && candidate.callId === call.id && !answeredAlready.has(place),
      )
      if (at !== -1) answeredAlready.add(at)
      outcomes.push(outcomeOf(call, messages[at]?.text))
    }
  for (const [index, message] of messages.entries())
    if (message.role === 'tool' && !answeredAlready.has(index))
      outcomes.push(outcomeOf(guessCall(message), message.text))
  return outcomes
}

/** What an orphan result probably answered, from what it holds. */
function guessCall(message: Message): Call {
  const data = record(message.text)
  const holds = (name: string): boolean =>
    name in data || name in record(data['data']) || name in record(data['result'])
  const name = holds('refund_id') ? 'refund_order' : holds('order_id') ? 'lookup_order' : 'unknown'
  return { id: message.callId ?? '', name, input: {} }
}

export type Reading = {
  readonly messages: readonly Message[]
  readonly outcomes: readonly Outcome[]
  /** Calls of the open question only. */
  readonly recent: readonly Outcome[]
  /** What the customer wrote since the last reply that went out. */
  readonly question: string
  /** Everything the customer ever wrote. */
  readonly everything: string
  readonly images: readonly string[]
  /** Drafts that came back, with what the reviewer wrote, oldest first. */
  readonly returned: readonly { readonly draft: string; readonly feedback: string }[]
}

/** True where a reply that went out ends here: words alone, or the last result of a turn that had words beside its calls. */
function endsReply(messages: readonly Message[], index: number): boolean {
  const next = messages[index + 1]?.role
  if (next === 'system' || next === 'tool') return false
  const from = messages.slice(0, index + 1).findLastIndex((message) => message.role !== 'tool')
  const turn = messages[from]
  if (turn?.role !== 'assistant') return false
  if (turn.calls.length === 0) return from === index
  return turn.text !== '' && messages.slice(index + 1).some((message) => message.role === 'user')
}

export function read(messages: readonly Message[]): Reading {
  const sent = messages.findLastIndex((_message, index) => endsReply(messages, index))
  const recent = messages.slice(sent + 1)
  const texts = (list: readonly Message[]): string =>
    list
      .filter((message) => message.role === 'user')
      .map((message) => message.text)
      .join('\n')
  const returned = recent.flatMap((message, index) => {
    const draft = recent.slice(0, index).findLast((candidate) => candidate.role === 'assistant')
    return message.role === 'system' && draft !== undefined ? [{ draft: draft.text, feedback: message.text }] : []
  })
  return {
    messages,
    outcomes: outcomesOf(messages),
    recent: outcomesOf(recent),
    question: texts(recent),
    everything: texts(messages),
    images: recent.flatMap((message) => message.images),
    returned,
  }
}
