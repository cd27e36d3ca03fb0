import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import type { ToolView } from '#contract/tool.ts'
import type { HeadlinePart } from '#renderer/app/Inbox/dock/words.ts'
import { FieldDiff } from '#renderer/ui/Diff.tsx'
import { readRaw, startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Draft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import type { Form } from '#renderer/ui/SchemaForm/form-context.ts'
import { readAt } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject } from '#renderer/ui/SchemaForm/pointer.ts'
import { SchemaForm } from '#renderer/ui/SchemaForm/SchemaForm.tsx'
import type { Problem } from '#renderer/ui/SchemaForm/validate.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { countHidden } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

/** The arguments in three ways that always agree: fields, raw JSON with nothing hidden, and what a person changed. */
type Props = {
  readonly id: string
  readonly proposal: Proposal
  readonly tool: ToolView | null
  readonly fields: readonly Field[]
  readonly draft: Draft
  readonly problems: readonly Problem[]
  readonly headline: readonly HeadlinePart[]
  readonly editing: boolean
  readonly tab: Tab
  readonly onChange: (draft: Draft) => void
}

export type Tab = 'fields' | 'raw' | 'changes'

/** JSON text in which an invisible character can be seen before it is parsed away: kept as it is, marked when shown. */
const rawOf = (value: JsonObject): string => JSON.stringify(value, null, 2)

function RawTab({ id, draft, editing, onChange }: Pick<Props, 'id' | 'draft' | 'editing' | 'onChange'>) {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? rawOf(draft.value)
  const problem = typed === null ? null : readRaw(typed)
  const hidden = countHidden(
    Object.values(draft.value)
      .map((value) => rawOf({ value }))
      .join(''),
  )
  return (
    <div>
      {editing ? (
        <textarea
          className="form-input is-json"
          aria-label={t('Arguments as JSON')}
          aria-invalid={typeof problem === 'string'}
          aria-describedby={`${id}-raw-note`}
          spellCheck={false}
          rows={6}
          value={shown}
          onChange={(event) => {
            setTyped(event.target.value)
            const read = readRaw(event.target.value)
            if (typeof read !== 'string') onChange(startDraft(read))
          }}
          onBlur={() => setTyped(null)}
        />
      ) : (
        <pre className="form-well is-json" tabIndex={0} role="group" aria-label={t('Arguments as JSON')}>
          <VisibleText text={shown} />
        </pre>
      )}
      <p className={typeof problem === 'string' ? 'form-error' : 'form-help'} id={`${id}-raw-note`}>
        {typeof problem === 'string'
          ? t('{{problem}}. The fields keep the last valid version.', { problem })
          : hidden === 0
            ? t('No hidden characters.')
            : t('{{count}} hidden characters, shown marked when reading.', { count: hidden })}
      </p>
    </div>
  )
}

/** Under the checks: which of the three ways is shown. */
export function ArgumentTabs({
  tab,
  dirty,
  onChoose,
}: {
  readonly tab: Tab
  readonly dirty: boolean
  readonly onChoose: (tab: Tab) => void
}) {
  const tabs: readonly { readonly id: Tab; readonly label: string }[] = [
    { id: 'fields', label: t('Fields') },
    { id: 'raw', label: t('Raw JSON') },
    ...(dirty ? [{ id: 'changes' as const, label: t('Changes') }] : []),
  ]
  return (
    <div className="dock-tabs" role="group" aria-label={t('Arguments as')}>
      {tabs.map((entry) => (
        <button key={entry.id} type="button" aria-pressed={entry.id === tab} onClick={() => onChoose(entry.id)}>
          {entry.label}
        </button>
      ))}
    </div>
  )
}

export function ArgumentsView(props: Props) {
  const { id, proposal, tool, fields, draft, problems, headline, editing, tab, onChange } = props
  const amountPointer = tool?.amountPointer ?? null
  const amount = amountPointer === null ? undefined : readAt(proposal.arguments, amountPointer)
  const spoken = headline.find(
    (part) => part.value && (part.was ?? part.text).replaceAll(/[^\d.]/g, '') === asDigits(amount),
  )
  const form: Form = {
    id,
    editing,
    draft,
    proposed: proposal.arguments,
    problems,
    origins: proposal.origins,
    formatted: (pointer) => {
      if (pointer !== amountPointer || spoken === undefined) return null
      return editing ? (spoken.was ?? spoken.text) : spoken.text
    },
    onChange,
  }
  return (
    <div>
      {tab === 'fields' ? (
        fields.length === 0 ? (
          <p className="form-help">{t('No arguments.')}</p>
        ) : (
          <SchemaForm form={form} fields={fields} />
        )
      ) : tab === 'raw' ? (
        <RawTab id={id} draft={draft} editing={editing} onChange={onChange} />
      ) : (
        <FieldDiff before={proposal.arguments} after={draft.value} />
      )}
    </div>
  )
}

const asDigits = (value: unknown): string | null =>
  typeof value === 'number' ? value.toFixed(2) : typeof value === 'string' ? value : null
