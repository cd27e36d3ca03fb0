import { Pause, Play } from 'lucide-react'
import type { Call } from '#contract/call.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { useRecording } from '#renderer/app/Recording/use-recording.ts'
import { Waveform } from '#renderer/app/Recording/Waveform.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/** A recording to listen to where a call has ended; the transcripts have all the rest of it. */
export function RecordingBar({ call }: { readonly call: Call }) {
  const { durationMs, gaps } = call.recording
  const { peaks, playing, busy, atMs, failure, turn, seek } = useRecording(call.id)
  useCommands({ 'calls.play': turn })
  const ariaKeys = useAriaKeys('calls.play')
  return (
    <div className="recording" role="group" aria-label={t('Recording')}>
      <Button
        look="outline"
        aria-keyshortcuts={ariaKeys}
        aria-label={playing ? t('Pause') : t('Play')}
        unavailable={busy ? t('Opening') : null}
        onClick={turn}
      >
        {playing ? <Pause /> : <Play />}
      </Button>
      <Waveform
        peaks={peaks}
        durationMs={durationMs}
        atMs={atMs}
        words={t('{{time}} of {{whole}}', { time: longSpanWords(atMs), whole: longSpanWords(durationMs) })}
        onSeek={seek}
        gaps={gaps.map(({ fromMs, toMs }) => ({ from: fromMs, to: toMs ?? durationMs }))}
      />
      <span className="recording-time tabular">
        {spanWords(atMs)} / {spanWords(durationMs)}
      </span>
      {failure === null ? null : (
        <p className="recording-failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  )
}
