import { useEffect, useRef, useState } from 'react'
import type { ReactNode, Ref } from 'react'
import { Check, Lock, TriangleAlert } from 'lucide-react'
import type { ConnectionCheck } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Specimen } from '#renderer/app/Onboarding/Specimen.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { Permissions } from '#renderer/app/Settings/Keys.tsx'
import { presetOf, presets, regions } from '#renderer/app/Settings/settings-model.ts'
import { loadSettings, saveSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { connectedConfiguration, xaiAddress } from '#renderer/app/Onboarding/first-configuration.ts'
import { go } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useKeys } from '#renderer/ui/keys.ts'
import '#renderer/styles/form.css'
import '#renderer/styles/settings.css'
import '#renderer/styles/onboarding.css'

/** First run: a key that is checked before it is kept, a helpdesk, how careful to start; or the sample, at equal rank. */
type Probe = {
  readonly busy: boolean
  readonly check: ConnectionCheck | null
  readonly failure: string | null
  readonly stored: string | null
}
const untried: Probe = { busy: false, check: null, failure: null, stored: null }

/** The key is read from the field once, checked, kept if it is good, and the field is emptied either way. */
function useKeyProbe(name: 'xai' | 'helpdesk') {
  const field = useRef<HTMLInputElement>(null)
  const [probe, setProbe] = useState<Probe>(untried)
  const tryKey = async (baseUrl: string): Promise<void> => {
    const value = field.current?.value.trim() ?? ''
    if (value === '' || probe.busy) return field.current?.focus()
    setProbe({ ...untried, busy: true })
    try {
      const check = await theDesk().settings.checkCandidate({ connection: name, baseUrl, value })
      if (!check.ok) return setProbe({ ...untried, check })
      const kept = await theDesk().settings.saveSecret({ name, value })
      if (field.current !== null) field.current.value = ''
      setProbe({ ...untried, check, stored: `…${kept.hint}, ${kept.backend}` })
    } catch (error) {
      setProbe({ ...untried, failure: failureText(error) })
    }
  }
  return { field, probe, tryKey }
}

function StepRow({
  number,
  title,
  words,
  aside,
  now,
  done,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly words: string | null
  readonly aside?: ReactNode
  readonly now: boolean
  readonly done: boolean
  readonly children?: ReactNode
}) {
  return (
    <li className="onboarding-step" data-now={now} data-done={done}>
      <span className="onboarding-number">{done ? <Check aria-label="done" /> : number}</span>
      <div>
        <h3>{title}</h3>
        {words === null ? null : <p>{words}</p>}
        {children}
      </div>
      {aside}
    </li>
  )
}

function KeyField({
  field,
  label,
  placeholder,
  probe,
  action,
  onTry,
}: {
  readonly field: Ref<HTMLInputElement>
  readonly label: string
  readonly placeholder: string
  readonly probe: Probe
  readonly action: string
  readonly onTry: () => void
}) {
  return (
    <>
      <div className="onboarding-key">
        <input
          ref={field}
          className="form-input is-json"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          placeholder={probe.stored === null ? placeholder : `Kept, ${probe.stored}`}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.repeat) onTry()
          }}
        />
        <Button size="large" onClick={onTry} unavailable={probe.busy ? 'Checking' : null}>
          {probe.busy ? 'Checking…' : action}
        </Button>
      </div>
      <div role="status">
        {probe.failure === null ? null : (
          <p className="form-error">
            <TriangleAlert aria-hidden="true" />
            {probe.failure}
          </p>
        )}
        {probe.check === null ? null : (
          <>
            <p className={probe.check.ok ? 'onboarding-summary' : 'form-error'}>{probe.check.summary}</p>
            {probe.check.permissions.length === 0 ? null : <Permissions check={probe.check} />}
          </>
        )}
      </div>
    </>
  )
}

export function Onboarding() {
  const { configuration } = useSettings()
  const xai = useKeyProbe('xai')
  const helpdesk = useKeyProbe('helpdesk')
  const [agentId, setAgentId] = useState('')
  const [region, setRegion] = useState<(typeof regions)[number]['id']>('us')
  const [preset, setPreset] = useState(presets[0]?.id ?? 'supervised')
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => void loadSettings(), [])
  const openSample = (): void => go('inbox')
  useKeys('inbox', {
    'Mod+o': { label: 'Open the sample workspace', run: openSample },
    Escape: { label: 'Back to the inbox', run: openSample },
  })
  const address = regions.find((candidate) => candidate.id === region)?.baseUrl ?? regions[0].baseUrl
  const connected = xai.probe.stored !== null && agentId.trim() !== ''
  const careful = presets.find((candidate) => candidate.id === preset)
  const open = async (): Promise<void> => {
    if (configuration === null || careful === undefined) return
    const next = connectedConfiguration(configuration, {
      agentId: agentId.trim(),
      helpdesk: helpdesk.probe.stored === null ? null : address,
      decisions: careful.decisions,
    })
    const refused = await saveSettings(next)
    if (refused.length === 0) go('inbox')
    else setRefusal(refused.map(({ path, message }) => `${path} ${message}`.trim()).join('. '))
  }
  return (
    <div className="onboarding">
      <section className="onboarding-left" aria-label="Countersign">
        <Specimen />
      </section>
      <section className="onboarding-right" aria-labelledby="onboarding-title" data-pane="section" tabIndex={-1}>
        <h2 id="onboarding-title">Set up this computer</h2>
        <p className="onboarding-lead">About three minutes. Everything can be changed later.</p>
        <ol className="onboarding-steps">
          <StepRow number={1} title="Connect xAI" words={null} now done={connected}>
            <KeyField
              field={xai.field}
              label="xAI key"
              placeholder="xai-…"
              probe={xai.probe}
              action="Check key"
              onTry={() => void xai.tryKey(xaiAddress)}
            />
            {xai.probe.stored === null ? null : (
              <div className="onboarding-agent">
                <label htmlFor="onboarding-agent">Support agent id</label>
                <input
                  id="onboarding-agent"
                  className="form-input is-json"
                  spellCheck={false}
                  autoComplete="off"
                  value={agentId}
                  onChange={(event) => setAgentId(event.target.value)}
                />
              </div>
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
                options={regions.map(({ id, label }) => ({ value: id, label }))}
                onChange={setRegion}
              />
            </div>
            <KeyField
              field={helpdesk.field}
              label="Intercom access token"
              placeholder="Access token"
              probe={helpdesk.probe}
              action="Connect"
              onTry={() => void helpdesk.tryKey(address)}
            />
          </StepRow>
          <StepRow
            number={3}
            title="Choose how careful to start"
            words={careful?.words ?? null}
            now={connected}
            done={false}
            aside={
              <span className="onboarding-preset">
                <Segments
                  label="How careful"
                  value={preset}
                  options={presets.map(({ id, label }) => ({ value: id, label }))}
                  onChange={setPreset}
                />
              </span>
            }
          />
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
        <p className="onboarding-or">or</p>
        <div className="onboarding-sample">
          <h3>Open the sample workspace</h3>
          <p>
            A small shop with customers who write back.{' '}
            {configuration !== null && presetOf(configuration.defaultDecisions)?.id === 'supervised'
              ? 'It asks for everything except reads. '
              : ''}
            No key, no network, nothing leaves.
          </p>
          <Button size="large" onClick={openSample} keys={['Mod', 'o']}>
            Open sample
          </Button>
        </div>
      </section>
    </div>
  )
}
