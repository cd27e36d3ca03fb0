import { useEffect, useState } from 'react'
import { ArrowLeft, Lock } from 'lucide-react'
import { Input, Label, TextField } from 'react-aria-components'
import type { Beginning } from '#contract/policy.ts'
import {
  Address,
  firstPlace,
  helpdeskAt,
  HelpdeskPlaceFields,
  withoutSlash,
} from '#renderer/app/Onboarding/HelpdeskPlace.tsx'
import type { HelpdeskPlace } from '#renderer/app/Onboarding/HelpdeskPlace.tsx'
import { KeyField, useKeyProbe } from '#renderer/app/Onboarding/KeyField.tsx'
import { Specimen } from '#renderer/app/Onboarding/Specimen.tsx'
import { StepRow } from '#renderer/app/Onboarding/StepRow.tsx'
import { StartingRules } from '#renderer/app/Onboarding/StartingRules.tsx'
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
import { t } from '#renderer/ui/language.ts'

/** First run: a key that is checked before it is kept, a helpdesk, how careful to start; or the sample, at equal rank. */
export function Onboarding() {
  const { configuration } = useSettings()
  const xai = useKeyProbe('xai')
  const helpdesk = useKeyProbe('helpdesk')
  const [agentId, setAgentId] = useState('')
  const [ownXai, setOwnXai] = useState<string | null>(null)
  const [place, setPlace] = useState<HelpdeskPlace>(firstPlace)
  const sample = useStatus(({ status }) => status?.sample === true)
  const view = usePolicies((state) => state.view)
  const [begin, setBegin] = useState<Beginning>({ preset: t('Supervised'), alone: true })
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => void loadSettings(), [])
  const openSample = (): void => go('inbox')
  useCommands({ 'onboarding.sample': openSample, 'onboarding.back': openSample })
  const xaiBase = ownXai === null ? xaiAddress : withoutSlash(ownXai)
  const chosen = helpdeskAt(place)
  const connected = xai.probe.stored !== null && agentId.trim() !== ''
  const open = async (): Promise<void> => {
    if (configuration === null) return
    const next = connectedConfiguration(configuration, {
      agentId: agentId.trim(),
      xai: xaiBase,
      helpdesk: helpdesk.probe.stored === null ? null : chosen,
      sample,
    })
    const refused = await beginDesk(next, begin)
    if (refused.length === 0) go('inbox')
    else setRefusal(refused.map(({ path, message }) => `${path} ${message}`.trim()).join('. '))
  }
  return (
    <div className="onboarding">
      <section className="onboarding-left" aria-label={t('Countersign')}>
        <Specimen />
      </section>
      <section className="onboarding-right" aria-labelledby="onboarding-title" data-pane="section" tabIndex={-1}>
        <button type="button" className="text-link onboarding-back" onClick={openSample}>
          <ArrowLeft />
          {t('Back')}
        </button>
        <h2 id="onboarding-title">{t('Set up this computer')}</h2>
        <p className="onboarding-lead">{t('About three minutes. Everything can be changed later.')}</p>
        <ol className="onboarding-steps">
          <StepRow
            number={1}
            title={t('Connect xAI')}
            words={null}
            now
            done={connected}
            aside={
              ownXai === null ? (
                <button type="button" className="text-link onboarding-optional" onClick={() => setOwnXai('')}>
                  {t('Another address')}
                </button>
              ) : null
            }
          >
            {ownXai === null ? null : <Address label={t('Address of xAI')} value={ownXai} onChange={setOwnXai} />}
            <KeyField
              field={xai.field}
              label={t('xAI key')}
              placeholder="xai-…"
              probe={xai.probe}
              action={t('Check key')}
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
                <Label>{t('Support agent id')}</Label>
                <Input className="form-input is-json" />
              </TextField>
            )}
            <p className="onboarding-lock">
              <Lock />
              {xai.probe.stored === null
                ? t('Kept by the system keychain where there is one. The window never sees it again.')
                : t('Kept: {{stored}}. The window never sees it again.', { stored: xai.probe.stored })}
            </p>
          </StepRow>
          <StepRow
            number={2}
            title={t('Connect a helpdesk')}
            words={t('Intercom or Chatwoot. Reads first, writes only what you sign.')}
            now={connected}
            done={helpdesk.probe.stored !== null}
            aside={<span className="onboarding-optional">{t('optional')}</span>}
          >
            <HelpdeskPlaceFields place={place} onChange={setPlace} />
            <KeyField
              field={helpdesk.field}
              label={place.region === 'chatwoot' ? t('Chatwoot access token') : t('Intercom access token')}
              placeholder={t('Access token')}
              probe={helpdesk.probe}
              action={t('Connect')}
              onTry={() => void helpdesk.tryKey(chosen.baseUrl, chosen)}
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
              {t('Open the inbox')}
            </Button>
          ) : null}
        </div>
        {sample ? (
          <>
            <p className="onboarding-or">{t('or')}</p>
            <div className="onboarding-sample">
              <h3>{t('Open the sample workspace')}</h3>
              <p>
                {view?.preset.name === 'Supervised'
                  ? t(
                      'A small shop with customers who write back. It asks for everything except reads. No key, no network, nothing leaves.',
                    )
                  : t('A small shop with customers who write back. No key, no network, nothing leaves.')}
              </p>
              <Button size="large" onClick={openSample} command="onboarding.sample">
                {t('Open sample')}
              </Button>
            </div>
          </>
        ) : null}
      </section>
    </div>
  )
}
