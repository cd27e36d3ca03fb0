import { z } from 'zod'
import { ChannelSchema, type Message } from '#contract/conversation.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { recordFormat, type TranscriptRecord } from '#main/domain/exchange/record.ts'
import { capText } from '#main/domain/visible.ts'

/**
 * Dialogues of other programs: messages with roles, as OpenAI and xAI write them in requests, tool calls and results
 * included, and dialogues as one text with a role at the beginning of a line. What they do not say is left open, not made up.
 */
const Text = z.union([z.string(), z.null(), z.array(z.record(z.string(), JsonSchema))])

const ToolCallSchema = z.object({
  id: z.string().optional(),
  function: z.object({ name: z.string(), arguments: z.union([z.string(), JsonSchema]).optional() }),
})

const RoleMessageSchema = z.object({
  role: z.string(),
  content: Text.optional(),
  name: z.string().nullish(),
  tool_calls: z.array(ToolCallSchema).nullish(),
  function_call: z.object({ name: z.string(), arguments: z.string().optional() }).nullish(),
  tool_call_id: z.string().nullish(),
  created_at: z.union([z.number(), z.string()]).nullish(),
  timestamp: z.union([z.number(), z.string()]).nullish(),
})
type RoleMessage = z.infer<typeof RoleMessageSchema>

const Name = z.union([z.string(), z.number()]).nullish()

export const DialogueSchema = z.object({
  messages: z.array(RoleMessageSchema).min(1).max(20_000),
  id: Name,
  conversation_id: Name,
  external_id: Name,
  subject: z.string().nullish(),
  title: z.string().nullish(),
  channel: ChannelSchema.nullish().catch(null),
  customer: z.object({ name: z.string().nullish(), email: z.string().nullish() }).nullish().catch(null),
  created_at: z.union([z.number(), z.string()]).nullish(),
  timestamp: z.union([z.number(), z.string()]).nullish(),
})
type Dialogue = z.infer<typeof DialogueSchema>

const roles = 'user|assistant|tool|system'
const beginning = new RegExp(`^(${roles}): ?`, 'm')

/** One text with a role at the beginning of each part. Null where it does not begin with one. */
export function splitDialogue(text: string): Dialogue | null {
  const parts = text.split(beginning)
  if (parts.length < 3 || parts[0]?.trim() !== '') return null
  const messages: RoleMessage[] = []
  for (let at = 1; at < parts.length; at += 2) {
    const role = parts[at] ?? ''
    const content = (parts[at + 1] ?? '').replace(/\n$/, '')
    // Written for an answer that was a call of a tool, whose name and arguments the text does not have.
    messages.push({ role, content: role === 'assistant' && content.trim() === 'None' ? null : content })
  }
  return { messages } as Dialogue
}

const authors: Readonly<Record<string, Pick<Message, 'author' | 'authorName' | 'kind'>>> = {
  user: { author: 'customer', authorName: 'Customer', kind: 'comment' },
  assistant: { author: 'bot', authorName: 'Assistant', kind: 'comment' },
  system: { author: 'system', authorName: 'Instructions', kind: 'note' },
  developer: { author: 'system', authorName: 'Instructions', kind: 'note' },
  tool: { author: 'system', authorName: 'Tool', kind: 'event' },
  function: { author: 'system', authorName: 'Tool', kind: 'event' },
}

const wordsOf = (content: RoleMessage['content']): string => {
  if (content === null || content === undefined) return ''
  if (typeof content === 'string') return content
  return content
    .map((part) =>
      typeof part['text'] === 'string' ? part['text'] : `[${typeof part['type'] === 'string' ? part['type'] : 'file'}]`,
    )
    .join('\n')
}

function callsOf({ tool_calls: calls, function_call: call }: RoleMessage): readonly string[] {
  const all = [...(calls ?? []).map((one) => one.function), ...(call === null || call === undefined ? [] : [call])]
  return all.map(({ name, arguments: args }) => {
    const given = args === undefined ? '' : typeof args === 'string' ? args : JSON.stringify(args)
    return `Called ${name}${given === '' ? '' : ` with ${given}`}`
  })
}

/** Seconds or milliseconds since 1970, or a date in words; null: it says none. */
function momentOf(value: unknown): number | null {
  const at =
    typeof value === 'number'
      ? value < 1e11
        ? value * 1000
        : value
      : typeof value === 'string'
        ? Date.parse(value)
        : Number.NaN
  return Number.isFinite(at) && at > 0 && at < 8.64e15 ? Math.floor(at) : null
}

type Line = Pick<Message, 'author' | 'authorName' | 'kind' | 'text'> & { readonly at: number | null }

function linesOf(message: RoleMessage): readonly Line[] {
  const who = authors[message.role] ?? { author: 'system' as const, authorName: message.role, kind: 'event' as const }
  const at = momentOf(message.created_at ?? message.timestamp)
  const authorName = message.name ?? who.authorName
  const text = wordsOf(message.content)
  const calls = callsOf(message)
  const unnamed = message.role === 'assistant' && text.trim() === '' && calls.length === 0
  const called = unnamed ? ['Called a tool; which one the file does not say.'] : calls
  return [
    ...(text.trim() === '' && (called.length > 0 || who.kind === 'comment') ? [] : [{ ...who, authorName, text, at }]),
    ...called.map((words): Line => ({ ...who, authorName, kind: 'event', text: words, at })),
  ]
}

/** What is the same however often it is exported: who said what, in which order. */
export const contentHash = (messages: readonly Pick<Message, 'author' | 'kind' | 'text'>[]): string =>
  sha256(canonicalJson(messages.map(({ author, kind, text }) => [author, kind, text] as Json)))

const secondMs = 1000

/** It had no id of its own where it comes from. */
export const isKnownByWords = (externalId: string): boolean =>
  externalId.startsWith('import:') && !externalId.startsWith('import:id:')

/** A conversation of this desk's form. `at`: when it came in, for what has no time of its own. */
export function recordOfDialogue(dialogue: Dialogue, at: number): TranscriptRecord {
  const lines = dialogue.messages.flatMap(linesOf)
  const hash = contentHash(lines)
  const named = dialogue.conversation_id ?? dialogue.external_id ?? dialogue.id
  const externalId = `import:${named === null || named === undefined ? hash.slice(0, 32) : `id:${named}`}`
  const began = momentOf(dialogue.created_at ?? dialogue.timestamp) ?? lines.find((line) => line.at !== null)?.at ?? at
  let last = began
  const messages = lines.map((line, index): Message => {
    last = line.at ?? (index === 0 ? began : last + secondMs)
    return {
      id: index + 1,
      conversationId: 1,
      externalId: `${externalId}:${index}`,
      author: line.author,
      authorName: line.authorName,
      kind: line.kind,
      text: line.text,
      html: null,
      attachments: [],
      at: last,
      proposalId: null,
    }
  })
  const first = messages.find((message) => message.author === 'customer')?.text ?? messages[0]?.text ?? ''
  const { customer } = dialogue
  return {
    countersign: 'conversation',
    format: recordFormat,
    conversation: {
      id: 1,
      externalId,
      channel: dialogue.channel ?? 'other',
      state: 'closed',
      subject: capText((dialogue.subject ?? dialogue.title ?? first).replaceAll(/\s+/g, ' ').trim(), 120),
      customer: {
        externalId: `${externalId}:customer`,
        name: customer?.name ?? 'Customer',
        email: customer?.email ?? null,
      },
      assignee: null,
      tags: [],
      control: 'human',
      agent: { activity: 'idle', note: null, rounds: 0 },
      createdAt: began,
      updatedAt: last,
      lastMessageAt: last,
      waitingSince: null,
    },
    messages,
    turns: [],
    proposals: [],
    ledger: [],
    call: null,
    review: { starredBy: null, starredAt: null, reviewedBy: null, reviewedAt: null },
    tags: [],
    notes: [],
    redactions: [],
    scores: [],
    imported: true,
  }
}
