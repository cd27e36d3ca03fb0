import { useState } from 'react'
import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { Input, TextField } from 'react-aria-components'
import type { Json } from '#contract/tool.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { readNumber, setValue } from '#renderer/ui/SchemaForm/draft.ts'
import { labelOfValue } from '#renderer/ui/SchemaForm/fields.ts'
import type { Choice, Field } from '#renderer/ui/SchemaForm/fields.ts'
import { inputId, problemOf } from '#renderer/ui/SchemaForm/form-context.ts'
import type { Form } from '#renderer/ui/SchemaForm/form-context.ts'
import { isList, readAt } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** A list of plain values as a row of tokens: Enter or the button adds, Backspace in the empty field takes the last away. */
export function TokensInput({
  form,
  field,
  head,
  foot,
  item,
  options,
}: {
  readonly form: Form
  readonly field: Field
  readonly head: ReactNode
  readonly foot: ReactNode
  readonly item: 'text' | 'number'
  readonly options: readonly Choice[]
}) {
  const [typed, setTyped] = useState('')
  const held = readAt(form.draft.value, field.pointer)
  const list: readonly Json[] = isList(held) ? held : []
  const set = (next: readonly Json[]): void => form.onChange(setValue(form.draft, field.pointer, next))
  const read = item === 'number' ? readNumber(typed, false) : typed
  const refused = item === 'number' && typed.trim() !== '' && typeof read === 'string' ? read : null
  const add = (): void => {
    if (typed.trim() === '' || refused !== null) return
    set([...list, read])
    setTyped('')
  }
  const id = inputId(form.id, field.pointer)
  return (
    <TextField
      id={id}
      value={typed}
      onChange={setTyped}
      isInvalid={problemOf(form, field) !== null || refused !== null}
      isRequired={field.required}
      validationBehavior="aria"
    >
      {head}
      {list.length === 0 ? null : (
        <ul
          className="form-tokens"
          aria-label={t('{{label}}, {{count}} entries', { label: field.label, count: list.length })}
        >
          {list.map((entry, at) => (
            <li className="form-token" key={at}>
              <VisibleText text={labelOfValue(entry)} />
              <button
                type="button"
                aria-label={t('Take away {{entry}}', { entry: labelOfValue(entry) })}
                onClick={() => set(list.filter((_, other) => other !== at))}
              >
                <X aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="form-add">
        <Input
          className="form-input"
          placeholder={t('Add an entry')}
          {...(options.length > 0 ? { list: `${id}-options` } : {})}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
              event.preventDefault()
              add()
            } else if (event.key === 'Backspace' && typed === '' && list.length > 0) {
              event.preventDefault()
              set(list.slice(0, -1))
            }
          }}
        />
        {options.length === 0 ? null : (
          <datalist id={`${id}-options`}>
            {options.map((option) => (
              <option key={option.label} value={labelOfValue(option.value)} />
            ))}
          </datalist>
        )}
        <Button onClick={add}>{t('Add')}</Button>
      </div>
      {refused === null ? null : <p className="form-error">{refused}</p>}
      {foot}
    </TextField>
  )
}
