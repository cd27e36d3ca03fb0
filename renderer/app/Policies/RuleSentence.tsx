import { Plus, Trash2 } from 'lucide-react'
import { Fragment, useState } from 'react'
import type { PolicyPreview, Rule } from '#contract/policy.ts'
import type { ToolView } from '#contract/tool.ts'
import { ConditionForm } from '#renderer/app/Policies/ConditionForm.tsx'
import { OptionForm, VerdictForm } from '#renderer/app/Policies/OptionForm.tsx'
import {
  addOption,
  fields,
  fieldWords,
  freshCondition,
  optionWords,
  withCondition,
  withoutPart,
  type OptionName,
} from '#renderer/app/Policies/rule-model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** The rule as the sentence a person agrees to. Every part of it is a button that opens what changes it. */
export type RuleEditing = {
  readonly rule: Rule
  readonly tools: readonly ToolView[]
  /** The desk's words for the parts; null: not there yet. */
  readonly preview: PolicyPreview | null
  readonly onChange: (rule: Rule) => void
}

export const issueAt = (preview: PolicyPreview | null, place: string): string | null =>
  preview?.issues.find((one) => one.level === 'error' && (one.place === place || one.place.startsWith(`${place}.`)))
    ?.message ?? null

export const placesOf = (rule: Rule): readonly string[] => [
  ...(rule.with.budgets ?? []).map((_, at) => `with.budgets.${at}`),
  ...(['undoSeconds', 'expiresMinutes', 'requireReason', 'sampleRate', 'validUntil'] as const)
    .filter((name) => rule.with[name] !== undefined && !(name === 'requireReason' && rule.with[name] === false))
    .map((name) => `with.${name}`),
]

export function PartForm({ rule, tools, place, onChange }: Omit<RuleEditing, 'preview'> & { readonly place: string }) {
  const [part, name] = place.split('.')
  if (place === 'verdict') return <VerdictForm rule={rule} onChange={onChange} />
  if (part !== 'when') return <OptionForm rule={rule} place={place} onChange={onChange} />
  const condition = rule.when[Number(name)]
  return condition === undefined ? null : (
    <ConditionForm
      condition={condition}
      rule={rule}
      tools={tools}
      onChange={(next) => onChange(withCondition(rule, Number(name), next))}
    />
  )
}

/** What a part says while the desk has no words for it. */
function unread(rule: Rule, place: string): string {
  const [part, name] = place.split('.')
  const condition = part === 'when' ? rule.when[Number(name)] : undefined
  if (condition !== undefined) return `${fieldWords[condition.field]} …`
  return place === 'with.validUntil' && rule.with.validUntil === null ? t('no end') : '…'
}

export function RuleSentence(editing: RuleEditing) {
  const { rule, tools, preview, onChange } = editing
  const [opened, open] = useState<string | null>(null)
  const [adding, setAdding] = useState<'condition' | 'option' | null>(null)
  const token = (place: string) => {
    const words = preview?.tokens.find((one) => one.place === place)?.text ?? unread(rule, place)
    const wrong = issueAt(preview, place)
    return (
      <Popover
        label={t('Change “{{words}}”', { words })}
        className={place === 'verdict' ? 'rule-token is-verdict' : 'rule-token'}
        isOpen={opened === place}
        onOpenChange={(next) => open(next ? place : null)}
        invalid={wrong !== null}
        face={<VisibleText text={words} />}
      >
        <div className="rule-form">
          <PartForm rule={rule} tools={tools} place={place} onChange={onChange} />
          {wrong === null ? null : (
            <p className="form-error" role="alert">
              {wrong}
            </p>
          )}
          <div className="rule-form-foot">
            {place === 'verdict' ? null : (
              <Button
                size="small"
                look="quiet"
                onClick={() => {
                  open(null)
                  onChange(withoutPart(rule, place))
                }}
              >
                <Trash2 />
                {t('Remove')}
              </Button>
            )}
            <span className="grow" />
            <Button size="small" onClick={() => open(null)}>
              {t('Done')}
            </Button>
          </div>
        </div>
      </Popover>
    )
  }
  const places = placesOf(rule)
  return (
    <div className="rule-sentence" role="group" aria-label={t('The rule as a sentence')}>
      {rule.when.length === 0 ? t('Always') : t('When', {}, 'condition')}{' '}
      {rule.when.map((_, at) => (
        <Fragment key={at}>
          {at === 0 ? null : ` ${t('and')} `}
          {token(`when.${at}`)}
        </Fragment>
      ))}
      {rule.when.length === 0 ? null : ` ${t('then')} `}
      {['verdict', ...places].map((place, at) => (
        <Fragment key={place}>
          <span className="rule-part">
            {token(place)}
            {at === places.length ? '.' : ','}
          </span>{' '}
        </Fragment>
      ))}
      <span className="rule-add">
        <Menu
          label={t('Add a condition')}
          className="rule-adding"
          choices={fields.map((field) => ({ id: field, label: fieldWords[field] }))}
          isOpen={adding === 'condition'}
          onOpenChange={(next) => setAdding(next ? 'condition' : null)}
          onChoose={(id) => {
            const field = fields.find((one) => one === id)
            if (field === undefined) return
            onChange({ ...rule, when: [...rule.when, freshCondition(field, rule, tools)] })
            open(`when.${rule.when.length}`)
          }}
        >
          <Plus />
          {t('Condition')}
        </Menu>
        <Menu
          label={t('Add a term')}
          className="rule-adding"
          choices={missing(rule).map((name) => ({ id: name, label: optionWords[name] }))}
          isOpen={adding === 'option'}
          onOpenChange={(next) => setAdding(next ? 'option' : null)}
          onChoose={(id) => {
            const name = missing(rule).find((one) => one === id)
            if (name === undefined) return
            const added = addOption(rule, name)
            onChange(added.rule)
            open(added.place)
          }}
        >
          <Plus />
          {t('Term')}
        </Menu>
      </span>
    </div>
  )
}

const optionNames = Object.keys(optionWords) as readonly OptionName[]
const missing = (rule: Rule): readonly OptionName[] =>
  optionNames.filter((name) =>
    name === 'budget' ? (rule.with.budgets ?? []).length < 10 : rule.with[name] === undefined,
  )
