import { documentLimits, type CollectionAct } from '#contract/collection.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { askAct } from '#renderer/state/agents-acts.ts'
import { t } from '#renderer/ui/language.ts'

/** What has to be said about a collection before it is made or renamed. */
type Named = Extract<CollectionAct, { readonly act: 'createCollection' | 'changeCollection' }>

export function CollectionFields({ act }: { readonly act: Named }) {
  const change = (words: Partial<Pick<Named, 'name' | 'description'>>): void =>
    askAct({ of: 'collection', act: { ...act, ...words } })
  const most = documentLimits.collectionName
  return (
    <div className="agent-fields">
      <TextField
        label={t('Name')}
        autoFocus
        value={act.name}
        error={act.name.length > most ? t('At most {{most}} characters', { most }) : null}
        onChange={(name) => change({ name })}
      />
      <TextField label={t('Description')} value={act.description} onChange={(description) => change({ description })} />
    </div>
  )
}
