import type { ReactNode } from 'react'
import { Input, TextArea, TextField } from 'react-aria-components'
import type { Json } from '#contract/tool.ts'
import { setValue, typeInto } from '#renderer/ui/SchemaForm/draft.ts'
import { labelOfValue } from '#renderer/ui/SchemaForm/fields.ts'
import type { Choice, Field } from '#renderer/ui/SchemaForm/fields.ts'
import { inputId, problemOf } from '#renderer/ui/SchemaForm/form-context.ts'
import type { Form } from '#renderer/ui/SchemaForm/form-context.ts'
import { readAt, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { TokensInput } from '#renderer/ui/SchemaForm/TokensInput.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * The control of one field, by its kind, between its label (`head`) and its error and help (`foot`): the library ties them
 * together. Numbers are text fields: what was typed stays as it was typed, in no country's notation.
 */
type Props = { readonly form: Form; readonly field: Field; readonly head: ReactNode; readonly foot: ReactNode }

const isEdited = (form: Form, field: Field): boolean =>
  form.draft.unread[field.pointer] !== undefined ||
  !sameJson(readAt(form.draft.value, field.pointer), readAt(form.proposed, field.pointer))

const sharedProps = ({ form, field }: Pick<Props, 'form' | 'field'>) => ({
  id: inputId(form.id, field.pointer),
  isInvalid: problemOf(form, field) !== null,
  isRequired: field.required,
  validationBehavior: 'aria' as const,
})

function TextInput({
  form,
  field,
  head,
  foot,
  long,
  date,
}: Props & { readonly long: boolean; readonly date: boolean }) {
  const value = readAt(form.draft.value, field.pointer)
  const text = typeof value === 'string' ? value : ''
  const wasAbsent = readAt(form.proposed, field.pointer) === undefined
  const edited = isEdited(form, field)
  return (
    <TextField
      {...sharedProps({ form, field })}
      type={date ? 'date' : 'text'}
      spellCheck={date ? 'false' : 'true'}
      value={text}
      onChange={(next) =>
        form.onChange(setValue(form.draft, field.pointer, next === '' && wasAbsent ? undefined : next))
      }
    >
      {head}
      {long || text.includes('\n') ? (
        <TextArea className="form-input" rows={2} data-edited={edited} />
      ) : (
        <Input className="form-input" data-edited={edited} />
      )}
      {foot}
    </TextField>
  )
}

function TypedInput({ form, field, head, foot }: Props) {
  const value = readAt(form.draft.value, field.pointer)
  const json = field.kind.type === 'json'
  const shown = value === undefined ? '' : JSON.stringify(value, null, json ? 2 : 0)
  const edited = isEdited(form, field)
  return (
    <TextField
      {...sharedProps({ form, field })}
      inputMode={json ? 'text' : field.kind.type === 'number' && field.kind.integer ? 'numeric' : 'decimal'}
      spellCheck="false"
      value={form.draft.typed[field.pointer] ?? shown}
      onChange={(next) => form.onChange(typeInto(form.draft, field, next))}
    >
      {head}
      {json ? (
        <TextArea className="form-input is-json" rows={3} data-edited={edited} />
      ) : (
        <Input className="form-input" data-edited={edited} />
      )}
      {foot}
    </TextField>
  )
}

const leftOut = 'left-out'
const foreign = 'foreign'

/** Options by their place: values may be of any type. A value that is no choice is shown as what it is. */
function choicesFor({ form, field }: Pick<Props, 'form' | 'field'>, options: readonly Choice[]) {
  const value = readAt(form.draft.value, field.pointer)
  const at = value === undefined ? -1 : options.findIndex((option) => sameJson(option.value, value))
  const set = (next: Json | undefined): void => form.onChange(setValue(form.draft, field.pointer, next))
  return {
    value,
    listed: options.map((option, place) => ({ id: String(place), label: option.label })),
    chosen: value === undefined ? (field.required ? null : leftOut) : at < 0 ? foreign : String(at),
    onChange: (id: string): void => {
      if (id !== foreign) set(id === leftOut ? undefined : options[Number(id)]?.value)
    },
  }
}

function RadioInput({ form, field, head, foot, options }: Props & { readonly options: readonly Choice[] }) {
  const { listed, chosen, onChange } = choicesFor({ form, field }, options)
  return (
    <Radios
      id={inputId(form.id, field.pointer)}
      options={field.required ? listed : [...listed, { id: leftOut, label: t('Left out') }]}
      value={chosen}
      onChange={onChange}
      required={field.required}
      invalid={problemOf(form, field) !== null}
    >
      {(choices) => (
        <>
          {head}
          {choices}
          {foot}
        </>
      )}
    </Radios>
  )
}

function SelectInput({ form, field, head, foot, options }: Props & { readonly options: readonly Choice[] }) {
  const { value, listed, chosen, onChange } = choicesFor({ form, field }, options)
  return (
    <Select
      options={[
        ...(chosen === foreign && value !== undefined
          ? [{ id: foreign, label: t('{{entry}} (not a choice)', { entry: labelOfValue(value) }) }]
          : []),
        ...(field.required && value !== undefined ? [] : [{ id: leftOut, label: t('Left out') }]),
        ...listed,
      ]}
      value={chosen ?? leftOut}
      onChange={onChange}
      required={field.required}
      invalid={problemOf(form, field) !== null}
      edited={isEdited(form, field)}
    >
      {(control) => (
        <>
          {head}
          <div id={inputId(form.id, field.pointer)}>{control}</div>
          {foot}
        </>
      )}
    </Select>
  )
}

const yesNo: readonly Choice[] = [
  { value: true, label: t('Yes') },
  { value: false, label: t('No') },
]

export function FieldInput(props: Props) {
  const { kind } = props.field
  switch (kind.type) {
    case 'text':
      return <TextInput {...props} long={kind.long} date={kind.format === 'date'} />
    case 'number':
    case 'json':
      return <TypedInput {...props} />
    case 'boolean':
      return <RadioInput {...props} options={yesNo} />
    case 'choice':
      return kind.display === 'radio' ? (
        <RadioInput {...props} options={kind.options} />
      ) : (
        <SelectInput {...props} options={kind.options} />
      )
    case 'tokens':
      return <TokensInput {...props} item={kind.item} options={kind.options} />
    case 'group':
      return null
  }
}
