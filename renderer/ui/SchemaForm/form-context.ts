import type { Origin } from '#contract/proposal.ts'
import type { Draft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import type { JsonObject, Pointer } from '#renderer/ui/SchemaForm/pointer.ts'
import type { Problem } from '#renderer/ui/SchemaForm/validate.ts'

/** What every field of one form shares, and how its parts are named for labels, errors and focus. */
export type Form = {
  readonly id: string
  readonly editing: boolean
  readonly draft: Draft
  readonly proposed: JsonObject
  readonly problems: readonly Problem[]
  readonly origins: { readonly [pointer: Pointer]: Origin }
  /** A value in a person's form ("$184.00"), or null for the plain one. */
  readonly formatted: (pointer: Pointer) => string | null
  readonly onChange: (draft: Draft) => void
}

export const inputId = (form: string, pointer: Pointer): string => `${form}-${pointer.replaceAll('/', '.')}`

/** The first problem of a field, or of anything inside a field that is shown as one. */
export const problemOf = (form: Form, field: Field): Problem | null =>
  form.problems.find((problem) => problem.pointer === field.pointer) ??
  (field.kind.type === 'group'
    ? null
    : (form.problems.find((problem) => problem.pointer.startsWith(`${field.pointer}/`)) ?? null))

/** Moves focus to the field a problem is about; false where the form shows no such field. */
export const focusField = (form: string, pointer: Pointer): boolean => {
  const keys = pointer.split('/')
  for (let length = keys.length; length > 1; length -= 1) {
    const found = document.getElementById(inputId(form, keys.slice(0, length).join('/')))
    if (found === null) continue
    const target = found.matches('input, textarea')
      ? found
      : (found.querySelector<HTMLElement>('input:checked') ??
        found.querySelector<HTMLElement>('input, textarea, button[aria-haspopup]'))
    if (target === null) continue
    target.focus()
    target.scrollIntoView({ block: 'nearest' })
    return true
  }
  return false
}
