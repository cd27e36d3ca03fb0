import { useEffect, useId, useState } from 'react'
import { voiceIds } from '#contract/agent.ts'
import type { Speaker } from '#contract/speech.ts'
import { voiceKey, voiceNotes, voiceTitle } from '#renderer/app/Agents/agent-words.ts'
import type { VoiceEditor } from '#renderer/app/Settings/Calls/CallSettings.tsx'
import { NumberField, SelectField } from '#renderer/app/Settings/fields.tsx'
import { SpeakButton } from '#renderer/app/Speech/SpeakButton.tsx'
import { theDesk } from '#renderer/connection.ts'
import { hush, useReadAloud } from '#renderer/state/read-aloud.ts'
import { t } from '#renderer/ui/language.ts'

/** With whose voice, and how fast, a reply is read aloud; heard as it is set, before it is saved. */
const sample = 'sample of reading aloud'
const known: readonly Speaker[] = voiceIds.map((id) => ({ id, name: voiceTitle(id), language: null }))

function useVoices(): readonly Speaker[] {
  const [voices, setVoices] = useState(known)
  useEffect(() => {
    const leaving = new AbortController()
    theDesk()
      .speech.voices({}, { signal: leaving.signal })
      .then((found) => setVoices(found.voices.length === 0 ? known : found.voices))
      // The five that every desk knows stay.
      .catch(() => {})
    return () => leaving.abort()
  }, [])
  return voices
}

export function ReadAloud({ voice: { readAloud }, change, errorAt }: VoiceEditor) {
  const id = useId()
  const voices = useVoices()
  const trouble = useReadAloud((now) => (now.id === null || now.by === 'system' ? now.trouble : null))
  const set = (part: Partial<typeof readAloud>): void => change({ readAloud: { ...readAloud, ...part } })
  useEffect(() => () => void (useReadAloud.getState().id === sample ? hush() : null), [])
  const chosen = voiceKey(readAloud.voice)
  const isListed = voices.some((one) => voiceKey(one.id) === chosen)
  const shown = isListed ? voices : [...voices, { id: readAloud.voice, name: readAloud.voice, language: null }]
  return (
    <section className="set-group" aria-labelledby={id}>
      <h3 id={id}>{t('Reading aloud')}</h3>
      <SelectField
        label={t('Voice of replies')}
        value={chosen}
        help={t('Where the service cannot speak, a voice of this machine reads instead, and is called “System voice”.')}
        error={errorAt('readAloud.voice')}
        options={shown.map((one) => {
          const note = voiceNotes[voiceKey(one.id)]
          return { value: voiceKey(one.id), label: note === undefined ? one.name : `${one.name}, ${note}` }
        })}
        onChange={(voice) => set({ voice })}
      />
      <NumberField
        label={t('Speed')}
        value={readAloud.speed}
        unit={t('times, 0.7 to 1.5')}
        error={errorAt('readAloud.speed')}
        onChange={(speed) => set({ speed })}
      />
      <div className="set-field">
        <span />
        <div className="set-answer">
          <SpeakButton
            id={sample}
            label={t('Hear it')}
            words={() => t('Your order left this morning, and should be with you on Thursday.')}
            wanted={readAloud}
            unavailable={errorAt('readAloud.speed')}
          />
          {trouble === null ? null : (
            <small className="form-help" role="status">
              {trouble}
            </small>
          )}
        </div>
      </div>
    </section>
  )
}
