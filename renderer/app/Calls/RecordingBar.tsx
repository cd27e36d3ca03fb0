import { Pause, Play } from 'lucide-react'
import { useId } from 'react'
import type { Call } from '#contract/call.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { useRecording } from '#renderer/app/Calls/use-recording.ts'
import { outlineHeight, outlineWidth } from '#renderer/app/Calls/wave-outline.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { useCommands } from '#renderer/ui/keys.ts'

/** A recording to listen to: people above the line, the agent below it, what was played darker; the arrows move in it. */
export function RecordingBar({ call }: { readonly call: Call }) {
  const { durationMs } = call.recording
  const { outline, playing, busy, atMs, failure, turn, seek } = useRecording(call.id)
  const clip = useId()
  useCommands({ 'calls.play': turn })
  const ariaKeys = useAriaKeys('calls.play')
  const share = durationMs === 0 ? 0 : Math.min(1, atMs / durationMs)
  return (
    <div className="recording" role="group" aria-label="Recording">
      <Button
        look="outline"
        aria-keyshortcuts={ariaKeys}
        aria-label={playing ? 'Pause' : 'Play'}
        unavailable={busy ? 'Opening' : null}
        onClick={turn}
      >
        {playing ? <Pause /> : <Play />}
      </Button>
      <span className="recording-wave">
        <svg viewBox={`0 0 ${outlineWidth} ${outlineHeight}`} preserveAspectRatio="none" aria-hidden="true">
          <clipPath id={clip}>
            <rect x="0" y="0" width={share * outlineWidth} height={outlineHeight} />
          </clipPath>
          <g>
            <path className="is-people" d={outline?.people} />
            <path className="is-agent" d={outline?.agent} />
          </g>
          <g className="is-played" clipPath={`url(#${clip})`}>
            <path className="is-people" d={outline?.people} />
            <path className="is-agent" d={outline?.agent} />
          </g>
          <path className="is-head" d={`M${(share * outlineWidth).toFixed(1)} 0V${outlineHeight}`} />
        </svg>
        <input
          type="range"
          aria-label="Place in the recording"
          aria-valuetext={`${longSpanWords(atMs)} of ${longSpanWords(durationMs)}`}
          min={0}
          max={Math.max(1, Math.round(durationMs))}
          step={1000}
          value={Math.min(atMs, durationMs)}
          onChange={(event) => seek(Number(event.target.value))}
        />
      </span>
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
