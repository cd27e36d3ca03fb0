import { agentLimits } from '#contract/agent.ts'
import type { NumberAct } from '#contract/agent-act.ts'
import { CheckField, TextField } from '#renderer/app/Settings/fields.tsx'
import { t } from '#renderer/ui/language.ts'

/** What has to be said about a number before it is bought or renamed. */
type Of<Kind extends NumberAct['act']> = {
  readonly act: Extract<NumberAct, { readonly act: Kind }>
  readonly onChange: (act: NumberAct) => void
}

export function AreaFields({ act, onChange }: Of<'buy'>) {
  const isWrong = act.areaCode !== '' && !/^\d{1,3}$/.test(act.areaCode)
  return (
    <div className="agent-fields">
      <TextField
        label={t('Area code')}
        autoFocus
        value={act.areaCode}
        error={isWrong ? t('Three digits, such as 415') : null}
        help={t('Three digits, of the United States. The service chooses the number.')}
        onChange={(areaCode) => onChange({ ...act, areaCode: areaCode.trim() })}
      />
      <TextField label={t('Name')} value={act.name} onChange={(name) => onChange({ ...act, name })} />
      <TextField
        label={t('Description')}
        value={act.description}
        onChange={(description) => onChange({ ...act, description })}
      />
    </div>
  )
}

export function NameFields({ act, onChange }: Of<'rename'>) {
  return (
    <div className="agent-fields">
      <TextField
        label={t('Name')}
        autoFocus
        value={act.name}
        error={
          act.name.length > agentLimits.numberName
            ? t('At most {{most}} characters', { most: agentLimits.numberName })
            : null
        }
        onChange={(name) => onChange({ ...act, name })}
      />
      <TextField
        label={t('Description')}
        value={act.description}
        onChange={(description) =>
          onChange({ ...act, description, clearDescription: description === '' && act.clearDescription })
        }
      />
      {act.description === '' ? (
        <CheckField
          label={t('Clear the description')}
          help={t('An empty description is sent only when this is ticked.')}
          checked={act.clearDescription}
          onChange={(clearDescription) => onChange({ ...act, clearDescription })}
        />
      ) : null}
    </div>
  )
}
