import { Input, Label, TextField } from 'react-aria-components'
import { newSuite, type SuiteChoice } from '#renderer/app/Playground/use-suite-choice.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { t } from '#renderer/ui/language.ts'

/** Which suite a test goes into. */
export function SuiteFields({ choice }: { readonly choice: SuiteChoice }) {
  const { suites, id, name, choose, rename } = choice
  return (
    <>
      <Select
        className="playground-field"
        options={[
          ...(suites ?? []).map((suite) => ({ id: suite.id, label: suite.name })),
          { id: newSuite, label: t('A new suite') },
        ]}
        value={id}
        onChange={choose}
      >
        {(control) => (
          <>
            <Label>{t('Suite')}</Label>
            {control}
          </>
        )}
      </Select>
      {id === newSuite ? <WordsField label={t('Name of the new suite')} value={name} onChange={rename} /> : null}
    </>
  )
}

type WordsProps = { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }

export function WordsField({ label, value, onChange }: WordsProps) {
  return (
    <TextField className="playground-field" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input className="form-input" />
    </TextField>
  )
}
