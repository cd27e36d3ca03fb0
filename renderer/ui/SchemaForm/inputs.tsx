import type { Json } from '#contract/tool.ts'
import { setValue, typeInto } from '#renderer/ui/SchemaForm/draft.ts'
import { labelOfValue } from '#renderer/ui/SchemaForm/fields.ts'
import type { Choice, Field } from '#renderer/ui/SchemaForm/fields.ts'
import { describedBy, inputId, problemOf } from '#renderer/ui/SchemaForm/form-context.ts'
import type { Form } from '#renderer/ui/SchemaForm/form-context.ts'
import { readAt, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { TokensInput } from '#renderer/ui/SchemaForm/TokensInput.tsx'

/** The control of one field, by its kind. Every control carries the field's id, error and help. */
type Props = { readonly form: Form; readonly field: Field }

export const inputProps = ({ form, field }: Props) => {
  const described = describedBy(form, field)
  const edited = !sameJson(readAt(form.draft.value, field.pointer), readAt(form.proposed, field.pointer))
  return {
    id: inputId(form.id, field.pointer),
    'aria-invalid': problemOf(form, field) !== null,
    'data-edited': edited || form.draft.unread[field.pointer] !== undefined,
    ...(described === undefined ? {} : { 'aria-describedby': described }),
    ...(field.required ? { 'aria-required': true as const } : {}),
  }
}

function TextInput({ form, field, long, type }: Props & { readonly long: boolean; readonly type: string }) {
  const value = readAt(form.draft.value, field.pointer)
  const text = typeof value === 'string' ? value : ''
  const wasAbsent = readAt(form.proposed, field.pointer) === undefined
  const change = (next: string): void =>
    form.onChange(setValue(form.draft, field.pointer, next === '' && wasAbsent ? undefined : next))
  if (long || text.includes('\n'))
    return (
      <textarea
        {...inputProps({ form, field })}
        className="form-input"
        rows={2}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
    )
  return (
    <input
      {...inputProps({ form, field })}
      className="form-input"
      type={type}
      value={text}
      spellCheck={type === 'text'}
      onChange={(event) => change(event.target.value)}
    />
  )
}

function TypedInput({ form, field }: Props) {
  const value = readAt(form.draft.value, field.pointer)
  const json = field.kind.type === 'json'
  const shown = value === undefined ? '' : JSON.stringify(value, null, json ? 2 : 0)
  const typed = form.draft.typed[field.pointer] ?? shown
  const change = (next: string): void => form.onChange(typeInto(form.draft, field, next))
  if (json)
    return (
      <textarea
        {...inputProps({ form, field })}
        className="form-input is-json"
        rows={3}
        spellCheck={false}
        value={typed}
        onChange={(event) => change(event.target.value)}
      />
    )
  return (
    <input
      {...inputProps({ form, field })}
      className="form-input"
      inputMode={field.kind.type === 'number' && field.kind.integer ? 'numeric' : 'decimal'}
      value={typed}
      onChange={(event) => change(event.target.value)}
    />
  )
}

export function Radios({ form, field, options }: Props & { readonly options: readonly Choice[] }) {
  const value = readAt(form.draft.value, field.pointer)
  const { id, 'aria-describedby': described } = inputProps({ form, field })
  const set = (next: Json | undefined): void => form.onChange(setValue(form.draft, field.pointer, next))
  return (
    <div
      className="form-radios"
      id={id}
      role="radiogroup"
      aria-label={field.label}
      {...(described === undefined ? {} : { 'aria-describedby': described })}
    >
      {options.map((option) => (
        <label className="form-radio" key={JSON.stringify(option.value)}>
          <input
            type="radio"
            name={id}
            checked={value !== undefined && sameJson(value, option.value)}
            onChange={() => set(option.value)}
          />
          {option.label}
        </label>
      ))}
      {field.required ? null : (
        <label className="form-radio">
          <input type="radio" name={id} checked={value === undefined} onChange={() => set(undefined)} />
          Left out
        </label>
      )}
    </div>
  )
}

function Select({ form, field, options }: Props & { readonly options: readonly Choice[] }) {
  const value = readAt(form.draft.value, field.pointer)
  const at = value === undefined ? -1 : options.findIndex((option) => sameJson(option.value, value))
  const foreign = value !== undefined && at < 0
  return (
    <select
      {...inputProps({ form, field })}
      className="form-input"
      value={foreign ? 'foreign' : String(at)}
      onChange={(event) =>
        form.onChange(setValue(form.draft, field.pointer, options[Number(event.target.value)]?.value))
      }
    >
      {foreign ? <option value="foreign">{labelOfValue(value)} (not a choice)</option> : null}
      {field.required && value !== undefined ? null : <option value="-1">Left out</option>}
      {options.map((option, index) => (
        <option key={index} value={index}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

const yesNo: readonly Choice[] = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
]

export function FieldInput({ form, field }: Props) {
  switch (field.kind.type) {
    case 'text':
      return (
        <TextInput
          form={form}
          field={field}
          long={field.kind.long}
          type={field.kind.format === 'date' ? 'date' : 'text'}
        />
      )
    case 'number':
    case 'json':
      return <TypedInput form={form} field={field} />
    case 'boolean':
      return <Radios form={form} field={field} options={yesNo} />
    case 'choice':
      return field.kind.display === 'radio' ? (
        <Radios form={form} field={field} options={field.kind.options} />
      ) : (
        <Select form={form} field={field} options={field.kind.options} />
      )
    case 'tokens':
      return <TokensInput form={form} field={field} item={field.kind.item} options={field.kind.options} />
    case 'group':
      return null
  }
}
