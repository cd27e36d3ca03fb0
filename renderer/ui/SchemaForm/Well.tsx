import type { Json } from '#contract/tool.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import { isList } from '#renderer/ui/SchemaForm/pointer.ts'
import { t } from '#renderer/ui/language.ts'

/** A value as it will be sent, for reading: all of it, scrolling in place when long, never cut. */
const scrollsFrom = 300

export const choiceLabel = (field: Field, value: Json): string | null => {
  if (field.kind.type !== 'choice') return null
  return field.kind.options.find((option) => option.value === value)?.label ?? null
}

export const plainText = (value: Json | undefined): string => {
  if (value === undefined) return t('left out')
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? t('Yes') : t('No')
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : String(value)
}

const isPrimitive = (value: Json): boolean => typeof value !== 'object' || value === null

export function Well({
  field,
  value,
  formatted,
}: {
  readonly field: Field
  readonly value: Json | undefined
  readonly formatted: string | null
}) {
  if (value === undefined) return <span className="form-well is-empty">{t('left out')}</span>
  if (value === '') return <span className="form-well is-empty">{t('empty text')}</span>
  if (isList(value) && value.length > 0 && value.every(isPrimitive))
    return (
      <ul className="form-well form-tokens">
        {value.map((item, at) => (
          <li className="form-token" key={at}>
            <VisibleText text={plainText(item)} />
          </li>
        ))}
      </ul>
    )
  const text = formatted ?? choiceLabel(field, value) ?? plainText(value)
  const json = typeof value === 'object' && value !== null
  const long = text.length > scrollsFrom || text.split('\n').length > 6
  const className = `form-well${json ? ' is-json' : ''}${text.length > 60 ? ' is-text' : ''}`
  return (
    <span
      className={className}
      {...(long ? { tabIndex: 0, role: 'group', 'aria-label': t('{{label}}, scrolls', { label: field.label }) } : {})}
    >
      <VisibleText text={text} />
    </span>
  )
}
