import { useEffect, useState } from 'react'
import { ArrowLeft, Lock } from 'lucide-react'
import { Input, Label, TextField } from 'react-aria-components'
import type { Beginning } from '#contract/policy.ts'
import { KeyField, useKeyProbe } from '#renderer/app/Onboarding/KeyField.tsx'
import { Specimen } from '#renderer/app/Onboarding/Specimen.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { StepRow } from '#renderer/app/Onboarding/StepRow.tsx'
import { StartingRules } from '#renderer/app/Onboarding/StartingRules.tsx'
import { regions } from '#renderer/app/Settings/settings-model.ts'
import { beginDesk, loadSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { connectedConfiguration, xaiAddress } from '#renderer/app/Onboarding/first-configuration.ts'
import { usePolicies } from '#renderer/state/policies.ts'
import { useStatus } from '#renderer/state/status.ts'
import { go } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings.css'
import '#renderer/styles/settings-keys.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/onboarding.css'
import '#renderer/styles/specimen.css'

const withoutSlash = (address: string): string => address.trim().replace(/\/+$/, '')

/** An address other than the service's own: a proxy, a test system. */
function Address({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <TextField
      aria-label={label}
      type="url"
      spellCheck="false"
      autoComplete="off"
      value={value}
      onChange={onChange}
      validationBehavior="aria"
    >
      <Input className="form-input is-json onboarding-address" placeholder="https://…" />
    </TextField>
  )
}

/** First run: a key that is checked before it is kept, a helpdesk, how careful to start; or the sample, at equal rank. */
export function Onboarding() {
  const { configuration } = useSettings()
  const xai = useKeyProbe('xai')
  const helpdesk = useKeyProbe('helpdesk')
  const [agentId, setAgentId] = useState('')
  const [ownXai, setOwnXai] = useState<string | null>(null)
  const [region, setRegion] = useState<(typeof regions)[number]['id'] | 'own'>('us')
  const [ownHelpdesk, setOwnHelpdesk] = useState('')
  const sample = useStatus(({ status }) => status?.sample === true)
  const view = usePolicies((state) => state.view)
  const [begin, setBegin] = useState<Beginning>({ preset: 'Supervised', alone: true })
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => void loadSettings(), [])
  const openSample = (): void => go('inbox')
  useCommands({ 'onboarding.sample': openSample, 'onboarding.back': openSample })
  const xaiBase = ownXai === null ? xaiAddress : withoutSlash(ownXai)
  const helpdeskBase = regions.find((candidate) => candidate.id === region)?.baseUrl ?? withoutSlash(ownHelpdesk)
  const connected = xai.probe.stored !== null && agentId.trim() !== ''
  const open = async (): Promise<void> => {
    if (configuration === null) return
    const next = connectedConfiguration(configuration, {
      agentId: agentId.trim(),
      xai: xaiBase,
      helpdesk: helpdesk.probe.stored === null ? null : helpdeskBase,
      sample,
    })
    const refused = await beginDesk(next, begin)
    if (refused.length === 0) go('inbox')
    else setRefusal(refused.map(({ path, message }) => `${path} ${message}`.trim()).join('. '))
  }
  return (
    <div className="onboarding">
      <section className="onboarding-left" aria-label="Countersign">
        <Specimen />
      </section>
      <section className="onboarding-right" aria-labelledby="onboarding-title" data-pane="section" tabIndex={-1}>
        <button type="button" className="text-link onboarding-back" onClick={openSample}>
          <ArrowLeft />
          Back
        </button>
        <h2 id="onboarding-title">Set up this computer</h2>
        <p className="onboarding-lead">About three minutes. Everything can be changed later.</p>
        <ol className="onboarding-steps">
          <StepRow
            number={1}
            title="Connect xAI"
            words={null}
            now
            done={connected}
            aside={
              ownXai === null ? (
                <button type="button" className="text-link onboarding-optional" onClick={() => setOwnXai('')}>
                  Another address
                </button>
              ) : null
            }
          >
            {ownXai === null ? null : <Address label="Address of xAI" value={ownXai} onChange={setOwnXai} />}
            <KeyField
              field={xai.field}
              label="xAI key"
              placeholder="xai-…"
              probe={xai.probe}
              action="Check key"
              onTry={() => void xai.tryKey(xaiBase)}
            />
            {xai.probe.stored === null ? null : (
              <TextField
                className="onboarding-agent"
                spellCheck="false"
                autoComplete="off"
                value={agentId}
                onChange={setAgentId}
                validationBehavior="aria"
              >
                <Label>Support agent id</Label>
                <Input className="form-input is-json" />
              </TextField>
            )}
            <p className="onboarding-lock">
              <Lock />
              {xai.probe.stored === null
                ? 'Kept by the system keychain where there is one. The window never sees it again.'
                : `Kept: ${xai.probe.stored}. The window never sees it again.`}
            </p>
          </StepRow>
          <StepRow
            number={2}
            title="Connect a helpdesk"
            words="Intercom in the US, EU or Australia. Reads first, writes only what you sign."
            now={connected}
            done={helpdesk.probe.stored !== null}
            aside={<span className="onboarding-optional">optional</span>}
          >
            <div className="onboarding-region">
              <Segments
                label="Region"
                value={region}
                options={[
                  ...regions.map(({ id, label }) => ({ value: id, label })),
                  { value: 'own', label: 'Own address' },
                ]}
                onChange={setRegion}
              />
            </div>
            {region === 'own' ? (
              <Address label="Address of the helpdesk" value={ownHelpdesk} onChange={setOwnHelpdesk} />
            ) : null}
            <KeyField
              field={helpdesk.field}
              label="Intercom access token"
              placeholder="Access token"
              probe={helpdesk.probe}
              action="Connect"
              onTry={() => void helpdesk.tryKey(helpdeskBase)}
            />
          </StepRow>
          <StartingRules view={view} begin={begin} now={connected} onChange={setBegin} />
        </ol>
        <div className="onboarding-open">
          {refusal === null ? null : (
            <p className="form-error" role="alert">
              {refusal}
            </p>
          )}
          {connected ? (
            <Button look="solid" size="large" onClick={() => void open()}>
              Open the inbox
            </Button>
          ) : null}
        </div>
        {sample ? (
          <>
            <p className="onboarding-or">or</p>
            <div className="onboarding-sample">
              <h3>Open the sample workspace</h3>
              <p>
                A small shop with customers who write back.{' '}
                {view?.preset.name === 'Supervised' ? 'It asks for everything except reads. ' : ''}
                No key, no network, nothing leaves.
              </p>
              <Button size="large" onClick={openSample} command="onboarding.sample">
                Open sample
              </Button>
            </div>
          </>
        ) : null}
      </section>
    </div>
  )
}
