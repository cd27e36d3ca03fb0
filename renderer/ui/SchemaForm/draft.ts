import type { Json } from '#contract/tool.ts'
import { leavesOf, readFields } from '#renderer/ui/SchemaForm/fields.ts'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import { isObject, readAt, writeAt } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject, Pointer } from '#renderer/ui/SchemaForm/pointer.ts'
import { problemsOf } from '#renderer/ui/SchemaForm/validate.ts'
import type { Problem } from '#renderer/ui/SchemaForm/validate.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * What a person is typing. `value` is always JSON of the right types; `typed` keeps the letters of fields whose text is
 * not (yet) a value, so that "7." is neither lost nor sent. A draft with problems can be kept but not approved.
 */
export type Draft = {
  readonly value: JsonObject
  readonly typed: { readonly [pointer: Pointer]: string }
  readonly unread: { readonly [pointer: Pointer]: string }
}

export const startDraft = (value: JsonObject): Draft => ({ value, typed: {}, unread: {} })

const without = <V>(record: { readonly [key: string]: V }, key: string): { readonly [key: string]: V } =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))

/** A value chosen whole: a switch, a choice, a row of tokens. Undefined leaves the field out. */
export const setValue = (draft: Draft, pointer: Pointer, next: Json | undefined): Draft => ({
  value: writeAt(draft.value, pointer, next),
  typed: without(draft.typed, pointer),
  unread: without(draft.unread, pointer),
})

const wholeNumber = /^[+-]?\d+$/
const decimalNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** The number a text means, or the reason why it means none. Nothing is rounded: what cannot be held exactly is refused. */
export const readNumber = (typed: string, integer: boolean): number | string => {
  const trimmed = typed.trim()
  if (trimmed === '') return t('Needed')
  if (!decimalNumber.test(trimmed)) return t('Must be a number')
  if (integer && !wholeNumber.test(trimmed)) return t('Must be a whole number')
  const value = Number(trimmed)
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    return t('Too large to be sent exactly')
  return Object.is(value, -0) ? 0 : value
}

/** Letters typed into a field whose value is not text. */
export const typeInto = (draft: Draft, field: Field, typed: string): Draft => {
  const keep = (message: string): Draft => ({
    ...draft,
    typed: { ...draft.typed, [field.pointer]: typed },
    unread: { ...draft.unread, [field.pointer]: message },
  })
  const take = (next: Json | undefined): Draft => ({
    value: writeAt(draft.value, field.pointer, next),
    typed: { ...draft.typed, [field.pointer]: typed },
    unread: without(draft.unread, field.pointer),
  })
  if (typed.trim() === '' && !field.required) return take(undefined)
  if (field.kind.type === 'number') {
    const read = readNumber(typed, field.kind.integer)
    return typeof read === 'number' ? take(read) : keep(read)
  }
  try {
    return take(JSON.parse(typed) as Json)
  } catch {
    return keep(t('Not valid JSON'))
  }
}

/** Back to the value the agent proposed. */
export const resetField = (draft: Draft, pointer: Pointer, proposed: JsonObject): Draft =>
  setValue(draft, pointer, readAt(proposed, pointer))

/** The whole draft as JSON text, typed into the raw tab. */
export const readRaw = (text: string): JsonObject | string => {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : t('Arguments must be one JSON object')
  } catch (error) {
    return error instanceof Error ? t('Not valid JSON: {{message}}', { message: error.message }) : t('Not valid JSON')
  }
}

/** Everything that stands between this draft and approval, in the order of the form. */
export const problemsOfDraft = (draft: Draft, schema: JsonObject): readonly Problem[] => {
  const fields = leavesOf(readFields(schema, draft.value))
  const unread = Object.entries(draft.unread).map(([pointer, message]) => ({
    pointer,
    label: fields.find((field) => field.pointer === pointer)?.label ?? pointer,
    message,
  }))
  const found = problemsOf(schema, draft.value).filter((problem) => draft.unread[problem.pointer] === undefined)
  const place = (problem: Problem): number => {
    const at = fields.findIndex(
      (field) => problem.pointer === field.pointer || problem.pointer.startsWith(`${field.pointer}/`),
    )
    return at < 0 ? fields.length : at
  }
  return [...unread, ...found].toSorted((a, b) => place(a) - place(b))
}
