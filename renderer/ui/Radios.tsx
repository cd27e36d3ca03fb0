import type { ReactNode } from 'react'
import { Radio, RadioGroup } from 'react-aria-components'
import type { Option } from '#renderer/ui/Select.tsx'
import '#renderer/styles/form-input.css'

/** A few choices in sight at once, one of them chosen; arrow keys move the choice. */
type Props = {
  readonly options: readonly Option[]
  /** The id of what is chosen; null: nothing. */
  readonly value: string | null
  readonly onChange: (id: string) => void
  /** Named by this, or by a Label among the children. */
  readonly label?: string
  readonly id?: string
  readonly required?: boolean
  readonly invalid?: boolean
  /** Where the choices stand between label, help and error. */
  readonly children?: (choices: ReactNode) => ReactNode
}

const alone = (choices: ReactNode): ReactNode => choices

export function Radios({ options, value, onChange, label, id, required, invalid, children = alone }: Props) {
  return (
    <RadioGroup
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      orientation="horizontal"
      value={value}
      onChange={onChange}
      isRequired={required === true}
      isInvalid={invalid === true}
      validationBehavior="aria"
    >
      {children(
        <div className="form-radios">
          {options.map((option) => (
            <Radio key={option.id} value={option.id} className="form-radio">
              {option.label}
            </Radio>
          ))}
        </div>,
      )}
    </RadioGroup>
  )
}
