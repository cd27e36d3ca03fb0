/**
 * Puts a streamed response together, event by event. What is later is more certain: a finished item replaces its pieces, the
 * response at the end replaces all of it. Text goes out as it comes, each piece once. Pure but for the callbacks it is given.
 */
import { isFields, refusal } from '#main/clients/http/errors.ts'
import type { FrameReader } from '#main/clients/http/streamed-answer.ts'
import type { TextEvent } from '#main/clients/text-engine.ts'
import type { Fields } from '#main/clients/wire-values.ts'
import { fieldsIn, numberOf, wordsOf } from '#main/clients/wire-values.ts'
import type { ReadResponse } from '#main/clients/xai/responses-read.ts'
import { callOf, providerToolOf, readResponse, textOfMessage } from '#main/clients/xai/responses-read.ts'
import { AppError } from '#main/kernel/errors.ts'

export type ResponseAssembly = FrameReader & {
  readonly partialText: () => string
  /** Throws `protocol` where the stream ended before the answer did. */
  readonly finish: () => ReadResponse
}

type OpenItem = {
  type: string
  fields: Fields
  /** Text of each part, as far as it went out. */
  readonly said: Map<number, string>
  thoughts: string
  refusal: string
  readonly notes: Fields[]
  arguments: string
  done: boolean
}

const place = (event: Fields, name: string): number => numberOf(event[name]) ?? 0

/** `onBegin` is called once, before anything of the answer goes out: from then on nobody may ask again. */
export function createResponseAssembly(ports: {
  readonly onBegin: () => void
  readonly onEvent: (event: TextEvent) => void
}): ResponseAssembly {
  const items = new Map<number, OpenItem>()
  let head: Fields = {}
  let told = false
  let began = false
  let ended = false
  let last: Fields | null = null

  const begin = (): void => {
    if (began) return
    began = true
    ports.onBegin()
  }
  const tellHead = (): void => {
    if (told) return
    told = true
    ports.onEvent({ type: 'begun', id: wordsOf(head['id']), model: wordsOf(head['model']) })
  }
  /** Deltas may come before their item was announced. */
  const itemAt = (index: number, type: string): OpenItem => {
    const known = items.get(index)
    if (known !== undefined) return known
    const made = {
      type,
      fields: { type },
      said: new Map(),
      thoughts: '',
      refusal: '',
      notes: [],
      arguments: '',
      done: false,
    }
    items.set(index, made)
    return made
  }
  const say = (text: string): void => {
    if (text === '') return
    begin()
    tellHead()
    ports.onEvent({ type: 'text', text })
  }
  /** The rest of a text that is now known whole; what contradicts what went out changes the result only. */
  const complete = (item: OpenItem, part: number, whole: string): void => {
    const before = item.said.get(part) ?? ''
    if (!whole.startsWith(before)) return
    item.said.set(part, whole)
    say(whole.slice(before.length))
  }
  const think = (item: OpenItem, text: string): void => {
    if (text === '') return
    begin()
    tellHead()
    item.thoughts += text
    ports.onEvent({ type: 'thought', text })
  }
  const fail = (error: unknown): never => {
    const text = JSON.stringify(isFields(error) && 'error' in error ? error : { error })
    throw refusal({ status: 200, headers: {}, text, retryAfterMs: null })
  }

  const finishItem = (index: number, fields: Fields): void => {
    const item = itemAt(index, wordsOf(fields['type']))
    if (item.done) return
    begin()
    tellHead()
    item.done = true
    item.type = wordsOf(fields['type']) || item.type
    item.fields = item.type === 'function_call' ? { ...fields, arguments: argumentsOf(item, fields) } : fields
    if (item.type === 'message' && item.said.size <= 1)
      complete(item, [...item.said.keys()][0] ?? 0, textOfMessage(fields))
    else if (item.type === 'function_call') ports.onEvent({ type: 'call', call: callOf(item.fields, index) })
    else if (item.type !== 'reasoning' && item.type !== 'message')
      ports.onEvent({ type: 'provider', ...providerToolOf(fields), over: true })
  }
  const addItem = (index: number, fields: Fields): void => {
    const item = itemAt(index, wordsOf(fields['type']))
    item.type = wordsOf(fields['type']) || item.type
    item.fields = { ...item.fields, ...fields }
    if (item.type === 'message' || item.type === 'reasoning' || item.type === 'function_call') return
    begin()
    tellHead()
    ports.onEvent({ type: 'provider', ...providerToolOf(fields), over: false })
  }
  const end = (response: Fields): void => {
    ended = true
    last = { ...head, ...response }
    tellHead()
    fieldsIn(response['output']).forEach((item, index) => finishItem(index, item))
  }

  const take = (event: Fields): void => {
    const index = place(event, 'output_index')
    const delta = event['delta']
    switch (event['type']) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (isFields(event['response'])) head = { ...head, ...event['response'] }
        return
      case 'response.output_item.added':
        return addItem(index, isFields(event['item']) ? event['item'] : {})
      case 'response.output_item.done':
        return finishItem(index, isFields(event['item']) ? event['item'] : {})
      case 'response.output_text.delta': {
        const item = itemAt(index, 'message')
        const part = place(event, 'content_index')
        item.said.set(part, (item.said.get(part) ?? '') + wordsOf(delta))
        return say(wordsOf(delta))
      }
      case 'response.output_text.done':
        return complete(itemAt(index, 'message'), place(event, 'content_index'), wordsOf(event['text']))
      case 'response.output_text.annotation.added':
        if (isFields(event['annotation'])) itemAt(index, 'message').notes.push(event['annotation'])
        return
      case 'response.refusal.delta':
        begin()
        itemAt(index, 'message').refusal += wordsOf(delta)
        return
      case 'response.refusal.done':
        itemAt(index, 'message').refusal = wordsOf(event['refusal'])
        return
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return think(itemAt(index, 'reasoning'), wordsOf(delta))
      case 'response.reasoning_summary_text.done':
      case 'response.reasoning_text.done': {
        const item = itemAt(index, 'reasoning')
        return item.thoughts === '' ? think(item, wordsOf(event['text'])) : undefined
      }
      case 'response.function_call_arguments.delta':
        begin()
        itemAt(index, 'function_call').arguments += wordsOf(delta)
        return
      case 'response.function_call_arguments.done':
        itemAt(index, 'function_call').arguments = wordsOf(event['arguments'])
        return
      case 'response.completed':
      case 'response.done':
      case 'response.incomplete':
        return end(isFields(event['response']) ? event['response'] : {})
      case 'response.failed':
        return fail(isFields(event['response']) ? event['response']['error'] : event['error'])
      case 'error':
        return fail({ code: event['code'], error: event['error'] ?? event['message'] })
      default:
        // The shape of the guide, which no service has been seen to send.
        if (isFields(delta) && typeof delta['content'] === 'string') {
          const item = itemAt(0, 'message')
          item.said.set(0, (item.said.get(0) ?? '') + delta['content'])
          say(delta['content'])
        }
    }
  }

  const assembled = (): Fields => {
    const output = [...items.entries()].toSorted(([a], [b]) => a - b).map(([, item]) => fieldsOf(item))
    return { ...head, ...last, output }
  }

  return {
    frame: (value) => {
      if (ended || !isFields(value)) return
      if (typeof value['type'] === 'string') return take(value)
      const inner = value['error']
      if (isFields(inner) && inner['type'] === 'error') return take(inner)
      // A whole response where a stream was asked for.
      if (Array.isArray(value['output']) || isFields(value['response']))
        return end(isFields(value['response']) ? value['response'] : value)
      if (inner !== undefined && inner !== null) return fail(value)
      take(value)
    },
    done: () => {
      ended = true
    },
    isOver: () => ended,
    partialText: () => [...items.values()].flatMap((item) => [...item.said.values()]).join(''),
    finish: () => {
      // Where nothing says that it is over, thoughts and searches alone are the beginning of an answer.
      const come = [...items.values()]
      const isWhole =
        come.every((item) => item.done) && come.some(({ type }) => type === 'message' || type === 'function_call')
      const known = last === null ? null : fieldsIn((last as Fields)['output'])
      const read = known !== null && known.length > 0 ? readResponse(last) : readResponse(assembled())
      if (read === null || (!ended && !isWhole))
        throw new AppError('protocol', 'The stream ended before the answer did.', { data: { sent: true } })
      return read
    },
  }
}

/** A finished item first, then what its end said, then its pieces. */
const argumentsOf = (item: OpenItem, fields: Fields): unknown => {
  const own = fields['arguments']
  return own === undefined || own === null || own === '' ? item.arguments : own
}

function fieldsOf(item: OpenItem): Fields {
  if (item.done) return item.fields
  if (item.type === 'function_call') return { ...item.fields, type: item.type, arguments: item.arguments }
  if (item.type === 'message') {
    const parts = [...item.said.entries()].toSorted(([a], [b]) => a - b)
    const content = parts.map(([, text]) => ({ type: 'output_text', text, annotations: item.notes }))
    const declined = item.refusal === '' ? [] : [{ type: 'refusal', refusal: item.refusal }]
    return { ...item.fields, type: 'message', content: [...content, ...declined] }
  }
  return item.type === 'reasoning' && item.thoughts !== ''
    ? { ...item.fields, type: item.type, summary: [{ type: 'summary_text', text: item.thoughts }] }
    : item.fields
}
