import { Label, TextArea, TextField } from 'react-aria-components'
import { RuleSchema, type Rule } from '#contract/policy.ts'
import { fieldWords, optionWords, withoutPart } from '#renderer/app/Policies/rule-model.ts'
import { issueAt, PartForm, placesOf, type RuleEditing } from '#renderer/app/Policies/RuleSentence.tsx'
import type { RuleDraft } from '#renderer/state/policies-drafts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** The same draft as labelled fields, and as the JSON that is saved. */
const titleOf = (rule: Rule, place: string): string => {
  const [part, name] = place.split('.')
  if (place === 'verdict') return t('What becomes of it')
  if (part === 'when') return fieldWords[rule.when[Number(name)]?.field ?? 'tool']
  return optionWords[name === 'budgets' ? 'budget' : (name as 'undoSeconds')]
}

export function RuleFields(editing: RuleEditing) {
  const { rule, tools, preview, onChange } = editing
  const places = [...rule.when.map((_, at) => `when.${at}`), 'verdict', ...placesOf(rule)]
  return (
    <div className="rule-fields">
      {places.map((place) => {
        const wrong = issueAt(preview, place)
        return (
          <section key={place} aria-label={titleOf(rule, place)} className="rule-form">
            <header>
              <h3>{titleOf(rule, place)}</h3>
              <span className="grow" />
              {place === 'verdict' ? null : (
                <Button size="small" look="quiet" onClick={() => onChange(withoutPart(rule, place))}>
                  {t('Remove')}
                </Button>
              )}
            </header>
            <PartForm rule={rule} tools={tools} place={place} onChange={onChange} />
            {wrong === null ? null : <p className="form-error">{wrong}</p>}
          </section>
        )
      })}
    </div>
  )
}

export const ruleJson = (rule: Rule): string => JSON.stringify(rule, null, 2)

/** The rule a text stands for; otherwise the text itself, which is kept as it is. */
export function readJson(text: string, draft: RuleDraft): RuleDraft {
  try {
    const read = RuleSchema.safeParse(JSON.parse(text))
    if (read.success && read.data.id === draft.rule.id)
      return { ...draft, rule: read.data, json: text === ruleJson(read.data) ? null : text }
  } catch {
    // Not JSON yet.
  }
  return { ...draft, json: text }
}

export const isUnread = ({ rule, json }: RuleDraft): boolean => {
  if (json === null) return false
  try {
    const read = RuleSchema.safeParse(JSON.parse(json))
    return !read.success || read.data.id !== rule.id
  } catch {
    return true
  }
}

export function RuleJson({
  draft,
  onChange,
}: {
  readonly draft: RuleDraft
  readonly onChange: (draft: RuleDraft) => void
}) {
  const wrong = isUnread(draft)
  return (
    <TextField
      className="rule-json"
      validationBehavior="aria"
      isInvalid={wrong}
      value={draft.json ?? ruleJson(draft.rule)}
      onChange={(text) => onChange(readJson(text, draft))}
    >
      <Label className="visually-hidden">{t('The rule as JSON')}</Label>
      <TextArea className="form-input is-json" rows={14} spellCheck="false" />
      {wrong ? (
        <p className="form-error" role="alert">
          {t('This is not a rule yet. It is kept as you type it; the sentence shows the last one that could be read.')}
        </p>
      ) : null}
    </TextField>
  )
}
