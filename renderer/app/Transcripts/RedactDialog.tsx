import { useEffect, useState, type FormEvent } from 'react'
import type { RedactionPreview } from '#contract/redaction.ts'
import type { Redaction, Transcript } from '#contract/transcript.ts'
import { backToRow } from '#renderer/app/Transcripts/back-to-row.ts'
import { momentOf, momentWords, soundOf } from '#renderer/app/Transcripts/redact-words.ts'
import { RedactReach } from '#renderer/app/Transcripts/RedactReach.tsx'
import { RedactedDone } from '#renderer/app/Transcripts/RedactedDone.tsx'
import { useChoice, type Marked } from '#renderer/state/transcript-choice.ts'
import { previewRedaction, redact } from '#renderer/state/transcript-redaction.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import { t } from '#renderer/ui/language.ts'

type Props = { readonly transcript: Transcript; readonly marked: Marked | null }

const close = (): void => {
  useChoice.setState({ redacting: null, marked: null })
  // The words that were marked may be gone; the row is there.
  requestAnimationFrame(backToRow)
}

/** Takes words, sound or both out of a conversation for good, after it was seen how far that reaches. */
export function RedactDialog({ transcript, marked }: Props) {
  const { conversation, call } = transcript
  const hasSound = call?.recording.state === 'kept'
  const [words, setWords] = useState(marked?.text ?? '')
  const [from, setFrom] = useState(hasSound && marked?.sound ? momentWords(marked.sound.fromMs, 'before') : '')
  const [to, setTo] = useState(hasSound && marked?.sound ? momentWords(marked.sound.toMs, 'after') : '')
  const [reason, setReason] = useState('')
  const [isUnderWay, setUnderWay] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [done, setDone] = useState<Redaction | null>(null)
  const reach = useReach(conversation.id, words)
  const sound = soundOf(from, to)
  const unavailable = isUnderWay ? t('It is under way.') : missing({ words, reach, sound, from, to, reason })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (unavailable !== null || sound === 'wrong') return
    setUnderWay(true)
    const result = await redact({
      conversationId: conversation.id,
      entryId: marked?.entryId ?? null,
      words: words.trim() === '' ? null : words.trim(),
      sound,
      reason: reason.trim(),
    })
    setUnderWay(false)
    if (typeof result === 'string') setFailure(result)
    else setDone(result)
  }
  if (done !== null)
    return (
      <Dialog title={t('Redacted')} onClose={close} className="dialog redact-dialog">
        <RedactedDone redaction={done} elsewhere={reach?.elsewhere ?? []} onClose={close} />
      </Dialog>
    )
  return (
    <Dialog title={t('Redact')} onClose={close} className="dialog redact-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <p className="dialog-text">
          {t(
            'What you take out is gone from this desk for good: from messages, captions, actions, notes, the search and the recording. It cannot be undone. The ledger keeps who did it, when and why, not the words.',
          )}
        </p>
        <label className="redact-field">
          <span className="redact-label">{t('Words')}</span>
          <textarea
            className="form-input"
            rows={2}
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
            // What was marked is there already; the reason is what is asked for then.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={marked === null}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
        {words.trim() === '' ? null : <RedactReach reach={reach} />}
        {hasSound ? (
          <fieldset className="redact-field">
            <legend className="redact-label">{t('Sound of the recording')}</legend>
            <div className="redact-sound">
              <input
                className="form-input"
                aria-label={t('Sound from')}
                placeholder="0:58.2"
                value={from}
                aria-invalid={from !== '' && momentOf(from) === null}
                onChange={(event) => setFrom(event.target.value)}
              />
              {t('to')}
              <input
                className="form-input"
                aria-label={t('Sound to')}
                placeholder="1:01.5"
                value={to}
                aria-invalid={to !== '' && momentOf(to) === null}
                onChange={(event) => setTo(event.target.value)}
              />
              <span className="tertiary">{t('minutes:seconds, empty for none')}</span>
            </div>
          </fieldset>
        ) : null}
        <label className="redact-field">
          <span className="redact-label">{t('Reason')}</span>
          <input
            className="form-input"
            maxLength={500}
            autoComplete="off"
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={marked !== null}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <div role="status">
          {isUnderWay ? <p className="secondary redact-part">{t('Taking it out everywhere…')}</p> : null}
        </div>
        {failure === null ? null : (
          <p className="form-error" role="alert">
            {failure}
          </p>
        )}
        <div className="dialog-actions">
          <Button look="quiet" onClick={close}>
            {t('Not now')}
          </Button>
          <Button type="submit" look="danger" unavailable={unavailable}>
            {isUnderWay ? t('Redacting…') : t('Redact for good')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type Asked = {
  readonly words: string
  readonly reach: RedactionPreview | null
  readonly sound: ReturnType<typeof soundOf>
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** What has to be there first; null: nothing. */
function missing({ words, reach, sound, reason }: Asked): string | null {
  if (sound === 'wrong') return t('The range of sound is not one yet: both ends, as 0:58.2.')
  if (words.trim() === '' && sound === null) return t('Say what to take out.')
  if (words.trim() !== '') {
    if (reach === null) return t('Where the words stand is not known yet.')
    if (reach.refused !== null) return reach.refused
    if (reach.places.length === 0) return t('These words do not stand in this conversation.')
  }
  return reason.trim() === '' ? t('It needs a reason.') : null
}

const pauseMs = 200

/** How far it would reach, as the words are now; null: not known yet. */
function useReach(conversationId: number, words: string): RedactionPreview | null {
  const [known, setKnown] = useState<{ readonly words: string; readonly reach: RedactionPreview } | null>(null)
  const text = words.trim()
  useEffect(() => {
    if (text.length < 2) return
    const asked = { wanted: true }
    const timer = setTimeout(
      () =>
        void previewRedaction(conversationId, text).then((reach) => {
          if (asked.wanted && reach !== null) setKnown({ words: text, reach })
        }),
      known === null ? 0 : pauseMs,
    )
    return () => {
      asked.wanted = false
      clearTimeout(timer)
    }
    // Only other words are a reason to ask again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [conversationId, text])
  return known?.words === text ? known.reach : null
}
