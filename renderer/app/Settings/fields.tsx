import { useId } from 'react'
import type { ReactNode } from 'react'
import { CircleAlert } from 'lucide-react'

/** Plain labelled fields of the settings pages; help and error are tied to the input. */
type Shared = { readonly label: string; readonly help?: string; readonly error?: string | null }

function Row({ id, label, help, error, children }: Shared & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="set-field">
      <label htmlFor={id}>{label}</label>
      <div>
        {children}
        {error === undefined || error === null ? null : (
          <span className="form-error" id={`${id}-error`}>
            <CircleAlert aria-hidden="true" />
            {error}
          </span>
        )}
        {help === undefined ? null : (
          <small className="form-help" id={`${id}-help`}>
            {help}
          </small>
        )}
      </div>
    </div>
  )
}

const described = (id: string, { help, error }: Shared): { 'aria-describedby'?: string; 'aria-invalid': boolean } => {
  const wrong = error !== undefined && error !== null
  const ids = [...(wrong ? [`${id}-error`] : []), ...(help === undefined ? [] : [`${id}-help`])]
  return { 'aria-invalid': wrong, ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }) }
}

export function TextField(
  props: Shared & {
    readonly value: string
    readonly placeholder?: string
    readonly mono?: boolean
    readonly onChange: (value: string) => void
  },
) {
  const id = useId()
  return (
    <Row id={id} {...props}>
      <input
        id={id}
        className={`form-input${props.mono === true ? ' is-json' : ''}`}
        spellCheck={false}
        autoComplete="off"
        value={props.value}
        placeholder={props.placeholder}
        {...described(id, props)}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Row>
  )
}

/** Keeps what is typed; the number is read by the check of the whole document, so that "" and "1." are named, not lost. */
export function NumberField(
  props: Shared & { readonly value: number; readonly unit?: string; readonly onChange: (value: number) => void },
) {
  const id = useId()
  return (
    <Row id={id} {...props}>
      <span className="set-number">
        <input
          id={id}
          className="form-input"
          type="number"
          step="any"
          value={Number.isNaN(props.value) ? '' : props.value}
          {...described(id, props)}
          onChange={(event) => props.onChange(event.target.valueAsNumber)}
        />
        {props.unit}
      </span>
    </Row>
  )
}

export function SelectField<V extends string>(
  props: Shared & {
    readonly value: V
    readonly options: readonly { readonly value: V; readonly label: string }[]
    readonly onChange: (value: V) => void
  },
) {
  const id = useId()
  return (
    <Row id={id} {...props}>
      <select
        id={id}
        className="form-input"
        value={props.value}
        {...described(id, props)}
        onChange={(event) => {
          const chosen = props.options.find((option) => option.value === event.target.value)
          if (chosen !== undefined) props.onChange(chosen.value)
        }}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Row>
  )
}

export function CheckField(
  props: Shared & { readonly checked: boolean; readonly onChange: (checked: boolean) => void },
) {
  const id = useId()
  return (
    <Row id={id} {...props}>
      <input
        id={id}
        className="set-check"
        type="checkbox"
        checked={props.checked}
        {...described(id, props)}
        onChange={(event) => props.onChange(event.target.checked)}
      />
    </Row>
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
  const name = useId()
  return (
    <div className="set-segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  )
}
