import { FieldError, Input, Label, TextArea, TextField } from 'react-aria-components'
import { modelWords } from '#renderer/app/Playground/playground-words.ts'
import { SearchSwitches } from '#renderer/app/Playground/SearchSwitches.tsx'
import type { AgentNames } from '#renderer/app/Playground/use-agent-names.ts'
import { firstModel, modelsOf } from '#renderer/state/playground-run.ts'
import { temperatureOf, thinks, type ColumnId, type SetUp } from '#renderer/state/playground-steps.ts'
import { changeSetUp, usePlayground } from '#renderer/state/playground.ts'
import { Radios } from '#renderer/ui/Radios.tsx'
import { Select, type Option } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { said, t } from '#renderer/ui/language.ts'

const sides = [
  { id: 'model', label: t('A model') },
  { id: 'voice_agent', label: t('A voice agent, in writing') },
  { id: 'support_agent', label: t('The support agent') },
] as const
const engines = [
  { id: 'responses', label: t('Responses') },
  { id: 'chat', label: t('Legacy chat') },
] as const
const tools = [
  { id: 'desk', label: t('Those of this desk') },
  { id: 'none', label: t('None') },
] as const
const efforts = [
  { id: 'usual', label: t('Usual') },
  { id: 'low', label: t('Low') },
  { id: 'medium', label: t('Medium') },
  { id: 'high', label: t('High') },
] as const
const environments = [
  { id: 'STAGING', label: 'STAGING' },
  { id: 'PROD', label: 'PROD' },
] as const

type Props = { readonly id: ColumnId; readonly agents: AgentNames }

/** Who answers in a column, and with what. A change counts from the next answer on. */
export function ColumnSetUp({ id, agents }: Props) {
  const setUp = usePlayground(({ columns }) => columns[id].setUp)
  const models = usePlayground((playground) => playground.models)
  const listed = modelsOf().map((model): Option => ({ id: model.id, label: modelWords(model) }))
  const { who } = setUp
  const change = (next: Partial<typeof setUp>): void => changeSetUp(id, next)
  return (
    <div className="playground-set-up" id={`set-up-${id}`}>
      <Choice
        label={t('Who answers')}
        options={sides}
        value={who}
        onChange={(next) => change({ who: sides.find((one) => one.id === next)?.id ?? 'model' })}
      />
      {who === 'voice_agent' ? (
        <Choice
          label={t('Voice agent')}
          options={[...agents.names].map(([agent, name]) => ({ id: agent, label: name }))}
          value={setUp.agentId === '' ? null : setUp.agentId}
          onChange={(agentId) => change({ agentId, draft: null })}
        />
      ) : null}
      {who === 'voice_agent' && agents.failure !== null ? (
        <p className="playground-help" role="alert">
          {t('The voice agents could not be read: {{failure}}', { failure: agents.failure })}
        </p>
      ) : null}
      {who === 'support_agent' ? (
        <Row label={t('Environment')}>
          <Radios
            label={t('Environment')}
            options={environments}
            value={setUp.environment}
            onChange={(next) => change({ environment: next === 'PROD' ? 'PROD' : 'STAGING' })}
          />
        </Row>
      ) : (
        <>
          <Row label={t('Interface')}>
            <Radios
              label={t('Interface')}
              options={engines}
              value={setUp.engine}
              onChange={(next) => change({ engine: next === 'chat' ? 'chat' : 'responses' })}
            />
          </Row>
          <Choice
            isWide
            label={t('Model, dollars a million tokens')}
            options={listed}
            value={setUp.model === '' ? firstModel() : setUp.model}
            onChange={(model) => change({ model })}
          />
          {models?.trouble ? <p className="playground-help">{said(models.trouble.message)}</p> : null}
        </>
      )}
      {who === 'support_agent' ? null : <Sampling setUp={setUp} change={change} />}
      {who === 'model' ? (
        <Row label={t('Tools')}>
          <Radios
            label={t('Tools')}
            options={tools}
            value={setUp.tools}
            onChange={(next) => change({ tools: next === 'none' ? 'none' : 'desk' })}
          />
        </Row>
      ) : null}
      <TextField
        className="playground-field is-wide"
        value={setUp.instructions}
        onChange={(instructions) => change({ instructions })}
        maxLength={256_000}
      >
        <Label>{t('Instructions')}</Label>
        <TextArea
          className="form-input"
          rows={3}
          placeholder={who === 'model' ? t('None') : t('Its own; what you write here stands in their place')}
        />
      </TextField>
      <SearchSwitches setUp={setUp} change={change} />
      <div className="playground-switches is-wide">
        {who !== 'support_agent' && setUp.engine === 'responses' ? (
          <Switch checked={setUp.store} onChange={(store) => change({ store })}>
            {t('Let the service store it')}
            <small>
              {setUp.store
                ? t('On: the service keeps request and answer for 30 days, and goes on from what it keeps.')
                : t(
                    'Off: nothing stays at the service; all of it is sent each time. On would keep it there for 30 days.',
                  )}
            </small>
          </Switch>
        ) : null}
        <Switch checked={setUp.lookups} onChange={(lookups) => change({ lookups })}>
          {t('Really look up what rules allow')}
          <small>
            {t('Reads of risk R0 that would run by themselves are made. Everything else is simulated, always.')}
          </small>
        </Switch>
      </div>
    </div>
  )
}

type SamplingProps = { readonly setUp: SetUp; readonly change: (next: Partial<SetUp>) => void }

/** How freely it chooses its words, and how long it thinks, where it thinks at all. */
function Sampling({ setUp, change }: SamplingProps) {
  const { temperature, effort } = setUp
  const isWrong = temperature.trim() !== '' && temperatureOf(setUp) === null
  return (
    <>
      <TextField
        className="playground-field"
        value={temperature}
        onChange={(next) => change({ temperature: next })}
        isInvalid={isWrong}
        validationBehavior="aria"
      >
        <Label>{t('Temperature, 0 to 2')}</Label>
        <Input className="form-input" inputMode="decimal" placeholder={t('As the service has it')} />
        <FieldError className="form-error">
          {t('A number from 0 to 2. Until it is one, nothing is said about it.')}
        </FieldError>
      </TextField>
      {thinks(setUp.model === '' ? firstModel() : setUp.model) ? (
        <Row label={t('Effort')}>
          <Radios
            label={t('Effort')}
            options={efforts}
            value={effort ?? 'usual'}
            onChange={(next) =>
              change({ effort: next === 'low' || next === 'medium' || next === 'high' ? next : null })
            }
          />
        </Row>
      ) : null}
    </>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="playground-field">
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly options: readonly Option[]
  readonly value: string | null
  readonly onChange: (id: string) => void
  readonly isWide?: boolean
}

function Choice({ label, options, value, onChange, isWide = false }: ChoiceProps) {
  return (
    <Select
      className={isWide ? 'playground-field is-wide' : 'playground-field'}
      options={options}
      value={value}
      onChange={onChange}
    >
      {(control) => (
        <>
          <Label>{label}</Label>
          {control}
        </>
      )}
    </Select>
  )
}
