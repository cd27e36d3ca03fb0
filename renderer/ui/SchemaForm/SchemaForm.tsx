import { CircleAlert, PenLine, TriangleAlert, UserRound, Wrench, FileText } from 'lucide-react'
import { FieldError, Label, Text } from 'react-aria-components'
import type { Origin } from '#contract/proposal.ts'
import '#renderer/styles/form.css'
import '#renderer/styles/form-well.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/diff.css'
import { Diff } from '#renderer/ui/Diff.tsx'
import { countHidden } from '#renderer/ui/visible-text.ts'
import { resetField } from '#renderer/ui/SchemaForm/draft.ts'
import { humanise } from '#renderer/ui/SchemaForm/fields.ts'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import { inputId, problemOf } from '#renderer/ui/SchemaForm/form-context.ts'
import type { Form } from '#renderer/ui/SchemaForm/form-context.ts'
import { FieldInput } from '#renderer/ui/SchemaForm/inputs.tsx'
import { isList, readAt, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { choiceLabel, plainText, Well } from '#renderer/ui/SchemaForm/Well.tsx'
import { locale, t } from '#renderer/ui/language.ts'

/**
 * A tool's arguments as fields made from its schema: wells for reading, typed controls for editing, each with where its
 * value came from, what it was before an edit, its help and its error.
 */
const origins: Readonly<Record<Origin, { readonly word: string; readonly icon: typeof Wrench }>> = {
  customer: { word: t('from customer'), icon: UserRound },
  tool: { word: t('from lookup'), icon: Wrench },
  source: { word: t('from source'), icon: FileText },
  invented: { word: 'invented', icon: TriangleAlert },
}

const badgeFrom = 120

function Marks({ form, field, edited }: { readonly form: Form; readonly field: Field; readonly edited: boolean }) {
  const value = readAt(form.draft.value, field.pointer)
  const origin = form.origins[field.pointer]
  const hidden = typeof value === 'string' ? countHidden(value) : 0
  const length = typeof value === 'string' && value.length >= badgeFrom ? value.length : 0
  const Icon = origin === undefined ? null : origins[origin].icon
  return (
    <>
      {length === 0 && hidden === 0 ? null : (
        <span className="form-length">
          {length > 0 ? t('{{length}} characters', { length: length.toLocaleString(locale) }) : ''}
          {length > 0 && hidden > 0 ? ', ' : ''}
          {hidden > 0 ? t('{{hidden}} hidden', { hidden }) : ''}
        </span>
      )}
      {edited ? (
        <span className="form-mark" data-mark="edited">
          <PenLine aria-hidden="true" />
          {t('edited')}
        </span>
      ) : origin !== undefined && Icon !== null ? (
        <span className="form-mark" data-mark={origin}>
          <Icon aria-hidden="true" />
          {origins[origin].word}
        </span>
      ) : null}
    </>
  )
}

function Was({ form, field }: { readonly form: Form; readonly field: Field }) {
  const before = readAt(form.proposed, field.pointer)
  const after = readAt(form.draft.value, field.pointer)
  const words = field.kind.type === 'text' && field.kind.long && typeof before === 'string' && typeof after === 'string'
  const old = before === undefined ? t('left out') : (choiceLabel(field, before) ?? plainText(before))
  return (
    <div className="form-was">
      {words ? (
        <Diff before={before} after={after} />
      ) : (
        <span>
          {t('was')} <del>{form.formatted(field.pointer) ?? old}</del>
        </span>
      )}
      <button
        type="button"
        className="form-link"
        aria-label={t('Reset {{label}}', { label: field.label })}
        onClick={() => form.onChange(resetField(form.draft, field.pointer, form.proposed))}
      >
        {t('Reset')}
      </button>
    </div>
  )
}

const isWide = (form: Form, field: Field): boolean => {
  const value = readAt(form.draft.value, field.pointer)
  switch (field.kind.type) {
    case 'group':
    case 'json':
    case 'tokens':
      return true
    case 'text':
      return field.kind.long || (typeof value === 'string' && value.length > 34)
    case 'choice':
      return form.editing && field.kind.display === 'radio' && field.kind.options.length > 2
    default:
      return isList(value)
  }
}

function FieldRow({ form, field }: { readonly form: Form; readonly field: Field }) {
  const problem = problemOf(form, field)
  const value = readAt(form.draft.value, field.pointer)
  const edited =
    form.draft.unread[field.pointer] !== undefined || !sameJson(value, readAt(form.proposed, field.pointer))
  const optional = field.required ? '' : ', optional'
  const bounds = field.kind.type === 'number' && field.kind.bounds !== '' ? `${humanise(field.kind.bounds)}.` : ''
  const note = field.kind.type === 'json' ? field.kind.note : ''
  const help = field.help === '' || /[.!?]$/.test(field.help) ? field.help : `${field.help}.`
  const hint = [help, bounds, note].filter((line) => line !== '').join(' ')
  const wrong =
    problem === null ? null : (
      <>
        <CircleAlert aria-hidden="true" />
        {problem.message}
      </>
    )
  const marks = <Marks form={form} field={field} edited={edited} />
  return (
    <div className={`form-field${isWide(form, field) ? ' is-wide' : ''}`} data-pointer={field.pointer}>
      {form.editing ? (
        <FieldInput
          form={form}
          field={field}
          head={
            <div className="form-head">
              <Label className="form-name">
                {field.label}
                {optional}
              </Label>
              {marks}
            </div>
          }
          foot={
            <>
              <FieldError className="form-error">{wrong}</FieldError>
              {edited ? <Was form={form} field={field} /> : null}
              {hint === '' ? null : (
                <Text slot="description" elementType="small" className="form-help">
                  {hint}
                </Text>
              )}
            </>
          }
        />
      ) : (
        <>
          <div className="form-head">
            <span className="form-name">{field.label}</span>
            {marks}
          </div>
          <Well field={field} value={value} formatted={form.formatted(field.pointer)} />
          {wrong === null ? null : <span className="form-error">{wrong}</span>}
        </>
      )}
    </div>
  )
}

export function SchemaForm({ form, fields }: { readonly form: Form; readonly fields: readonly Field[] }) {
  return (
    <div className="form-grid" data-editing={form.editing}>
      {fields.map((field) =>
        field.kind.type === 'group' && (form.editing || readAt(form.draft.value, field.pointer) !== undefined) ? (
          <fieldset className="form-group" key={field.pointer} id={inputId(form.id, field.pointer)}>
            <legend>{field.label}</legend>
            <SchemaForm form={form} fields={field.kind.fields} />
          </fieldset>
        ) : (
          <FieldRow form={form} field={field} key={field.pointer} />
        ),
      )}
    </div>
  )
}
