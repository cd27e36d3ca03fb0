import { useState } from 'react'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { SignalIdSchema, type Category, type Scale, type SignalId } from '#contract/quality.ts'
import { scaleWords, signalWords } from '#renderer/app/Quality/quality-words.ts'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'
import { commaList } from '#renderer/ui/words.ts'

type Props = {
  readonly category: Category
  readonly number: number
  /** Of all weights. */
  readonly share: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onChange: (more: Partial<Category>) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
}

const scales: readonly Scale[] = ['binary', 'three', 'five']

/** One category of a scorecard being written. */
export function CategoryForm({ category, number, share, isFirst, isLast, onChange, onMove, onRemove }: Props) {
  // Commas stay as they are typed.
  const [causes, setCauses] = useState(category.causes.join(', '))
  const named = category.name === '' ? t('category {{number}}', { number }) : category.name
  return (
    <li className="category-form">
      <header>
        <span className="category-number">{number}</span>
        <span className="tertiary">{t('{{percent}} % of the score', { percent: Math.round(share * 100) })}</span>
        <span className="grow" />
        <Button
          size="small"
          look="quiet"
          aria-label={t('Move {{named}} up', { named })}
          unavailable={isFirst ? t('It is the first') : null}
          onClick={() => onMove(-1)}
        >
          <ArrowUp />
        </Button>
        <Button
          size="small"
          look="quiet"
          aria-label={t('Move {{named}} down', { named })}
          unavailable={isLast ? t('It is the last') : null}
          onClick={() => onMove(1)}
        >
          <ArrowDown />
        </Button>
        <Button size="small" look="quiet" aria-label={t('Remove {{named}}', { named })} onClick={onRemove}>
          <X />
        </Button>
      </header>
      <TextField label={t('Category')} value={category.name} onChange={(name) => onChange({ name })} />
      <TextField
        label={t('Guidance')}
        value={category.guidance}
        placeholder={t('What should a reviewer look for?')}
        onChange={(guidance) => onChange({ guidance })}
      />
      <SelectField
        label={t('Scale')}
        value={category.scale}
        options={scales.map((value) => ({ value, label: scaleWords[value] }))}
        onChange={(scale) => onChange({ scale })}
      />
      <NumberField label={t('Weight')} value={category.weight} onChange={(weight) => onChange({ weight })} />
      <CheckField
        label={t('Critical')}
        checked={category.critical}
        onChange={(critical) => onChange({ critical })}
        {...(category.critical ? { help: t('Below the middle of its scale it fails the whole.') } : {})}
      />
      <CheckField
        label={t('May not apply')}
        checked={category.mayNotApply}
        onChange={(mayNotApply) => onChange({ mayNotApply })}
      />
      <TextField
        label={t('Root causes')}
        value={causes}
        placeholder={t('wrong amount, not looked up')}
        onChange={(typed) => {
          setCauses(typed)
          onChange({ causes: commaList(typed) })
        }}
      />
      <SelectField<SignalId | ''>
        label={t('Signal beside it')}
        value={category.signal ?? ''}
        options={[
          { value: '', label: t('None') },
          ...SignalIdSchema.options.map((value) => ({ value, label: signalWords[value] })),
        ]}
        onChange={(signal) => onChange({ signal: signal === '' ? null : signal })}
      />
    </li>
  )
}
