import { useEffect, useId, useState } from 'react'
import type { AheadBudget, Answering, Choice, Engine } from '#contract/answering.ts'
import type { Channel } from '#contract/conversation.ts'
import type { Configuration } from '#contract/settings.ts'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { SaveBar, SectionHead, useEditor, type Editor } from '#renderer/app/Settings/Section.tsx'
import { theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { channelWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** Which engine answers where, from when on the bot counts as sure, and what it may suggest ahead of a person. */
const engines: readonly { readonly value: Engine; readonly label: string }[] = [
  { value: 'xai', label: t('The support agent') },
  { value: 'bot', label: t('The bot') },
  { value: 'both', label: t('The bot, then the support agent') },
  { value: 'person', label: t('A person') },
]

const channels = ['chat', 'email', 'phone', 'sms', 'social', 'other'] as const satisfies readonly Channel[]

const listOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
]

/** Kept as typed while it means the same list, so that a comma can be typed. */
function NamesField(props: {
  readonly label: string
  readonly help: string
  readonly values: readonly string[]
  readonly onChange: (values: string[]) => void
}) {
  const [typed, setTyped] = useState(props.values.join(', '))
  const isSame = listOf(typed).join('\n') === props.values.join('\n')
  return (
    <TextField
      label={props.label}
      help={props.help}
      value={isSame ? typed : props.values.join(', ')}
      onChange={(next) => {
        setTyped(next)
        props.onChange(listOf(next))
      }}
    />
  )
}

function Rule({
  rule,
  place,
  of,
  onChange,
  onMove,
  onRemove,
}: {
  readonly rule: Choice
  readonly place: number
  readonly of: number
  readonly onChange: (rule: Choice) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
}) {
  const name = useId()
  const put = (channel: Channel, on: boolean): void =>
    onChange({ ...rule, channels: channels.filter((one) => (one === channel ? on : rule.channels.includes(one))) })
  return (
    <section className="set-group" aria-label={t('Rule {{place}}', { place: place + 1 })}>
      <h3>{t('Rule {{place}}', { place: place + 1 })}</h3>
      <div className="set-field">
        <span className="set-label" id={`${name}-channels`}>
          {t('Channels')}
        </span>
        <div className="set-answer">
          <div className="set-checks" role="group" aria-labelledby={`${name}-channels`}>
            {channels.map((channel) => (
              <CheckField
                key={channel}
                label={channelWords[channel]}
                checked={rule.channels.includes(channel)}
                onChange={(on) => put(channel, on)}
              />
            ))}
          </div>
          <small className="form-help">{t('None ticked: any.')}</small>
        </div>
      </div>
      <NamesField
        label={t('Inboxes')}
        help={t('Ids of the people or teams it is assigned to, with commas between. Empty: any.')}
        values={rule.inboxes}
        onChange={(inboxes) => onChange({ ...rule, inboxes })}
      />
      <NamesField
        label={t('Tags')}
        help={t('One of them is enough. Empty: any.')}
        values={rule.tags}
        onChange={(tags) => onChange({ ...rule, tags })}
      />
      <SelectField
        label={t('Answered by')}
        value={rule.engine}
        options={engines}
        onChange={(engine) => onChange({ ...rule, engine })}
      />
      <div className="composer-verbs">
        <Button
          size="small"
          look="quiet"
          unavailable={place === 0 ? t('It is the first') : null}
          onClick={() => onMove(-1)}
        >
          {t('Move up')}
        </Button>
        <Button
          size="small"
          look="quiet"
          unavailable={place === of - 1 ? t('It is the last') : null}
          onClick={() => onMove(1)}
        >
          {t('Move down')}
        </Button>
        <Button size="small" look="quiet" onClick={onRemove}>
          {t('Remove rule {{place}}', { place: place + 1 })}
        </Button>
      </div>
    </section>
  )
}

export function WhoAnswers({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { answering } = editor.draft
  const change = (next: Partial<Answering>): void =>
    editor.change({ ...editor.draft, answering: { ...answering, ...next } })
  const { rules } = answering
  const put = (place: number, rule: Choice): void =>
    change({ rules: rules.map((one, at) => (at === place ? rule : one)) })
  const move = (place: number, by: -1 | 1): void => {
    const rule = rules[place]
    if (rule !== undefined) change({ rules: rules.toSpliced(place, 1).toSpliced(place + by, 0, rule) })
  }
  return (
    <>
      <SectionHead
        title={t('Who answers')}
        words={t('The first rule that fits decides. Whoever writes, the same checks and policies judge what goes out.')}
        action={
          <Button onClick={() => change({ rules: [...rules, { channels: [], inboxes: [], tags: [], engine: 'bot' }] })}>
            {t('Add a rule')}
          </Button>
        }
      />
      {rules.map((rule, place) => (
        <Rule
          key={`${place} of ${rules.length}`}
          rule={rule}
          place={place}
          of={rules.length}
          onChange={(next) => put(place, next)}
          onMove={(by) => move(place, by)}
          onRemove={() => change({ rules: rules.toSpliced(place, 1) })}
        />
      ))}
      <section className="set-group" aria-label={t('Everything else')}>
        <SelectField
          label={t('Where no rule fits')}
          value={answering.otherwise}
          options={engines}
          onChange={(otherwise) => change({ otherwise })}
        />
        <NumberField
          label={t('Confidence line')}
          help={t(
            'From 0 to 1. Under it no rule sends what the bot wrote, and the agent takes over where both answer.',
          )}
          value={answering.line}
          error={editor.errorAt('answering.line')}
          onChange={(line) => change({ line })}
        />
        <CheckField
          label={t('Ask without identity')}
          help={t('Where no token for the customer can be had, the bot is asked as if by nobody in particular.')}
          checked={answering.withoutIdentity}
          onChange={(withoutIdentity) => change({ withoutIdentity })}
        />
      </section>
      <Ahead editor={editor} change={change} />
      <SaveBar editor={editor} />
    </>
  )
}

function Ahead({ editor, change }: { readonly editor: Editor; readonly change: (next: Partial<Answering>) => void }) {
  const { ahead } = editor.draft.answering
  const [budget, setBudget] = useState<AheadBudget | null>(null)
  useEffect(() => {
    theDesk()
      .replies.ahead({})
      .then(setBudget, () => setBudget(null))
  }, [editor.dirty])
  const left = ({ used, limit }: AheadBudget['hour']): string =>
    t('{{used}} used, {{left}} left', { used, left: Math.max(0, limit - used) })
  return (
    <section className="set-group" aria-labelledby="set-ahead">
      <h3 id="set-ahead">{t('Suggestions ahead of a person')}</h3>
      <p className="secondary set-lead">
        {t(
          'Where a person answers, the bot is asked before that person looks. A suggestion is a draft: nothing is proposed or sent. It counts against the quota of the bot, and waits behind everybody else who asks it.',
        )}
      </p>
      <CheckField
        label={t('Suggest answers')}
        checked={ahead.on}
        onChange={(on) => change({ ahead: { ...ahead, on } })}
      />
      <NumberField
        label={t('At most in an hour')}
        value={ahead.perHour}
        error={editor.errorAt('answering.ahead.perHour')}
        onChange={(perHour) => change({ ahead: { ...ahead, perHour } })}
      />
      <NumberField
        label={t('At most in a day')}
        value={ahead.perDay}
        error={editor.errorAt('answering.ahead.perDay')}
        onChange={(perDay) => change({ ahead: { ...ahead, perDay } })}
      />
      {budget === null ? null : (
        <p className="secondary" role="status">
          {t('Last hour: {{hour}}. Last day: {{day}}.', { hour: left(budget.hour), day: left(budget.day) })}{' '}
          {budget.skipped === 0
            ? null
            : t('{{skipped}} did without, because nothing was left.', { skipped: budget.skipped })}
        </p>
      )}
    </section>
  )
}
