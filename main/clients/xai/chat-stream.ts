/** Puts a streamed chat completion together: text, thoughts and pieces of calls by their index; the chunk of usage has no choice. */
import type { Json } from '#contract/tool.ts'
import { isFields, refusal } from '#main/clients/http/errors.ts'
import type { FrameReader } from '#main/clients/http/streamed-answer.ts'
import type { Citation, TextEvent } from '#main/clients/text-engine.ts'
import type { Fields } from '#main/clients/wire-values.ts'
import { argumentsText, fieldsIn, numberOf, wordsOf } from '#main/clients/wire-values.ts'
import type { ReadCompletion } from '#main/clients/xai/chat-wire.ts'
import { citationsIn, endOf, itemsOf, readCompletion, textIn } from '#main/clients/xai/chat-wire.ts'
import { readUsage } from '#main/clients/xai/usage.ts'
import { AppError } from '#main/kernel/errors.ts'

export type CompletionAssembly = FrameReader & {
  readonly partialText: () => string
  /** Throws `protocol` where the stream ended before the answer did. */
  readonly finish: () => ReadCompletion
}

type OpenCall = { readonly index: number; id: string; name: string; arguments: string }

export function createCompletionAssembly(ports: {
  readonly onBegin: () => void
  readonly onEvent: (event: TextEvent) => void
}): CompletionAssembly {
  let [id, model, text, thoughts, refused] = ['', '', '', '', '']
  let reason: unknown = null
  let usage: ReadCompletion['usage'] = null
  let citations: readonly Citation[] = []
  let whole: ReadCompletion | null = null
  let began = false
  let ended = false
  const calls: OpenCall[] = []
  const last: { chunk: Fields | null } = { chunk: null }

  const begin = (): void => {
    if (began) return
    began = true
    ports.onBegin()
    ports.onEvent({ type: 'begun', id, model })
  }
  const addText = (piece: string): void => {
    if (piece === '') return
    begin()
    text += piece
    ports.onEvent({ type: 'text', text: piece })
  }
  const addThought = (piece: string): void => {
    if (piece === '') return
    begin()
    thoughts += piece
    ports.onEvent({ type: 'thought', text: piece })
  }
  const addCall = (piece: Fields, place: number): void => {
    begin()
    const inner = isFields(piece['function']) ? piece['function'] : piece
    const index = numberOf(piece['index']) ?? place
    const given = inner['arguments']
    const fragment =
      typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given)
    const open = calls.find((call) => call.index === index)
    if (open === undefined)
      calls.push({ index, id: wordsOf(piece['id']), name: wordsOf(inner['name']), arguments: fragment })
    else {
      open.id ||= wordsOf(piece['id'])
      open.name ||= wordsOf(inner['name'])
      open.arguments += fragment
    }
  }
  const closedCalls = () =>
    calls
      .filter((call) => call.name !== '')
      .toSorted((a, b) => a.index - b.index)
      .map((call) => ({
        id: call.id === '' ? `call_${call.index}` : call.id,
        name: call.name,
        arguments: argumentsText(call.arguments),
      }))

  const frame = (value: unknown): void => {
    if (!isFields(value)) return
    const error = value['error']
    if (error !== undefined && error !== null && !Array.isArray(value['choices']))
      throw refusal({ status: 200, headers: {}, text: JSON.stringify(value), retryAfterMs: null })
    last.chunk = value
    id = wordsOf(value['id']) || id
    model = wordsOf(value['model']) || model
    usage = readUsage(value['usage']) ?? usage
    const choice = fieldsIn(value['choices']).find((one) => !one['index'])
    const message = choice?.['message']
    if (isFields(message)) {
      // A whole completion where a stream was asked for.
      whole = readCompletion(value)
      addThought(whole?.thoughts ?? '')
      addText(whole?.text ?? '')
      ended = true
      return
    }
    const delta = isFields(choice?.['delta']) ? choice['delta'] : {}
    addThought(wordsOf(delta['reasoning_content']))
    addText(textIn(delta['content']))
    refused += wordsOf(delta['refusal'])
    fieldsIn(delta['tool_calls']).forEach(addCall)
    const cited = citationsIn(value, delta)
    if (cited.length > 0) citations = cited
    if (choice?.['finish_reason'] !== undefined && choice['finish_reason'] !== null) {
      reason = choice['finish_reason']
      ended = true
    }
  }

  return {
    frame,
    done: () => {
      ended = true
    },
    partialText: () => text,
    finish: () => {
      if (!ended || last.chunk === null)
        throw new AppError('protocol', 'The stream ended before the answer did.', { data: { sent: true } })
      const asked = whole?.calls ?? closedCalls()
      begin()
      for (const call of asked) ports.onEvent({ type: 'call', call })
      if (whole !== null) return whole
      const raw: Json = {
        id,
        model,
        choices: [
          {
            index: 0,
            finish_reason: wordsOf(reason),
            message: {
              role: 'assistant',
              content: text,
              ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
              ...(asked.length === 0
                ? {}
                : {
                    tool_calls: asked.map((call) => ({
                      id: call.id,
                      type: 'function',
                      function: { name: call.name, arguments: call.arguments },
                    })),
                  }),
            },
          },
        ],
        usage: (last.chunk['usage'] as Json | undefined) ?? null,
      }
      const items = itemsOf(text, asked)
      return {
        id,
        model,
        ...endOf(reason),
        text,
        refusal: refused,
        thoughts,
        calls: asked,
        provider: [],
        citations,
        items,
        usage,
        raw,
      }
    },
  }
}
