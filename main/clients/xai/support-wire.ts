/**
 * What a support agent answers, in every form it has been seen or announced to take, as one AgentResponse. Pure. Unknown
 * fields are ignored; an answer with nothing in it that could be a message is null, and for the caller to refuse.
 */
import type { RagResult } from '#contract/conversation.ts'
import type { Json } from '#contract/tool.ts'
import { isFields } from '#main/clients/http/errors.ts'
import type { AgentCall, AgentResponse } from '#main/clients/support-agent.ts'
import { argumentsText, fieldsIn, numberOf, wordsOf, type Fields } from '#main/clients/wire-values.ts'

export type MakeId = () => string
type WireMessage = { readonly role: string; readonly text: string; readonly calls: readonly AgentCall[] }

/** `ROLE_USER` and `user` are the same role; likewise `REASON_STOP` and `stop`. */
export const bareName = (value: unknown): string =>
  typeof value === 'string' ? value.toLowerCase().replace(/^(role|reason|finish_reason)_/, '') : ''

/** A string, a list of parts, an object with `text`, or nothing. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map(textOf).join('')
  return isFields(content) ? textOf(content['text'] ?? content['content']) : ''
}

/** `{id, function: {name, arguments}}`, flat `{id, name, arguments}`, or null where no name stands. */
function callOf(value: unknown, fallbackId: string, makeId: MakeId): AgentCall | null {
  if (!isFields(value)) return null
  const inner = isFields(value['function']) ? value['function'] : value
  const name = wordsOf(inner['name'])
  if (name === '') return null
  const id = wordsOf(value['id']) || wordsOf(value['call_id']) || wordsOf(value['callId']) || fallbackId || makeId()
  return { id, name, arguments: argumentsText(inner['arguments']) }
}

function readMessage(value: Fields, makeId: MakeId): WireMessage {
  const listed = value['tool_calls'] ?? value['toolCalls']
  const ownId = wordsOf(value['tool_call_id']) || wordsOf(value['toolCallId']) || wordsOf(value['id'])
  const legacy = value['function'] ?? value['function_call']
  const calls = Array.isArray(listed)
    ? listed.map((call) => callOf(call, '', makeId))
    : [isFields(legacy) ? callOf({ function: legacy }, ownId, makeId) : null]
  return {
    role: bareName(value['role']),
    text: textOf(value['content'] ?? value['text']),
    calls: calls.filter((call) => call !== null),
  }
}

/** Gateways wrap each object as `{"result": …}`. */
export const unwrap = (value: unknown): unknown =>
  isFields(value) && isFields(value['result']) ? value['result'] : value

/** The entries of `choices` or `outputs`, the first of each index only: this client never asks for more than one. */
export const firstEntry = (value: Fields): Fields | null =>
  firstOf(value['choices']) ?? firstOf(value['outputs']) ?? null

/** Once per streamed word: no lists are made on the way. */
function firstOf(listed: unknown): Fields | undefined {
  return Array.isArray(listed) ? listed.find((entry): entry is Fields => isFields(entry) && !entry['index']) : undefined
}

/** The messages of an answer, wherever they stand. */
function messagesIn(value: Fields): readonly Fields[] {
  for (const place of [value['message'], value['messages'], firstEntry(value)?.['message']]) {
    const found = (Array.isArray(place) ? place : [place]).filter(isFields)
    if (found.length > 0) return found
  }
  return 'content' in value || 'tool_calls' in value || 'toolCalls' in value ? [value] : []
}

/**
 * Several messages are one turn: the words of the last that has any, the calls of all. What stands before the last
 * message of a customer, of the system or with a tool's result is history that came back, not this turn.
 */
export function readTurnMessage(value: Fields, makeId: MakeId): WireMessage | null {
  const all = messagesIn(value).map((message) => readMessage(message, makeId))
  const isOurs = (message: WireMessage): boolean =>
    message.calls.length > 0 || message.role === 'assistant' || message.role === ''
  const messages = all.length === 1 ? all : all.slice(all.findLastIndex((message) => !isOurs(message)) + 1)
  const last = messages.at(-1)
  if (last === undefined) return null
  return {
    role: last.role,
    text: messages.findLast((message) => message.text !== '')?.text ?? '',
    calls: messages.flatMap((message) => message.calls),
  }
}

export function readUsage(value: unknown): AgentResponse['usage'] {
  if (!isFields(value)) return null
  const promptTokens = numberOf(value['prompt_tokens'] ?? value['promptTokens'] ?? value['input_tokens'])
  const completionTokens = numberOf(value['completion_tokens'] ?? value['completionTokens'] ?? value['output_tokens'])
  return promptTokens === null && completionTokens === null
    ? null
    : { promptTokens: promptTokens ?? 0, completionTokens: completionTokens ?? 0 }
}

export const readRagResults = (value: Fields): readonly RagResult[] =>
  fieldsIn(value['rag_results'] ?? value['ragResults']).map((result) => ({
    text: textOf(result['text'] ?? result['content']),
    score: numberOf(result['score']) ?? 0,
    collectionId: wordsOf(result['collection_id']) || wordsOf(result['collectionId']),
  }))

/** A whole answer, not streamed. */
export function readResponse(body: unknown, makeId: MakeId): AgentResponse | null {
  const value = unwrap(body)
  if (!isFields(value)) return null
  const message = readTurnMessage(value, makeId)
  if (message === null) return null
  return {
    id: wordsOf(value['id']),
    text: message.text,
    calls: message.calls,
    ragResults: readRagResults(value),
    usage: readUsage(value['usage']),
    raw: body as Json,
  }
}
