/**
 * A response object as a result, walked by the type of each item: thoughts and searches of the service may come before the
 * words, and there may be no words at all. Pure; what is unknown is kept and never executed.
 */
import type { Json } from '#contract/tool.ts'
import { isFields } from '#main/clients/http/errors.ts'
import type { Citation, TextCall, TextItem, TextResult } from '#main/clients/text-engine.ts'
import type { Fields } from '#main/clients/wire-values.ts'
import { argumentsText, fieldsIn, wordsOf, wordsOrNull } from '#main/clients/wire-values.ts'
import { readUsage } from '#main/clients/xai/usage.ts'

export type ReadResponse = Omit<TextResult, 'firstWordMs' | 'totalMs' | 'sent' | 'resent' | 'isHeld'>

/** `place`: where it stands in the answer, which names a call that came without an id: its result has to name it. */
export const callOf = (item: Fields, place: number): TextCall => ({
  id: wordsOf(item['call_id']) || wordsOf(item['id']) || `call_without_id_${place}`,
  name: wordsOf(item['name']),
  arguments: argumentsText(item['arguments']),
})

/** What a tool of the service is called and asked, in the forms recorded and documented. */
export function providerToolOf(item: Fields): { readonly name: string; readonly about: string } {
  const name = wordsOf(item['name']) || wordsOf(item['type']).replace(/_call$/, '')
  const action = isFields(item['action']) ? item['action'] : {}
  const query = wordsOf(action['query']) || fieldsOrTexts(item['queries'])
  return { name, about: query || wordsOf(item['arguments']) || wordsOf(item['input']) || wordsOf(item['code']) }
}

const fieldsOrTexts = (value: unknown): string =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').join('; ') : ''

const partsOf = (item: Fields): readonly Fields[] => {
  const content = item['content']
  return typeof content === 'string' ? [{ type: 'output_text', text: content }] : fieldsIn(content)
}

export const textOfMessage = (item: Fields): string =>
  partsOf(item)
    .filter((part) => part['type'] === 'output_text' || part['type'] === 'text')
    .map((part) => wordsOf(part['text']))
    .join('')

const refusalIn = (item: Fields): string =>
  partsOf(item)
    .filter((part) => part['type'] === 'refusal')
    .map((part) => wordsOf(part['refusal']))
    .join('')

const citationsIn = (item: Fields): readonly Citation[] =>
  partsOf(item)
    .flatMap((part) => fieldsIn(part['annotations']))
    .filter((note) => wordsOf(note['url']) !== '')
    .map((note) => ({ url: wordsOf(note['url']), title: wordsOrNull(note['title']) }))

export const thoughtsIn = (item: Fields): string =>
  [...fieldsIn(item['summary']), ...fieldsIn(item['content'])].map((part) => wordsOf(part['text'])).join('\n')

/** What goes back with the next request. Thoughts that are not sealed are the service's own, and it refuses them from outside. */
function itemOf(item: Fields, place: number): TextItem | null {
  if (item['type'] === 'message') {
    const text = textOfMessage(item)
    return text === '' ? null : { kind: 'message', role: 'assistant', text }
  }
  if (item['type'] === 'function_call') return { kind: 'call', ...callOf(item, place) }
  if (item['type'] === 'reasoning' && wordsOf(item['encrypted_content']) === '') return null
  return { kind: 'own', raw: item as Json }
}

const isOf =
  (...types: readonly string[]) =>
  (item: Fields): boolean =>
    types.includes(wordsOf(item['type']))

function endOf(response: Fields): Pick<TextResult, 'end' | 'why'> {
  const details = response['incomplete_details']
  const why = isFields(details) ? wordsOf(details['reason']) : ''
  if (response['status'] !== 'incomplete') return { end: 'done', why: null }
  return { end: why === 'content_filter' ? 'filtered' : 'cut', why: why || 'incomplete' }
}

/** Null where it is no response at all. */
export function readResponse(value: unknown): ReadResponse | null {
  const response = isFields(value) && isFields(value['response']) ? value['response'] : value
  if (!isFields(response)) return null
  if (!Array.isArray(response['output']) && wordsOf(response['id']) === '') return null
  const output = fieldsIn(response['output'])
  const messages = output.filter(isOf('message'))
  const spoken = messages.map(textOfMessage).join('')
  return {
    id: wordsOf(response['id']),
    model: wordsOf(response['model']),
    ...endOf(response),
    // A convenience of some servers, where the items say nothing.
    text: spoken === '' && messages.length === 0 ? wordsOf(response['output_text']) : spoken,
    refusal: messages.map(refusalIn).join(''),
    thoughts: output
      .filter(isOf('reasoning'))
      .map(thoughtsIn)
      .filter((text) => text !== '')
      .join('\n'),
    calls: output.flatMap((item, place) => (isOf('function_call')(item) ? callOf(item, place) : [])),
    provider: output.filter((item) => !isOf('message', 'reasoning', 'function_call')(item)).map(providerToolOf),
    citations: messages.flatMap(citationsIn),
    items: output.flatMap((item, place) => itemOf(item, place) ?? []),
    usage: readUsage(response['usage']),
    raw: response as Json,
  }
}
