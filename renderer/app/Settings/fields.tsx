import { useState } from 'react'
import type { ReactNode } from 'react'
import { Check, CircleAlert } from 'lucide-react'
import {
  TextField as AriaTextField,
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
} from 'react-aria-components'
import { readNumber } from '#renderer/ui/SchemaForm/draft.ts'
import { Select } from '#renderer/ui/Select.tsx'

/** Plain labelled fields of the settings pages; help and error are tied to the input. */
type Shared = { readonly label: string; readonly help?: string; readonly error?: string | null }

const isWrong = ({ error }: Shared): boolean => error !== undefined && error !== null

/** The second column: the control, what is wrong with it, what it is for. */
function Answer({ help, error, children }: Omit<Shared, 'label'> & { readonly children: ReactNode }) {
  return (
    <div className="set-answer">
      {children}
      <FieldError className="form-error">
        <CircleAlert aria-hidden="true" />
        {error}
      </FieldError>
      {help === undefined ? null : (
        <Text slot="description" elementType="small" className="form-help">
          {help}
        </Text>
      )}
    </div>
  )
}

export function TextField(
  props: Shared & {
    readonly value: string
    readonly placeholder?: string
    readonly mono?: boolean
    readonly autoFocus?: boolean
    readonly onChange: (value: string) => void
  },
) {
  return (
    <AriaTextField
      className="set-field"
      autoFocus={props.autoFocus === true}
      validationBehavior="aria"
      spellCheck="false"
      autoComplete="off"
      value={props.value}
      onChange={props.onChange}
      isInvalid={isWrong(props)}
    >
      <Label className="set-label">{props.label}</Label>
      <Answer {...props}>
        <Input className={`form-input${props.mono === true ? ' is-json' : ''}`} placeholder={props.placeholder ?? ''} />
      </Answer>
    </AriaTextField>
  )
}

/** What is no number is NaN, which the check of the whole document names. */
const readTyped = (typed: string): number => {
  const read = readNumber(typed, false)
  return typeof read === 'number' ? read : Number.NaN
}

/**
 * A number in plain digits, in no country's notation: what is typed stays as typed for as long as it means the value held,
 * so that "" and "1." are named by the check of the document, not lost.
 */
export function NumberField(
  props: Shared & { readonly value: number; readonly unit?: string; readonly onChange: (value: number) => void },
) {
  const [typed, setTyped] = useState(String(props.value))
  const shown = Object.is(readTyped(typed), props.value) ? typed : String(props.value)
  return (
    <AriaTextField
      className="set-field"
      validationBehavior="aria"
      inputMode="decimal"
      spellCheck="false"
      autoComplete="off"
      value={shown}
      onChange={(next) => {
        setTyped(next)
        props.onChange(readTyped(next))
      }}
      isInvalid={isWrong(props)}
    >
      <Label className="set-label">{props.label}</Label>
      <Answer {...props}>
        <span className="set-number">
          <Input className="form-input" />
          {props.unit}
        </span>
      </Answer>
    </AriaTextField>
  )
}

export function SelectField<V extends string>(
  props: Shared & {
    readonly value: V
    readonly options: readonly { readonly value: V; readonly label: string }[]
    readonly onChange: (value: V) => void
  },
) {
  // By their place: an empty text is a choice like any other.
  const at = props.options.findIndex((option) => option.value === props.value)
  return (
    <Select
      className="set-field"
      options={props.options.map((option, place) => ({ id: String(place), label: option.label }))}
      value={at < 0 ? null : String(at)}
      onChange={(id) => {
        const chosen = props.options[Number(id)]
        if (chosen !== undefined) props.onChange(chosen.value)
      }}
      invalid={isWrong(props)}
    >
      {(control) => (
        <>
          <Label className="set-label">{props.label}</Label>
          <Answer {...props}>{control}</Answer>
        </>
      )}
    </Select>
  )
}

export function CheckField(
  props: Shared & { readonly checked: boolean; readonly onChange: (checked: boolean) => void },
) {
  return (
    <CheckboxField
      className="set-field is-check"
      validationBehavior="aria"
      isSelected={props.checked}
      onChange={props.onChange}
      isInvalid={isWrong(props)}
    >
      <CheckboxButton className="set-check">
        <span className="set-label">{props.label}</span>
        <span className="set-box" aria-hidden="true">
          {props.checked ? <Check /> : null}
        </span>
      </CheckboxButton>
      <Answer {...props}>{null}</Answer>
    </CheckboxField>
  )
}

/** Two to four choices side by side; arrow keys move as in any radio group. */
export function Segments<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: V | null
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V) => void
}) {
  return (
    <RadioGroup
      className="set-segments"
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(id) => {
        const chosen = options.find((option) => option.value === id)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="set-segment">
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  )
}
