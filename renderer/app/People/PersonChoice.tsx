import { Label } from 'react-aria-components'
import type { Person } from '#contract/approval.ts'
import { Select } from '#renderer/ui/Select.tsx'

/** Which colleague it is; the names are those who have a PIN at this desk. */
type Props = {
  readonly label: string
  readonly people: readonly Person[]
  readonly chosen: string | null
  readonly invalid: boolean
  readonly onChoose: (id: string) => void
}

export function PersonChoice({ label, people, chosen, invalid, onChoose }: Props) {
  return (
    <Select
      className="person-field"
      options={people.map(({ id, name }) => ({ id, label: name }))}
      value={chosen}
      invalid={invalid}
      onChange={onChoose}
    >
      {(control) => (
        <>
          <Label>{label}</Label>
          {control}
        </>
      )}
    </Select>
  )
}
