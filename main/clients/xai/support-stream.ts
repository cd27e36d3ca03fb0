/**
 * Puts a streamed answer together, frame by frame: deltas or snapshots, `choices` or `outputs` or neither, wrapped or not.
 * Text goes out as it comes. Pure but for the callbacks it is given.
 */
import type { Json } from '#contract/tool.ts'
import { isFields, refusal } from '#main/clients/http/errors.ts'
import type { AgentCall, AgentResponse } from '#main/clients/support-agent.ts'
import { argumentsText, wordsOf, type Fields } from '#main/clients/wire-values.ts'
import type { MakeId } from '#main/clients/xai/support-wire.ts'
import {
  bareName,
  firstEntry,
  readRagResults,
  readTurnMessage,
  readUsage,
  textOf,
  unwrap,
} from '#main/clients/xai/support-wire.ts'
import { AppError } from '#main/kernel/errors.ts'

export type TurnAssembly = {
  readonly frame: (value: unknown) => void
  readonly done: () => void
  readonly partialText: () => string
  /** Throws `protocol` where the stream ended before the turn did. */
  readonly finish: () => AgentResponse
}

type OpenCall = { index: number | null; id: string; name: string; arguments: string }

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `onDelta` is called once per frame that carries words or calls, before `onText`. */
export function createTurnAssembly(ports: {
  readonly onText: (piece: string) => void
  readonly onDelta: () => void
  readonly makeId: MakeId
}): TurnAssembly {
  let text = ''
  let calls: OpenCall[] = []
  let id = ''
  let usage: AgentResponse['usage'] = null
  let ragResults: AgentResponse['ragResults'] = []
  let ended = false
  let only: unknown
  let frames = 0

  const addText = (piece: string): void => {
    if (piece === '') return
    ports.onDelta()
    text += piece
    ports.onText(piece)
  }

  /** The open call a piece continues: the same index, else the same id, else, with neither id nor name, the last one. */
  const continued = (index: number | null, callId: string, name: string): OpenCall | undefined => {
    if (index !== null) return calls.find((call) => call.index === index)
    if (callId !== '') return calls.find((call) => call.id === callId)
    return name === '' ? calls.at(-1) : undefined
  }

  const addCall = (piece: unknown): void => {
    if (!isFields(piece)) return
    ports.onDelta()
    const inner = isFields(piece['function']) ? piece['function'] : piece
    const index = typeof piece['index'] === 'number' ? piece['index'] : null
    const callId = wordsOf(piece['id'])
    const name = wordsOf(inner['name'])
    const value = inner['arguments']
    const fragment =
      typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
    const open = continued(index, callId, name)
    if (open === undefined) {
      calls.push({ index, id: callId, name, arguments: fragment })
      return
    }
    open.id ||= callId
    open.name ||= name
    // Some repeat the whole call with each frame instead of continuing it.
    if (index === null && fragment.startsWith(open.arguments)) open.arguments = fragment
    else open.arguments += fragment
  }

  const addDelta = (delta: Fields): void => {
    addText(textOf(delta['content'] ?? delta['text']))
    const listed = delta['tool_calls'] ?? delta['toolCalls']
    if (Array.isArray(listed)) listed.forEach(addCall)
    else if (isFields(delta['function'])) addCall({ function: delta['function'], id: delta['tool_call_id'] })
  }

  const addSnapshot = (value: Fields): void => {
    const message = readTurnMessage(value, ports.makeId)
    if (message === null) return
    addText(message.text.startsWith(text) ? message.text.slice(text.length) : message.text)
    if (message.calls.length === 0) return
    ports.onDelta()
    calls = message.calls.map((call) => ({ ...call, index: null }))
  }

  const frame = (received: unknown): void => {
    const value = unwrap(received)
    if (!isFields(value)) return
    frames += 1
    only = received
    const entry = firstEntry(value)
    const error = value['error'] ?? (isFields(received) ? received['error'] : undefined)
    if (error !== undefined && error !== null && entry === null)
      throw refusal({ status: 200, headers: {}, text: JSON.stringify(value), retryAfterMs: null })
    id = wordsOf(value['id']) || id
    usage = readUsage(value['usage']) ?? usage
    if (value['rag_results'] !== undefined || value['ragResults'] !== undefined) {
      const sources = readRagResults(value)
      if (sources.length > 0) ragResults = sources
    }
    const delta = entry?.['delta'] ?? value['delta']
    if (isFields(delta)) addDelta(delta)
    else if (typeof delta === 'string') addText(delta)
    else addSnapshot(value)
    const reason = bareName(entry?.['finish_reason'] ?? entry?.['finishReason'] ?? value['finish_reason'])
    if (reason !== '' && reason !== 'invalid') ended = true
  }

  const closedCalls = (): AgentCall[] =>
    calls
      .filter((call) => call.name !== '')
      .map((call) => ({
        id: call.id === '' ? ports.makeId() : call.id,
        name: call.name,
        arguments: argumentsText(call.arguments),
      }))

  return {
    frame,
    done: () => {
      ended = true
    },
    partialText: () => text,
    finish: () => {
      const whole = closedCalls()
      const isComplete = ended || (text !== '' && whole.length === 0) || whole.length > 0
      const isCut = !ended && !whole.every((call) => isWholeJson(call.arguments))
      if (frames === 0 || !isComplete || isCut)
        throw new AppError('protocol', 'The stream ended before the answer did.', { data: { sent: true } })
      const message = {
        role: 'ROLE_ASSISTANT',
        content: [{ text }],
        tool_calls: whole.map((call) => ({ id: call.id, function: { name: call.name, arguments: call.arguments } })),
      }
      const assembled = {
        id,
        message,
        usage,
        rag_results: ragResults.map(({ text: words, score, collectionId }) => ({ text: words, score, collectionId })),
      }
      return { id, text, calls: whole, ragResults, usage, raw: frames === 1 ? (only as Json) : assembled }
    },
  }
}
