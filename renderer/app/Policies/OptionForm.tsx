import { useState } from 'react'
import type { Budget, Rule } from '#contract/policy.ts'
import { verdictChoices } from '#renderer/app/Policies/rule-model.ts'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { t } from '#renderer/ui/language.ts'

/** What becomes of a proposal that the rule meets, and with what limits. */
type Props = { readonly rule: Rule; readonly onChange: (rule: Rule) => void }

export function VerdictForm({ rule, onChange }: Props) {
  return (
    <Radios
      label={t('What becomes of it')}
      options={verdictChoices}
      value={rule.verdict}
      onChange={(id) => {
        const chosen = verdictChoices.find((one) => one.id === id)
        if (chosen !== undefined) onChange({ ...rule, verdict: chosen.id })
      }}
    />
  )
}

export function OptionForm({ rule, place, onChange }: Props & { readonly place: string }) {
  const options = rule.with
  const put = (change: Partial<Rule['with']>): void => onChange({ ...rule, with: { ...options, ...change } })
  const [, name, index] = place.split('.')
  switch (name) {
    case 'budgets': {
      const budgets = options.budgets ?? []
      const budget = budgets[Number(index)]
      return budget === undefined ? null : (
        <BudgetForm budget={budget} onChange={(next) => put({ budgets: budgets.with(Number(index), next) })} />
      )
    }
    case 'undoSeconds':
      return (
        <NumberField
          label={t('Can be taken back for')}
          unit={t('seconds')}
          value={options.undoSeconds ?? 0}
          onChange={(undoSeconds) => put({ undoSeconds })}
        />
      )
    case 'expiresMinutes':
      return (
        <>
          <CheckField
            label={t('Never expires')}
            checked={options.expiresMinutes === null}
            onChange={(never) => put({ expiresMinutes: never ? null : 60 })}
          />
          {typeof options.expiresMinutes === 'number' ? (
            <NumberField
              label={t('Expires, not run, after')}
              unit={t('minutes')}
              value={options.expiresMinutes}
              onChange={(expiresMinutes) => put({ expiresMinutes })}
            />
          ) : null}
        </>
      )
    case 'requireReason':
      return (
        <CheckField
          label={t('An approval has to say why')}
          checked={options.requireReason === true}
          onChange={(requireReason) => put({ requireReason })}
        />
      )
    case 'sampleRate':
      return (
        <NumberField
          label={t('Somebody looks afterwards at')}
          unit="%"
          value={Math.round((options.sampleRate ?? 0) * 1e6) / 1e4}
          onChange={(percent) => put({ sampleRate: percent / 100 })}
        />
      )
    case 'validUntil':
      return <ValidityForm rule={rule} onChange={onChange} />
    default:
      return null
  }
}

const pers = [
  { value: 'hour', label: t('hour') },
  { value: 'day', label: t('day') },
  { value: 'conversation', label: t('conversation') },
  { value: 'customer', label: t('customer') },
] as const

function BudgetForm({ budget, onChange }: { readonly budget: Budget; readonly onChange: (budget: Budget) => void }) {
  const { per, limit } = budget
  return (
    <>
      <SelectField
        label={t('Counts')}
        value={budget.measure}
        options={[
          { value: 'count', label: t('How often it runs') },
          { value: 'sum', label: t('The sum of an argument') },
        ]}
        onChange={(measure) =>
          onChange(measure === 'count' ? { measure, per, limit } : { measure, per, limit, pointer: '/amount' })
        }
      />
      {budget.measure === 'sum' ? (
        <TextField
          label={t('JSON pointer')}
          mono
          value={budget.pointer}
          onChange={(pointer) => onChange({ ...budget, pointer })}
        />
      ) : null}
      <NumberField label={t('At most')} value={limit} onChange={(next) => onChange({ ...budget, limit: next })} />
      <SelectField
        label={t('Per')}
        value={per}
        options={pers}
        onChange={(next) => onChange({ ...budget, per: next })}
      />
    </>
  )
}

const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** A date that is being typed is no date yet: the rule keeps the one before. */
function ValidityForm({ rule, onChange }: Props) {
  const { validUntil } = rule.with
  const put = (next: number | null): void => onChange({ ...rule, with: { ...rule.with, validUntil: next } })
  const [typed, setTyped] = useState(typeof validUntil === 'number' ? dayText(validUntil) : '')
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(typed) && !Number.isNaN(Date.parse(typed))
  return (
    <>
      <CheckField
        label={t('No end')}
        checked={validUntil === null}
        onChange={(none) => put(none ? null : Date.now() + 30 * 86_400_000)}
      />
      {typeof validUntil === 'number' ? (
        <TextField
          label={t('Until, at midnight UTC')}
          value={typed}
          placeholder={dayText(validUntil)}
          error={isDay || typed === '' ? null : t('A date such as 2027-01-31')}
          onChange={(next) => {
            setTyped(next)
            if (/^\d{4}-\d{2}-\d{2}$/.test(next) && !Number.isNaN(Date.parse(next))) put(Date.parse(next))
          }}
        />
      ) : null}
    </>
  )
}
