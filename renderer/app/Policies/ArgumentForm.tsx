import type { Rule } from '#contract/policy.ts'
import type { ArgumentCondition } from '#contract/policy-condition.ts'
import type { ToolView } from '#contract/tool.ts'
import { AnyOf, ScalarField, Words } from '#renderer/app/Policies/parts.tsx'
import { operators, operatorWords, pointersOf, withOperator } from '#renderer/app/Policies/rule-model.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { t } from '#renderer/ui/language.ts'

/** One argument of the call, by its JSON pointer: how it is compared, and with what. */
type Props = {
  readonly condition: ArgumentCondition
  readonly rule: Rule
  readonly tools: readonly ToolView[]
  readonly onChange: (condition: ArgumentCondition) => void
}

export function ArgumentForm({ condition, rule, tools, onChange }: Props) {
  const known = pointersOf(rule, tools)
  return (
    <>
      {known.length === 0 ? null : (
        <SelectField
          label={t('Argument')}
          value={condition.pointer}
          options={[
            ...known.map(({ pointer, label }) => ({ value: pointer, label })),
            ...(known.some(({ pointer }) => pointer === condition.pointer)
              ? []
              : [{ value: condition.pointer, label: condition.pointer }]),
          ]}
          onChange={(pointer) => onChange({ ...condition, pointer })}
        />
      )}
      <TextField
        label={t('JSON pointer')}
        mono
        value={condition.pointer}
        onChange={(pointer) => onChange({ ...condition, pointer })}
      />
      <SelectField
        label={t('Must hold')}
        value={condition.op}
        options={operators.map((op) => ({ value: op, label: operatorWords[op] }))}
        onChange={(op) => onChange(withOperator(condition, op))}
      />
      <Operand condition={condition} onChange={onChange} />
    </>
  )
}

function Operand({ condition, onChange }: Pick<Props, 'condition' | 'onChange'>) {
  switch (condition.op) {
    case 'between':
      return (
        <>
          <NumberField label={t('From')} value={condition.from} onChange={(from) => onChange({ ...condition, from })} />
          <NumberField
            label={t('Up to, included')}
            value={condition.to}
            onChange={(to) => onChange({ ...condition, to })}
          />
        </>
      )
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return (
        <NumberField
          label={t('Number')}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )
    case 'eq':
    case 'ne':
      return <ScalarField value={condition.value} onChange={(value) => onChange({ ...condition, value })} />
    case 'in': {
      const numbers = condition.values.length > 0 && condition.values.every((one) => typeof one === 'number')
      return (
        <Words
          label={numbers ? t('Numbers') : t('Texts')}
          words={condition.values.map(String)}
          known={[]}
          onChange={(words) => onChange({ ...condition, values: numbers ? words.map(asNumber) : words })}
        />
      )
    }
    case 'regex':
      return (
        <TextField
          label={t('Pattern')}
          mono
          help={t('RE2: found anywhere; no back-references, no look-around.')}
          value={condition.pattern}
          onChange={(pattern) => onChange({ ...condition, pattern })}
        />
      )
    case 'matches_customer':
      return (
        <SelectField
          label={t('Of their record')}
          value={condition.record}
          options={[
            { value: 'email', label: t('E-mail address') },
            { value: 'name', label: t('Name') },
            { value: 'external_id', label: t('Id') },
          ]}
          onChange={(record) => onChange({ ...condition, record })}
        />
      )
    case 'origin':
      return (
        <AnyOf
          label={t('Where it was seen before')}
          chosen={condition.in}
          choices={[
            { value: 'customer', label: t('The customer’s words') },
            { value: 'tool', label: t('A tool’s result') },
            { value: 'source', label: t('A source') },
            { value: 'invented', label: t('Nowhere: invented') },
          ]}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      )
    case 'exists':
    case 'absent':
      return null
  }
}

/** What is no number stays as it was typed: the preview says so. */
const asNumber = (word: string): number | string => (Number.isFinite(Number(word)) ? Number(word) : word)
