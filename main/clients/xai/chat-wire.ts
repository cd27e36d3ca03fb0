/** `/v1/chat/completions` in both directions: what is sent, and a whole answer read. Pure. */
import type { Json } from '#contract/tool.ts'
import { isFields } from '#main/clients/http/errors.ts'
import type { Citation, TextCall, TextItem, TextRequest, TextResult, TextTool } from '#main/clients/text-engine.ts'
import type { Fields } from '#main/clients/wire-values.ts'
import { argumentsText, fieldsIn, listOf, wordsOf, wordsOrNull } from '#main/clients/wire-values.ts'
import { readUsage } from '#main/clients/xai/usage.ts'

export type ReadCompletion = Omit<TextResult, 'firstWordMs' | 'totalMs' | 'sent' | 'resent' | 'isHeld'>

type Message = { role: string; content: Json; tool_calls?: Json[]; tool_call_id?: string }

const nested = (tool: TextTool): Json => ({ type: 'function', function: { ...tool } })
const wireCall = (call: TextCall): Json => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments },
})

function contentOf(item: Extract<TextItem, { kind: 'message' }>): Json {
  const images = item.imageUrls ?? []
  if (images.length === 0) return item.text
  return [
    ...(item.text === '' ? [] : [{ type: 'text', text: item.text }]),
    ...images.map((url) => ({ type: 'image_url', image_url: { url, detail: 'auto' } })),
  ]
}

/** Calls stand on the assistant's message they came with; what another interface wants back for itself is left out. */
export function messagesOf(request: Pick<TextRequest, 'instructions' | 'items'>): readonly Message[] {
  const messages: Message[] = []
  if (request.instructions !== null && request.instructions !== '')
    messages.push({ role: 'system', content: request.instructions })
  for (const item of request.items) {
    switch (item.kind) {
      case 'message':
        messages.push({ role: item.role, content: contentOf(item) })
        break
      case 'call': {
        const last = messages.at(-1)
        if (last?.role === 'assistant') last.tool_calls = [...(last.tool_calls ?? []), wireCall(item)]
        else messages.push({ role: 'assistant', content: '', tool_calls: [wireCall(item)] })
        break
      }
      case 'result':
        messages.push({ role: 'tool', tool_call_id: item.callId, content: item.output })
        break
      case 'own':
        break
    }
  }
  return messages
}

export function chatBody(request: TextRequest, deferred = false): Json {
  const tools = [...request.tools.map(nested), ...request.providerTools]
  const streaming = request.streaming && !deferred
  return {
    model: request.model,
    messages: messagesOf(request).map((message) => ({ ...message })),
    ...(deferred ? { deferred: true } : { stream: streaming }),
    ...(streaming ? { stream_options: { include_usage: true } } : {}),
    ...(tools.length === 0 ? {} : { tools, tool_choice: request.toolChoice }),
    ...(request.temperature === null ? {} : { temperature: request.temperature }),
    ...(request.topP === null ? {} : { top_p: request.topP }),
    ...(request.mostOutputTokens === null ? {} : { max_completion_tokens: request.mostOutputTokens }),
    ...(request.effort === null ? {} : { reasoning_effort: request.effort }),
  }
}

/** `REASON_MAX_LEN` and `length` are the same. */
export function endOf(reason: unknown): Pick<TextResult, 'end' | 'why'> {
  const name = wordsOf(reason)
    .toLowerCase()
    .replace(/^(finish_)?reason_/, '')
  if (['length', 'max_len', 'max_context', 'time_limit'].includes(name)) return { end: 'cut', why: name }
  if (name === 'content_filter') return { end: 'filtered', why: name }
  return { end: 'done', why: null }
}

export function textIn(content: unknown): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map(textIn).join('')
  return isFields(content) ? wordsOf(content['text']) : ''
}

export function callIn(value: Fields, place: number): TextCall {
  const inner = isFields(value['function']) ? value['function'] : value
  const id = wordsOf(value['id']) || wordsOf(value['call_id'])
  return {
    id: id === '' ? `call_${place}` : id,
    name: wordsOf(inner['name']),
    arguments: argumentsText(inner['arguments']),
  }
}

export const citationsIn = (completion: Fields, message: Fields): readonly Citation[] => [
  ...listOf(completion['citations']).flatMap((one): Citation[] => {
    if (typeof one === 'string') return [{ url: one, title: null }]
    return isFields(one) && wordsOf(one['url']) !== ''
      ? [{ url: wordsOf(one['url']), title: wordsOrNull(one['title']) }]
      : []
  }),
  ...fieldsIn(message['annotations'])
    .map((note) => (isFields(note['url_citation']) ? note['url_citation'] : note))
    .filter((note) => wordsOf(note['url']) !== '')
    .map((note) => ({ url: wordsOf(note['url']), title: wordsOrNull(note['title']) })),
]

/** What an answer adds to the conversation, words before calls. */
export const itemsOf = (text: string, calls: readonly TextCall[]): readonly TextItem[] => [
  ...(text === '' ? [] : [{ kind: 'message', role: 'assistant', text } as const]),
  ...calls.map((call) => ({ kind: 'call', ...call }) as const),
]

/** Null where no choice is in it. */
export function readCompletion(value: unknown): ReadCompletion | null {
  if (!isFields(value)) return null
  const choice = fieldsIn(value['choices']).find((one) => !one['index']) ?? fieldsIn(value['outputs'])[0]
  const message = choice?.['message']
  if (choice === undefined || !isFields(message)) return null
  const text = textIn(message['content'])
  const legacy = isFields(message['function_call']) ? [{ function: message['function_call'] }] : []
  const listed = fieldsIn(message['tool_calls'])
  const calls = (listed.length > 0 ? listed : legacy).map(callIn).filter((call) => call.name !== '')
  return {
    id: wordsOf(value['id']),
    model: wordsOf(value['model']),
    ...endOf(choice['finish_reason']),
    text,
    refusal: wordsOf(message['refusal']),
    thoughts: wordsOf(message['reasoning_content']),
    calls,
    provider: [],
    citations: citationsIn(value, message),
    items: itemsOf(text, calls),
    usage: readUsage(value['usage']),
    raw: value as Json,
  }
}
