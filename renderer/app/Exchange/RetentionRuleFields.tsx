import { ChannelSchema } from '#contract/conversation.ts'
import type { RetentionRule } from '#contract/retention.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { t } from '#renderer/ui/language.ts'

/** One rule: what is past its time. */
type Props = {
  readonly rule: RetentionRule
  readonly onChange: (rule: RetentionRule) => void
  readonly onRemove: () => void
}

const any = 'any'
const things = [
  { value: 'recordings', label: t('The recording') },
  { value: 'conversations', label: t('The whole conversation') },
]
const channels = [
  { value: any, label: t('Any channel') },
  ...ChannelSchema.options.map((value) => ({ value, label: value })),
]
const sources = [
  { value: any, label: t('From anywhere') },
  { value: 'helpdesk', label: t('A helpdesk') },
  { value: 'call', label: t('Calls held here') },
  { value: 'import', label: t('Imports') },
]

export function RetentionRuleFields({ rule, onChange, onRemove }: Props) {
  const change = (part: Partial<RetentionRule>): void => onChange({ ...rule, ...part })
  return (
    <fieldset className="export-part">
      <legend className="visually-hidden">{rule.name}</legend>
      <Switch checked={rule.on} onChange={(on) => change({ on })}>
        {rule.name}
      </Switch>
      <TextField label={t('Name')} value={rule.name} onChange={(name) => change({ name })} />
      <SelectField
        label={t('What goes')}
        value={rule.what}
        options={things}
        onChange={(value) => change({ what: value === 'conversations' ? value : 'recordings' })}
      />
      <NumberField
        label={t('Without a message for')}
        unit={t('days')}
        value={rule.days}
        onChange={(days) => change({ days })}
      />
      <SelectField
        label={t('Channel')}
        value={rule.channel ?? any}
        options={channels}
        onChange={(value) => change({ channel: ChannelSchema.safeParse(value).data ?? null })}
      />
      <SelectField
        label={t('Source')}
        value={rule.source ?? any}
        options={sources}
        onChange={(value) =>
          change({ source: value === 'helpdesk' || value === 'call' || value === 'import' ? value : null })
        }
      />
      <TextField
        label={t('Tag')}
        help={t('Empty: with any tag or none')}
        value={rule.tag ?? ''}
        onChange={(tag) => change({ tag: tag.trim() === '' ? null : tag })}
      />
      <Button
        size="small"
        look="quiet"
        aria-label={t('Remove the rule {{name}}', { name: rule.name })}
        onClick={onRemove}
      >
        {t('Remove the rule')}
      </Button>
    </fieldset>
  )
}
