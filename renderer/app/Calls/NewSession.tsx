import { useState } from 'react'
import type { ConsentMode, VoiceAgent } from '#contract/call.ts'
import { AgentFacts } from '#renderer/app/Calls/AgentFacts.tsx'
import { consentChoices } from '#renderer/app/Calls/consent-words.ts'
import { useVoiceAgents } from '#renderer/app/Calls/use-voice-agents.ts'
import { CheckField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { saveSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { failureText } from '#renderer/connection.ts'
import { startCall } from '#renderer/state/call-actions.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { useStatus } from '#renderer/state/status.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import { said, t } from '#renderer/ui/language.ts'

/** Begins a call: with whom, who calls, with sound or typed, rehearsed or not, and what the caller is told about recording. */
const close = () => useCalls.setState({ beginning: false })

export function NewSession() {
  const { agents, failure, code, again } = useVoiceAgents()
  return (
    <Dialog title={t('New session')} className="dialog new-session" onClose={close}>
      {failure !== null ? (
        <>
          <div className="new-session-notice">
            <Notice
              tone={code === 'unreachable' ? 'offline' : 'warn'}
              role="alert"
              title={t('The voice agents could not be read.')}
            >
              {failure}
            </Notice>
          </div>
          <div className="dialog-actions">
            {code === 'missing_secret' || code === 'unauthorised' || code === 'forbidden' ? (
              <Button onClick={() => (close(), openSettings('keys'))}>{t('Accounts & keys…')}</Button>
            ) : null}
            <Button look="solid" onClick={again}>
              {t('Try again')}
            </Button>
          </div>
        </>
      ) : agents === null ? (
        <p className="dialog-text" role="status">
          {t('Asking the service for its voice agents…')}
        </p>
      ) : agents.length === 0 ? (
        <>
          <p className="dialog-text">
            {t(
              'The service answered: no voice agent is stored under this key. One is made in the console of the service, or by its interface for agents.',
            )}
          </p>
          <div className="dialog-actions">
            <Button look="quiet" onClick={close}>
              {t('Close')}
            </Button>
            <Button look="solid" onClick={again}>
              {t('Look again')}
            </Button>
          </div>
        </>
      ) : (
        <Form agents={agents} />
      )}
    </Dialog>
  )
}

type Medium = 'voice' | 'text'
const media = [
  { id: 'voice', label: t('Voice') },
  { id: 'text', label: t('Text only') },
] as const

function Form({ agents }: { readonly agents: readonly VoiceAgent[] }) {
  const configuration = useSettings((settings) => settings.configuration)
  const isRehearsal = useStatus(({ status }) => status?.dryRun === true)
  const [agentId, setAgent] = useState(agents[0]?.id ?? '')
  const [caller, setCaller] = useState('')
  const [number, setNumber] = useState('')
  const [medium, setMedium] = useState<Medium>('voice')
  const [dryRun, setDryRun] = useState(false)
  const [consent, setConsent] = useState<ConsentMode | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const agent = agents.find(({ id }) => id === agentId) ?? null
  const undecided = medium === 'voice' && configuration !== null && configuration.voice.consent === null
  const begin = async (): Promise<void> => {
    if (busy || agent === null) return
    setBusy(true)
    setFailure(null)
    try {
      if (undecided && consent !== null) {
        const [refused] = await saveSettings({ ...configuration, voice: { ...configuration.voice, consent } })
        if (refused !== undefined) throw new Error(said(refused.message))
      }
      await startCall({
        agentId: agent.id,
        caller: caller.trim() === '' ? null : caller.trim(),
        number: number.trim() === '' ? null : number.trim(),
        medium,
        dryRun: dryRun || isRehearsal,
      })
    } catch (error) {
      setFailure(failureText(error))
      setBusy(false)
    }
  }
  return (
    <form
      className="new-session-form"
      onSubmit={(event) => {
        event.preventDefault()
        void begin()
      }}
    >
      <SelectField
        label={t('Voice agent')}
        value={agentId}
        options={agents.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setAgent}
      />
      {agent === null ? null : <AgentFacts agent={agent} />}
      <TextField label={t('Caller')} value={caller} placeholder={t('Name, or leave it empty')} onChange={setCaller} />
      <TextField label={t('Number')} value={number} placeholder="+1 360 555 0142" onChange={setNumber} />
      <div className="set-field">
        <span className="set-label">{t('Medium')}</span>
        <div className="set-answer">
          <Radios
            label={t('Medium')}
            options={media}
            value={medium}
            onChange={(id) => setMedium(id === 'text' ? 'text' : 'voice')}
          />
        </div>
      </div>
      <CheckField
        label={t('Dry run')}
        help={isRehearsal ? t('The whole desk rehearses now.') : t('What tools would do is written down, not done.')}
        checked={dryRun || isRehearsal}
        onChange={setDryRun}
      />
      {undecided ? (
        <section className="new-session-consent" aria-label={t('Recording')}>
          <h3>{t('Recording: nobody has chosen yet')}</h3>
          <p className="tertiary">
            {t('Nothing is recorded until you choose. It holds for every call, and can be changed in the settings.')}
          </p>
          <Radios
            label={t('Recording')}
            options={consentChoices(configuration.voice)}
            value={consent}
            onChange={(id) => setConsent(id === 'announce' || id === 'ask' ? id : 'none')}
          />
        </section>
      ) : null}
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('The call could not be begun.')}>
          {failure}
        </Notice>
      )}
      <div className="dialog-actions">
        <Button look="quiet" onClick={close}>
          {t('Cancel')}
        </Button>
        <Button
          look="solid"
          type="submit"
          unavailable={busy ? t('Calling') : agent === null ? t('Choose a voice agent') : null}
        >
          {busy ? t('Calling…') : medium === 'text' ? t('Begin in text') : t('Call', {}, 'act')}
        </Button>
      </div>
    </form>
  )
}
