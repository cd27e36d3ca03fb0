import { useEffect, useRef, useState } from 'react'
import { recordAtDesk, recordHere, type Recording } from '#renderer/app/Speech/recording.ts'
import { toBase64 } from '#renderer/app/Speech/wave.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** Dictating: a microphone until it is ended, or for a minute and a half; what was said comes back as text. */
export type Dictation = {
  readonly state: 'idle' | 'listening' | 'reading'
  readonly failure: string | null
  readonly toggle: () => void
}

const refused = (error: unknown): string =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'NotFoundError')
    ? error.name === 'NotFoundError'
      ? t('No microphone was found.')
      : t('This page may not use the microphone. Allow it beside the address.')
    : failureText(error)

/** `here`: this page may hear; otherwise the microphone of calls does. */
export function useDictation(here: boolean, onText: (text: string) => void): Dictation {
  const [state, setState] = useState<Dictation['state']>('idle')
  const [failure, setFailure] = useState<string | null>(null)
  const recording = useRef<Recording | null>(null)
  const said = useRef(onText)
  useEffect(() => {
    said.current = onText
  }, [onText])
  // Whoever leaves the field has not meant to go on talking.
  useEffect(() => () => recording.current?.stop(), [])

  const take = async (): Promise<void> => {
    setFailure(null)
    setState('listening')
    try {
      const mine = here ? await recordHere() : recordAtDesk()
      recording.current = mine
      const sound = await mine.sound
      recording.current = null
      setState('reading')
      const { text } = await theDesk().speech.dictate({ type: 'audio/wav', data: toBase64(sound) })
      if (text === '') setFailure(t('Nothing was heard.'))
      else said.current(text)
    } catch (error) {
      setFailure(refused(error))
    } finally {
      recording.current = null
      setState('idle')
    }
  }
  return {
    state,
    failure,
    toggle: () => {
      if (state === 'idle') void take()
      else if (state === 'listening') recording.current?.stop()
    },
  }
}
