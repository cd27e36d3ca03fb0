import { useId } from 'react'
import type { VoiceEditor } from '#renderer/app/Settings/Calls/CallSettings.tsx'
import { formatName, formatOf, formatOptions } from '#renderer/app/Settings/Calls/format-names.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { t } from '#renderer/ui/language.ts'

/** The line to the service, and what it costs. */
export function Line({ voice, change, errorAt }: VoiceEditor) {
  const id = useId()
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('The line to the service')}</h3>
      <TextField
        label={t('Model')}
        value={voice.model ?? ''}
        placeholder={t('The service chooses')}
        error={errorAt('model')}
        onChange={(model) => change({ model: model.trim() === '' ? null : model.trim() })}
      />
      <SelectField
        label={t('How it proves who it is')}
        value={voice.authentication}
        help={t('Either way the key stays in the main process, and no page ever sees it.')}
        options={[
          { value: 'key', label: t('With the API key') },
          { value: 'ephemeral', label: t('With a secret of five minutes for each connection') },
        ]}
        onChange={(authentication) => change({ authentication })}
      />
      <SelectField
        label={t('Sound on the line')}
        value={formatName(voice.format)}
        help={t(
          '24 kHz is what the service speaks by itself. G.711 is the sound of the telephone, for lines that need it.',
        )}
        options={formatOptions}
        onChange={(name) => change({ format: formatOf(name) })}
      />
      <TextField
        label={t('Language')}
        value={voice.language ?? ''}
        placeholder={t('The service listens for it, or en, de, fr…')}
        error={errorAt('language')}
        onChange={(language) => change({ language: language.trim() === '' ? null : language.trim() })}
      />
      <NumberField
        label={t('Longest session')}
        value={voice.sessionMinutes}
        unit={t('minutes, 1 to 240')}
        help={t('It is counted down from four fifths of it on.')}
        error={errorAt('sessionMinutes')}
        onChange={(sessionMinutes) => change({ sessionMinutes })}
      />
    </section>
  )
}

export function Money({ voice, change, errorAt }: VoiceEditor) {
  const id = useId()
  const { prices } = voice
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('Prices')}</h3>
      <NumberField
        label={t('A minute of session')}
        value={prices.sessionMinute}
        unit={t('US dollars')}
        help={t('What the service charges changes: the meter of a call counts with what stands here.')}
        error={errorAt('prices.sessionMinute')}
        onChange={(sessionMinute) => change({ prices: { ...prices, sessionMinute } })}
      />
      <NumberField
        label={t('A typed item')}
        value={prices.textItem}
        unit={t('US dollars')}
        error={errorAt('prices.textItem')}
        onChange={(textItem) => change({ prices: { ...prices, textItem } })}
      />
    </section>
  )
}
