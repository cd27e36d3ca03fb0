import { Check, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { Select as AriaSelect, Button, ListBox, ListBoxItem, Popover, SelectValue } from 'react-aria-components'
import '#renderer/styles/select.css'

/** One of a handful of values, chosen from a list that opens over the page. Label, help and error are its children. */
export type Option = { readonly id: string; readonly label: string }

type Props = {
  readonly options: readonly Option[]
  /** The id of what is chosen; null: nothing yet. */
  readonly value: string | null
  readonly onChange: (id: string) => void
  readonly className?: string
  readonly required?: boolean
  readonly invalid?: boolean
  readonly edited?: boolean
  /** Where the button stands that opens the list. */
  readonly children: (control: ReactNode) => ReactNode
}

export function Select({ options, value, onChange, className, required, invalid, edited, children }: Props) {
  const control = (
    <>
      <Button className="form-input select-button" data-edited={edited === true}>
        <SelectValue className="select-value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronsUpDown aria-hidden="true" />
      </Button>
      <Popover className="select-popover" offset={4}>
        <ListBox className="select-list">
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className="select-item">
              {option.label}
              {option.id === value ? <Check aria-hidden="true" /> : null}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </>
  )
  return (
    <AriaSelect
      className={className ?? ''}
      value={value}
      onChange={(id) => {
        if (typeof id === 'string') onChange(id)
      }}
      isRequired={required === true}
      isInvalid={invalid === true}
      validationBehavior="aria"
    >
      {children(control)}
    </AriaSelect>
  )
}
