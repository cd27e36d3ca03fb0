import { PhoneOff, PhoneOutgoing } from 'lucide-react'
import type { Call } from '#contract/call.ts'
import { costWords, outcomeWords, recordingWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { RecordingBar } from '#renderer/app/Calls/RecordingBar.tsx'
import { TalkNotes } from '#renderer/app/Calls/TalkNotes.tsx'
import { useCalls } from '#renderer/state/calls.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { clockWords } from '#renderer/ui/Time.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** A call that is over: how it ended, what is kept of it, and how to begin another. */
export function EndedBar({ call }: { readonly call: Call }) {
  const { recording, end, endedAt, cost } = call
  return (
    <section className="transport ended" aria-label={t('The call is over')}>
      <TalkNotes />
      <PhoneOff aria-hidden="true" />
      <div className="ended-words">
        <p>
          {endedAt === null ? (
            <b>{outcomeWords(call)}</b>
          ) : (
            <Phrase
              text="{{outcome}} at {{time}}"
              values={{ outcome: <b>{outcomeWords(call)}</b>, time: clockWords(endedAt) }}
            />
          )}
          {end === null || end.message === '' ? null : (
            <>
              . <VisibleText text={said(end.message)} />
            </>
          )}
        </p>
        <p className="tertiary small">
          {call.medium === 'text' ? '' : recordingWords(recording, call.consent)}
          {recording.state === 'kept' ? `, ${spanWords(recording.durationMs)}` : ''}
          {call.medium === 'text' ? costWords(cost) : `. ${costWords(cost)}`}
        </p>
      </div>
      {recording.state === 'kept' ? <RecordingBar key={call.id} call={call} /> : <span className="grow" />}
      <Button onClick={() => useCalls.setState({ beginning: true })}>
        <PhoneOutgoing />
        {t('New session')}
      </Button>
    </section>
  )
}
