import { useId } from 'react'
import type { Device } from '#contract/call.ts'
import { deviceOptions, followDefault, keyOf, useDevices } from '#renderer/app/Calls/use-devices.ts'
import { DeviceTest } from '#renderer/app/Calls/DeviceTest.tsx'
import type { VoiceEditor } from '#renderer/app/Settings/Calls/CallSettings.tsx'
import { CheckField, NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import '#renderer/styles/calls-dialogs.css'
import '#renderer/styles/calls-transport.css'
import { t } from '#renderer/ui/language.ts'

/** The key, the turns, and the devices. */
export function Talking({ voice, change, errorAt }: VoiceEditor) {
  const id = useId()
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('Talking', {}, 'heading')}</h3>
      <SelectField
        label={t('Turns')}
        value={voice.turns}
        help={t('Either can be changed in the middle of a call.')}
        options={[
          { value: 'held', label: t('Hold to talk: the key ends the turn') },
          { value: 'hands_free', label: t('Hands-free: the service hears the end of a turn') },
        ]}
        onChange={(turns) => change({ turns })}
      />
      <SelectField
        label={t('Talk key')}
        value={voice.talkKey}
        help={t('Which key it is stands under Shortcuts, as “Talk, as long as it is held”.')}
        options={[
          { value: 'hold', label: t('Talks as long as it is held') },
          { value: 'toggle', label: t('Press to begin, press to send') },
        ]}
        onChange={(talkKey) => change({ talkKey })}
      />
      <div className="set-field">
        <span />
        <div className="set-answer">
          <Button size="small" onClick={() => openSettings('shortcuts')}>
            {t('Shortcuts…')}
          </Button>
        </div>
      </div>
      <TextField
        label={t('Key in every window')}
        value={voice.globalKey ?? ''}
        placeholder={t('None, or CommandOrControl+Shift+Space')}
        help={t(
          'Begins and ends talking whatever has the focus, in the app’s own window only; a browser offers no such key.',
        )}
        error={errorAt('globalKey')}
        onChange={(globalKey) => change({ globalKey: globalKey.trim() === '' ? null : globalKey })}
      />
      <NumberField
        label={t('Sent after letting go')}
        value={voice.tailMs}
        unit={t('ms, 0 to 500')}
        help={t('So that the last syllable is not cut.')}
        error={errorAt('tailMs')}
        onChange={(tailMs) => change({ tailMs })}
      />
      <CheckField
        label={t('May interrupt the agent')}
        help={t('What is said about recording is never interrupted.')}
        checked={voice.interruptible}
        onChange={(interruptible) => change({ interruptible })}
      />
    </section>
  )
}

type Kind = Device['kind']

export function Sound({ voice, change }: VoiceEditor) {
  const id = useId()
  const { devices, note, failure } = useDevices()
  const { processing } = voice
  const field = (kind: Kind, label: string) => {
    const chosen = kind === 'input' ? voice.input : voice.output
    const known = devices ?? []
    const options = deviceOptions(known, kind).map((option) => ({ value: option.id, label: option.label }))
    const key = chosen === null ? followDefault : keyOf(chosen)
    const isThere = options.some(({ value }) => value === key)
    const all = isThere
      ? options
      : [...options, { value: key, label: t('{{id}}, not here now', { id: chosen?.id ?? '' }) }]
    return (
      <SelectField
        label={label}
        value={key}
        options={all}
        onChange={(value) => {
          const found = known.find((device) => device.kind === kind && keyOf(device) === value)
          const choice = found === undefined ? null : { backend: found.backend, id: found.id }
          change(kind === 'input' ? { input: choice } : { output: choice })
        }}
      />
    )
  }
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('Microphone and loudspeaker')}</h3>
      {field('input', t('Microphone'))}
      {field('output', t('Loudspeaker'))}
      {failure === null && note === null ? null : (
        <p className="set-lead secondary" role="status">
          {failure ?? note}
        </p>
      )}
      <div className="set-field">
        <span className="set-label">{t('Test')}</span>
        <div className="set-answer set-device-test">
          <DeviceTest />
        </div>
      </div>
      <CheckField
        label={t('Echo cancellation')}
        help={t(
          'These three work where the sound comes through the page. Talking with the key held needs none of them.',
        )}
        checked={processing.echoCancellation}
        onChange={(echoCancellation) => change({ processing: { ...processing, echoCancellation } })}
      />
      <CheckField
        label={t('Noise suppression')}
        checked={processing.noiseSuppression}
        onChange={(noiseSuppression) => change({ processing: { ...processing, noiseSuppression } })}
      />
      <CheckField
        label={t('Even out loudness')}
        checked={processing.gain}
        onChange={(gain) => change({ processing: { ...processing, gain } })}
      />
    </section>
  )
}
