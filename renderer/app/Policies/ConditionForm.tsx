import type { Rule } from '#contract/policy.ts'
import { weekdays, type Condition } from '#contract/policy-condition.ts'
import type { ToolView } from '#contract/tool.ts'
import { ArgumentForm } from '#renderer/app/Policies/ArgumentForm.tsx'
import { AnyOf, Words } from '#renderer/app/Policies/parts.tsx'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { channelWords, riskWords } from '#renderer/ui/words.ts'

/** One condition of a rule, with the control that fits what it asks about. */
type Props = {
  readonly condition: Condition
  readonly rule: Rule
  readonly tools: readonly ToolView[]
  readonly onChange: (condition: Condition) => void
}

const tiers = ([0, 1, 2, 3, 4] as const).map((value) => ({ value, label: `R${value} ${riskWords[value]}` }))
const channels = (['email', 'chat', 'phone', 'sms', 'social', 'other'] as const).map((value) => ({
  value,
  label: channelWords[value],
}))
const dayNames = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' } as const
const days = weekdays.map((value) => ({ value, label: dayNames[value] }))

export function ConditionForm({ condition, rule, tools, onChange }: Props) {
  switch (condition.field) {
    case 'tool':
      return (
        <Words
          label="Any of these tools"
          words={condition.in}
          known={tools.map(({ name }) => name)}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'tool_tag':
      return (
        <Words
          label="Any of these tags"
          words={condition.in}
          known={[...new Set(tools.flatMap(({ tags }) => tags ?? []))]}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'agent':
      return (
        <Words
          label="Agent ids"
          words={condition.in}
          known={[]}
          onChange={(words) => onChange({ ...condition, in: words })}
        />
      )
    case 'environment':
      return (
        <AnyOf
          label="Environment"
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
          label="Channel"
          chosen={condition.in}
          choices={channels}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      )
    case 'risk':
      return (
        <AnyOf
          label="Tier"
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
  { field: 'hours' | 'rag_score' | 'guardrail' | 'conversation_age' | 'tag' | 'previous_decisions' }
>
const compare = [
  { value: 'lt', label: 'is less than' },
  { value: 'gte', label: 'is at least' },
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
      return (
        <>
          <SelectField
            label="Score of the best source"
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField
            label="Score"
            help="From 0 to 1; an answer without a source has 0."
            value={condition.value}
            onChange={(value) => onChange({ ...condition, value })}
          />
        </>
      )
    case 'guardrail':
      return (
        <SelectField
          label="Guardrail"
          value={condition.hit ? 'hit' : 'none'}
          options={[
            { value: 'none', label: 'No guardrail answered' },
            { value: 'hit', label: 'A guardrail answered' },
          ]}
          onChange={(hit) => onChange({ ...condition, hit: hit === 'hit' })}
        />
      )
    case 'conversation_age':
      return (
        <>
          <SelectField
            label="Age of the conversation"
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField
            label="Minutes"
            value={condition.minutes}
            onChange={(minutes) => onChange({ ...condition, minutes })}
          />
        </>
      )
    case 'tag':
      return (
        <>
          <SelectField
            label="Tags of"
            value={condition.on}
            options={[
              { value: 'conversation', label: 'The conversation' },
              { value: 'customer', label: 'The customer' },
            ]}
            onChange={(on) => onChange({ ...condition, on })}
          />
          <SelectField
            label="Must hold"
            value={condition.op}
            options={[
              { value: 'any', label: 'Any of them' },
              { value: 'none', label: 'None of them' },
            ]}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <Words
            label="Tags"
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
            label="In this conversation"
            value={condition.of}
            options={[
              { value: 'all', label: 'All decisions' },
              { value: 'approved', label: 'Approvals' },
              { value: 'edited', label: 'Edits' },
              { value: 'rejected', label: 'Rejections' },
            ]}
            onChange={(of) => onChange({ ...condition, of })}
          />
          <SelectField
            label="Their number"
            value={condition.op}
            options={compare}
            onChange={(op) => onChange({ ...condition, op })}
          />
          <NumberField label="Number" value={condition.value} onChange={(value) => onChange({ ...condition, value })} />
        </>
      )
  }
}

type Hours = Extract<Condition, { field: 'hours' }>
function HoursForm({ condition, onChange }: { readonly condition: Hours; readonly onChange: (hours: Hours) => void }) {
  return (
    <>
      <SelectField
        label="Time"
        value={condition.op}
        options={[
          { value: 'inside', label: 'Within these hours' },
          { value: 'outside', label: 'Outside these hours' },
        ]}
        onChange={(op) => onChange({ ...condition, op })}
      />
      <AnyOf
        label="Days"
        chosen={condition.days}
        choices={days}
        onChange={(chosen) => onChange({ ...condition, days: chosen })}
      />
      <TextField label="From" value={condition.from} onChange={(from) => onChange({ ...condition, from })} />
      <TextField
        label="To"
        help="An end before its start lies on the next day."
        value={condition.to}
        onChange={(to) => onChange({ ...condition, to })}
      />
      <TextField
        label="Time zone"
        value={condition.timeZone}
        onChange={(timeZone) => onChange({ ...condition, timeZone })}
      />
    </>
  )
}
