import { useState } from 'react'
import type { AgentField, Merge } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import { resolved, type Side } from '#renderer/app/Agents/conflict.ts'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { changedFields, fieldLabels, valueOf } from '#renderer/state/agent-changes.ts'
import { dropDraft, keepDraft, type AgentDraft } from '#renderer/state/agents-drafts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Diff } from '#renderer/ui/Diff.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** Somebody else changed the agent meanwhile: each field as it was, as it is here and as it is there, and one of them is taken. */
const stateWords: Readonly<Record<Merge['fields'][number]['state'], string>> = {
  same: t('unchanged'),
  mine: t('changed here'),
  theirs: t('changed elsewhere'),
  both_same: t('changed alike'),
  conflict: t('changed by both'),
}

/** What is taken where nobody has to choose. */
const unasked: Readonly<Record<Merge['fields'][number]['state'], Side | null>> = {
  same: 'mine',
  mine: 'mine',
  theirs: 'theirs',
  both_same: 'mine',
  conflict: null,
}

const text = (value: Json): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)

export function ConflictView({ draft, merge }: { readonly draft: AgentDraft; readonly merge: Merge }) {
  const [choices, choose] = useState<Readonly<Partial<Record<AgentField, Side>>>>({})
  const differing = merge.fields.filter(({ state }) => state !== 'same')
  const open = merge.conflicts.filter((field) => choices[field] === undefined)
  // Only what is put together from both is a third choice: tools are, one by one.
  const isBoth = (field: AgentField): boolean =>
    [draft.draft, merge.theirs].every((side) => !sameJson(valueOf(merge.merged, field), valueOf(side, field)))
  const take = (): void => {
    const next = resolved(draft, merge, choices)
    if (changedFields(merge.theirs, next).length === 0) return dropDraft(draft.key)
    keepDraft({ ...draft, base: merge.version.version, basis: merge.theirs, draft: next, clear: [], restores: null })
  }
  return (
    <div className="agent-conflict">
      <Notice tone="warn" role="alert" title={t('Somebody else changed this agent.')}>
        {t('At {{clock}}, since you began. Nothing of either is lost: choose for each field.', {
          clock: clockWords(merge.version.updatedAt ?? merge.version.at),
        })}
      </Notice>
      <ul>
        {differing.map(({ field, state, base, mine, theirs }) => (
          <li key={field}>
            <div className="agent-conflict-head">
              <b>{fieldLabels[field]}</b>
              <span className="small tertiary">{stateWords[state]}</span>
              <span className="grow" />
              <Segments<Side>
                label={t('{{field}}: which one', { field: fieldLabels[field] })}
                value={choices[field] ?? unasked[state]}
                options={[
                  { value: 'mine', label: t('Mine') },
                  { value: 'theirs', label: t('Theirs') },
                  ...(isBoth(field) ? [{ value: 'merged' as const, label: t('Merged') }] : []),
                ]}
                onChange={(side) => choose({ ...choices, [field]: side })}
              />
            </div>
            <dl className="agent-three">
              <div>
                <dt>{t('Mine')}</dt>
                <dd>
                  <Diff before={text(base)} after={text(mine)} />
                </dd>
              </div>
              <div>
                <dt>{t('Theirs')}</dt>
                <dd>
                  <Diff before={text(base)} after={text(theirs)} />
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
      <div className="agent-conflict-acts">
        <span className="secondary grow">
          {open.length === 0
            ? t('What is chosen becomes your draft; publish it afterwards.')
            : t('Still to choose: {{fields}}', { fields: open.map((field) => fieldLabels[field]).join(', ') })}
        </span>
        <Button look="solid" unavailable={open.length === 0 ? null : t('Choose for each field first')} onClick={take}>
          {t('Go on with this')}
        </Button>
      </div>
    </div>
  )
}
