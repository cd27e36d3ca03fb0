import { useId } from 'react'
import { Label, TextArea, TextField as AriaTextField } from 'react-aria-components'
import type { VoiceEditor } from '#renderer/app/Settings/Calls/CallSettings.tsx'
import { CheckField, NumberField, SelectField } from '#renderer/app/Settings/fields.tsx'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** What the caller is told, word for word: about recording, and while they wait. */
function Spoken({
  label,
  value,
  onChange,
  error = null,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | null
}) {
  return (
    <AriaTextField
      className="set-field"
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="set-label">{label}</Label>
      <div className="set-answer">
        <TextArea className="form-input set-spoken" rows={2} />
        {error === null ? null : <p className="form-error">{error}</p>}
      </div>
    </AriaTextField>
  )
}

const undecided = 'undecided'

export function Recording({ voice, change, errorAt }: VoiceEditor) {
  const id = useId()
  const { disclosure } = voice
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('Recording')}</h3>
      <SelectField
        label={t('Consent')}
        value={voice.consent ?? undecided}
        help={t(
          'Until somebody has chosen, nothing is recorded. What was said, when, and the answer are kept as proof.',
        )}
        options={[
          ...(voice.consent === null
            ? [{ value: undecided, label: t('Nobody has chosen yet: nothing is recorded') }]
            : []),
          { value: 'announce', label: t('Announce it, and record') },
          { value: 'ask', label: t('Ask first, record once they agree') },
          { value: 'none', label: t('Do not record') },
        ]}
        onChange={(chosen) =>
          change({ consent: chosen === 'announce' || chosen === 'ask' || chosen === 'none' ? chosen : null })
        }
      />
      <Spoken
        label={t('Announcement')}
        value={disclosure.announce}
        error={errorAt('disclosure.announce')}
        onChange={(announce) => change({ disclosure: { ...disclosure, announce } })}
      />
      <Spoken
        label={t('Question')}
        value={disclosure.ask}
        error={errorAt('disclosure.ask')}
        onChange={(ask) => change({ disclosure: { ...disclosure, ask } })}
      />
      <CheckField
        label={t('Smaller recordings')}
        help={t('Made smaller in the background when a call has ended, as Opus; about a tenth of the size.')}
        checked={voice.opus}
        onChange={(opus) => change({ opus })}
      />
    </section>
  )
}

export function Holding({ voice, change, errorAt }: VoiceEditor) {
  const id = useId()
  const { hold } = voice
  const set = (next: Partial<typeof hold>): void => change({ hold: { ...hold, ...next } })
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('While a caller waits for a signature')}</h3>
      <NumberField
        label={t('Hold limit')}
        value={hold.limitSeconds}
        unit={t('s, 5 to 600')}
        help={t('Then the card offers to apologise and call back. Nothing is signed by waiting.')}
        error={errorAt('hold.limitSeconds')}
        onChange={(limitSeconds) => set({ limitSeconds })}
      />
      <Spoken
        label={t('Holding line')}
        value={hold.line}
        error={errorAt('hold.line')}
        onChange={(line) => set({ line })}
      />
      <NumberField
        label={t('Said at most')}
        value={hold.mostLines}
        unit={t('times, 0 to 2')}
        error={errorAt('hold.mostLines')}
        onChange={(mostLines) => set({ mostLines })}
      />
      <NumberField
        label={t('Said again after')}
        value={hold.repeatSeconds}
        unit={t('s, 5 to 120')}
        error={errorAt('hold.repeatSeconds')}
        onChange={(repeatSeconds) => set({ repeatSeconds })}
      />
      <Spoken
        label={t('Apology')}
        value={hold.callBack}
        error={errorAt('hold.callBack')}
        onChange={(callBack) => set({ callBack })}
      />
      <ToolLines voice={voice} change={change} errorAt={errorAt} />
    </section>
  )
}

/** In place of the holding line, for single tools. */
function ToolLines({ voice, change, errorAt }: VoiceEditor) {
  const { hold } = voice
  const tools = useSettings((settings) => settings.tools)
  const named = Object.keys(hold.lines)
  const free = tools.filter(({ name }) => !named.includes(name))
  const set = (lines: Record<string, string>): void => change({ hold: { ...hold, lines } })
  return (
    <>
      {named.map((name) => (
        <div key={name} className="set-tool-line">
          <Spoken
            label={t('For {{name}}', { name })}
            value={hold.lines[name] ?? ''}
            error={errorAt(`hold.lines.${name}`)}
            onChange={(text) => set({ ...hold.lines, [name]: text })}
          />
          <Button
            size="small"
            look="quiet"
            onClick={() => set(Object.fromEntries(Object.entries(hold.lines).filter(([tool]) => tool !== name)))}
          >
            {t('As for the others')}
          </Button>
        </div>
      ))}
      {free.length === 0 ? null : (
        <SelectField
          label={t('Own line for a tool')}
          value=""
          options={[
            { value: '', label: t('Choose a tool') },
            ...free.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name) => {
            if (name !== '') set({ ...hold.lines, [name]: hold.line })
          }}
        />
      )}
    </>
  )
}
