import type { Rule } from '#contract/policy.ts'
import { weekdays, type Condition } from '#contract/policy-condition.ts'
import type { ToolView } from '#contract/tool.ts'
import { ArgumentForm } from '#renderer/app/Policies/ArgumentForm.tsx'
import { AnyOf, Words } from '#renderer/app/Policies/parts.tsx'
import { fieldWords } from '#renderer/app/Policies/rule-model.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { channelWords, riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** One condition of a rule, with the control that fits what it asks about. */
type Props = {
  readonly condition: Condition
  readonly rule: Rule
  readonly tools: readonly ToolView[]
  readonly onChange: (condition: Condition) => void
}

export const tiers = ([0, 1, 2, 3, 4] as const).map((value) => ({ value, label: `R${value} ${riskWords[value]}` }))
const channels = (['email', 'chat', 'phone', 'sms', 'social', 'other'] as const).map((value) => ({
  value,
  label: channelWords[value],
}))
const dayNames = {
  mon: t('Mon'),
  tue: t('Tue'),
  wed: t('Wed'),
  thu: t('Thu'),
  fri: t('Fri'),
  sat: t('Sat'),
  sun: t('Sun'),
} as const
const days = weekdays.map((value) => ({ value, label: dayNames[value] }))

export function ConditionForm({ condition, rule, tools, onChange }: Props) {
  switch (condition.field) {
    case 'tool':
      return (
        <Words
          label={t('Any of these tools')}
          words={condition.in}
          known={tools.map(({ name }) => name)}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'tool_tag':
      return (
        <Words
          label={t('Any of these tags')}
          words={condition.in}
          known={[...new Set(tools.flatMap(({ tags }) => tags ?? []))]}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'agent':
      return (
        <Words
          label={t('Agent ids')}
          words={condition.in}
          known={[]}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'environment':
      return (
        <AnyOf
          label={t('Environment')}
          chosen={condition.in}
          choices={[
            { value: 'PROD', label: 'PROD' },
            { value: 'STAGING', label: 'STAGING' },
          ]}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      )
    case 'channel':
      return (
        <AnyOf
          label={t('Channel')}
          chosen={condition.in}
          choices={channels}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      )
    case 'risk':
      return (
        <AnyOf
          label={t('Tier')}
          chosen={condition.in}
          choices={tiers}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      )
    case 'argument':
      return <ArgumentForm condition={condition} rule={rule} tools={tools} onChange={onChange} />
    default:
      return <SituationForm condition={condition} onChange={onChange} />
  }
}

type Situation = Extract<
  Condition,
  { field: 'hours' | 'rag_score' | 'confidence' | 'guardrail' | 'conversation_age' | 'tag' | 'previous_decisions' }
>
const compare = [
  { value: 'lt', label: t('is less than') },
  { value: 'gte', label: t('is at least') },
] as const

/** What the proposal comes out of, not what it asks for. */
function SituationForm({
  condition,
  onChange,
}: {
  readonly condition: Situation
  readonly onChange: (condition: Situation) => void
}) {
  switch (condition.field) {
    case 'hours':
      return <HoursForm condition={condition} onChange={onChange} />
    case 'rag_score':
    case 'confidence':
      return (
        <>
          <SelectField
            label={fieldWords[condition.field]}
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField
            label={condition.field === 'confidence' ? t('Confidence') : t('Score')}
            help={
              condition.field === 'confidence'
                ? t('From 0 to 1; not known of what the bot did not write.')
                : t('From 0 to 1; an answer without a source has 0.')
            }
            value={condition.value}
            onChange={(value) => onChange({ ...condition, value })}
          />
        </>
      )
    case 'guardrail':
      return (
        <SelectField
          label={t('Guardrail')}
          value={condition.hit ? 'hit' : 'none'}
          options={[
            { value: 'none', label: t('No guardrail answered') },
            { value: 'hit', label: t('A guardrail answered') },
          ]}
          onChange={(hit) => onChange({ ...condition, hit: hit === 'hit' })}
        />
      )
    case 'conversation_age':
      return (
        <>
          <SelectField
            label={t('Age of the conversation')}
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField
            label={t('Minutes')}
            value={condition.minutes}
            onChange={(minutes) => onChange({ ...condition, minutes })}
          />
        </>
      )
    case 'tag':
      return (
        <>
          <SelectField
            label={t('Tags of')}
            value={condition.on}
            options={[
              { value: 'conversation', label: t('The conversation') },
              { value: 'customer', label: t('The customer') },
            ]}
            onChange={(on) => onChange({ ...condition, on })}
          />
          <SelectField
            label={t('Must hold')}
            value={condition.op}
            options={[
              { value: 'any', label: t('Any of them') },
              { value: 'none', label: t('None of them') },
            ]}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <Words
            label={t('Tags')}
            words={condition.in}
            known={[]}
            onChange={(words) => onChange({ ...condition, in: words })}
          />
        </>
      )
    case 'previous_decisions':
      return (
        <>
          <SelectField
            label={t('In this conversation')}
            value={condition.of}
            options={[
              { value: 'all', label: t('All decisions') },
              { value: 'approved', label: t('Approvals') },
              { value: 'edited', label: t('Edits') },
              { value: 'rejected', label: t('Rejections') },
            ]}
            onChange={(of) => onChange({ ...condition, of })}
          />
          <SelectField
            label={t('Their number')}
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField
            label={t('Number')}
            value={condition.value}
            onChange={(value) => onChange({ ...condition, value })}
          />
        </>
      )
  }
}

type Hours = Extract<Condition, { field: 'hours' }>
function HoursForm({ condition, onChange }: { readonly condition: Hours; readonly onChange: (hours: Hours) => void }) {
  return (
    <>
      <SelectField
        label={t('Time')}
        value={condition.op}
        options={[
          { value: 'inside', label: t('Within these hours') },
          { value: 'outside', label: t('Outside these hours') },
        ]}
        onChange={(op) => onChange({ ...condition, op })}
      />
      <AnyOf
        label={t('Days')}
        chosen={condition.days}
        choices={days}
        onChange={(chosen) => onChange({ ...condition, days: chosen })}
      />
      <TextField label={t('From')} value={condition.from} onChange={(from) => onChange({ ...condition, from })} />
      <TextField
        label={t('To')}
        help={t('An end before its start lies on the next day.')}
        value={condition.to}
        onChange={(to) => onChange({ ...condition, to })}
      />
      <TextField
        label={t('Time zone')}
        value={condition.timeZone}
        onChange={(timeZone) => onChange({ ...condition, timeZone })}
      />
    </>
  )
}
