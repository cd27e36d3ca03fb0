import { useState } from 'react'
import { CheckField, Segments, TextField } from '#renderer/app/Settings/fields.tsx'
import { t } from '#renderer/ui/language.ts'
import { commaList } from '#renderer/ui/words.ts'

/** Small controls that several parts of a rule need: any of a list, words, a value of any kind. */
type Choice<V> = { readonly value: V; readonly label: string }

export function AnyOf<V extends string | number>({
  label,
  chosen,
  choices,
  onChange,
}: {
  readonly label: string
  readonly chosen: readonly V[]
  readonly choices: readonly Choice<V>[]
  readonly onChange: (chosen: V[]) => void
}) {
  return (
    <div className="rule-choices" role="group" aria-label={label}>
      {choices.map(({ value, label: words }) => (
        <CheckField
          key={value}
          label={words}
          checked={chosen.includes(value)}
          onChange={(on) =>
            onChange(
              on
                ? choices.flatMap((one) => (one.value === value || chosen.includes(one.value) ? [one.value] : []))
                : chosen.filter((one) => one !== value),
            )
          }
        />
      ))}
    </div>
  )
}

/** Some that are known, to be ticked, and others, to be typed. */
export function Words({
  label,
  words,
  known,
  onChange,
}: {
  readonly label: string
  readonly words: readonly string[]
  readonly known: readonly string[]
  readonly onChange: (words: string[]) => void
}) {
  const others = words.filter((word) => !known.includes(word))
  const ticked = words.filter((word) => known.includes(word))
  const [typed, setTyped] = useState(others.join(', '))
  return (
    <>
      {known.length === 0 ? null : (
        <AnyOf
          label={label}
          chosen={ticked}
          choices={known.map((value) => ({ value, label: value }))}
          onChange={(next) => onChange([...next, ...others])}
        />
      )}
      <TextField
        label={known.length === 0 ? label : t('Others')}
        help={t('Several are separated by commas.')}
        value={commaList(typed).join() === others.join() ? typed : others.join(', ')}
        onChange={(next) => {
          setTyped(next)
          onChange([...ticked, ...commaList(next)])
        }}
      />
    </>
  )
}

type Scalar = string | number | boolean | null
const kindOf = (value: Scalar): 'text' | 'number' | 'yes' | 'no' | 'empty' =>
  value === null
    ? 'empty'
    : typeof value === 'string'
      ? 'text'
      : typeof value === 'number'
        ? 'number'
        : value
          ? 'yes'
          : 'no'

/** "20" in quotes is not the number 20: which of the two is meant is said, not guessed. */
export function ScalarField({
  value,
  onChange,
}: {
  readonly value: Scalar
  readonly onChange: (value: Scalar) => void
}) {
  const kind = kindOf(value)
  const [typed, setTyped] = useState(value === null ? '' : String(value))
  const put = (next: ReturnType<typeof kindOf>, text: string): void => {
    const number = Number(text.trim() === '' ? '0' : text)
    onChange(
      next === 'empty'
        ? null
        : next === 'text'
          ? text
          : next === 'number'
            ? Number.isFinite(number)
              ? number
              : 0
            : next === 'yes',
    )
  }
  return (
    <>
      <Segments
        label={t('Kind of value')}
        value={kind}
        options={[
          { value: 'text', label: t('Text') },
          { value: 'number', label: t('Number') },
          { value: 'yes', label: t('Yes') },
          { value: 'no', label: t('No') },
          { value: 'empty', label: t('Empty') },
        ]}
        onChange={(next) => put(next, typed)}
      />
      {kind === 'text' || kind === 'number' ? (
        <TextField
          label={t('Value')}
          value={kind === 'text' || Number(typed) === value ? typed : String(value)}
          onChange={(next) => {
            setTyped(next)
            if (kind === 'text' || Number.isFinite(Number(next))) put(kind, next)
          }}
        />
      ) : null}
    </>
  )
}
