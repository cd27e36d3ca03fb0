import { Bookmark, Check, FileSearch, Pause, Play, Repeat, Scissors, TriangleAlert } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent as Pressed, ReactNode } from 'react'
import type { Call } from '#contract/call.ts'
import type { Transcript } from '#contract/transcript.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { useRecording, type Recording } from '#renderer/app/Recording/use-recording.ts'
import { Waveform } from '#renderer/app/Recording/Waveform.tsx'
import { drawnMarks, nextMark, playerMarks, type PlayerMark } from '#renderer/app/Transcripts/player-marks.ts'
import { speakerAt } from '#renderer/app/Transcripts/timeline-rows.ts'
import { useSeenTranscript } from '#renderer/state/transcript-view.ts'
import { selectEntry, useTranscripts } from '#renderer/state/transcripts.ts'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { belongsToControl, isCovered, isTextField, useCommands } from '#renderer/ui/keys.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import '#renderer/styles/recording.css'
import '#renderer/styles/transcripts-player.css'
import { locale, t } from '#renderer/ui/language.ts'

/** The recording of a conversation, under its rows; nothing where none is kept. */
export function TranscriptPlayer({ conversationId }: { readonly conversationId: number }) {
  const transcript = useSeenTranscript(conversationId)
  const call = transcript?.call ?? null
  if (transcript === null || call === null || call.recording.state !== 'kept') return null
  // Sound that was taken out is not played from what was read before.
  const takenOut = transcript.redactions.filter(({ sound }) => sound !== null).length
  return <Shown key={`${call.id} ${takenOut}`} transcript={transcript} call={call} />
}

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const
const speedWords = (speed: number): string => `${speed.toLocaleString(locale)}×`
/** Of the whole length: about the width of a mark. */
const leastMarkShare = 0.017
/** Around the moment one is at, where no loop was drawn. */
const loopMs = 5000

function Shown({ transcript, call }: { readonly transcript: Transcript; readonly call: Call }) {
  const { durationMs, gaps, fromMs = 0 } = call.recording
  const recording = useRecording(call.id)
  const { playing, atMs, failure, busy } = recording
  const marks = useMemo(() => playerMarks(transcript, fromMs, durationMs), [transcript, fromMs, durationMs])
  useShared(recording, fromMs)
  usePlayerCommands(recording, marks, fromMs, durationMs)
  useSpace(recording.turn)
  const ariaKeys = useAriaKeys('transcripts.play')
  const speaker = speakerAt(transcript, atMs + fromMs)
  const holes = [
    ...gaps.map((gap) => ({ from: gap.fromMs, to: gap.toMs ?? durationMs })),
    ...transcript.redactions.flatMap(({ sound }) =>
      sound === null ? [] : [{ from: sound.fromMs - fromMs, to: sound.toMs - fromMs }],
    ),
  ]
  return (
    <section className="player" aria-label={t('Recording')} onPointerEnter={() => recording.prepare(atMs)}>
      <button
        type="button"
        className="player-play"
        aria-keyshortcuts={ariaKeys}
        aria-label={playing ? t('Pause') : t('Play')}
        aria-disabled={busy}
        onClick={recording.turn}
      >
        {playing ? <Pause /> : <Play />}
      </button>
      <div className="player-time">
        <b>{spanWords(atMs + fromMs)}</b>
        <span>{spanWords(fromMs + durationMs)}</span>
      </div>
      <Waveform
        peaks={recording.peaks}
        durationMs={durationMs}
        atMs={atMs}
        words={[
          t('{{position}} of {{length}}', {
            position: longSpanWords(atMs + fromMs),
            length: longSpanWords(fromMs + durationMs),
          }),
          ...(speaker === null ? [] : [t('{{speaker}} speaking', { speaker: visibleString(speaker) })]),
        ].join(', ')}
        onSeek={recording.seek}
        gaps={holes}
        loop={recording.loop}
        onLoop={(loop) => recording.change({ loop })}
      >
        {drawnMarks(marks, durationMs * leastMarkShare).map((mark, index) => (
          <Mark
            key={mark.id}
            mark={mark}
            isFirst={index === 0}
            share={(mark.atMs - fromMs) / durationMs}
            onGo={() => goTo(recording, mark, fromMs)}
          />
        ))}
      </Waveform>
      <div className="player-options">
        <Ways recording={recording} />
        <Timing timing={transcript.timing} />
      </div>
      {failure === null ? null : (
        <p className="player-failure" role="alert">
          {failure}
        </p>
      )}
    </section>
  )
}

function Ways({ recording }: { readonly recording: Recording }) {
  const { speed, skipping, loop, change } = recording
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <span className="player-ways">
        {loop === null ? null : (
          <button
            type="button"
            className="player-chip"
            aria-pressed
            onClick={() => change({ loop: null })}
            title={t('Stop repeating')}
          >
            <Repeat aria-hidden="true" />
            {t('Loop')}
          </button>
        )}
        <Menu
          label={t('Speed')}
          choices={speeds.map((one) => ({ id: String(one), label: speedWords(one) }))}
          onChoose={(id) => change({ speed: Number(id) })}
          isOpen={isOpen}
          onOpenChange={setOpen}
          className="player-chip"
        >
          <span className="visually-hidden">{t('Speed')} </span>
          {speedWords(speed)}
        </Menu>
      </span>
      <button
        type="button"
        className="player-chip"
        aria-pressed={skipping}
        onClick={() => change({ skipping: !skipping })}
      >
        {t('Skip silence')}
      </button>
    </>
  )
}

function Timing({ timing }: { readonly timing: Transcript['timing'] }) {
  return timing === 'exact' ? (
    <span className="player-chip is-exact" title={t('The times of words come from the recording itself')}>
      <Check aria-hidden="true" />
      {t('Exact words')}
    </span>
  ) : (
    <span
      className="player-chip is-estimated"
      title={t('The times of words are estimated from the lines they stand in')}
    >
      {t('Estimated')}
    </span>
  )
}

const goTo = (recording: Recording, mark: PlayerMark, fromMs: number): void => {
  selectEntry(mark.id)
  recording.seek(mark.atMs - fromMs)
}

/** The space bar plays wherever it has no other use; no command can have it, since it presses buttons. */
function useSpace(turn: () => void): void {
  const latest = useRef(turn)
  useEffect(() => {
    latest.current = turn
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      const isSlider = event.target instanceof HTMLInputElement && event.target.type === 'range'
      if (isTextField(event.target) || (belongsToControl(event) && !isSlider) || isCovered(event.target)) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
}

function usePlayerCommands(
  recording: Recording,
  marks: readonly PlayerMark[],
  fromMs: number,
  durationMs: number,
): void {
  const { atMs, loop, speed, change } = recording
  const jump = (by: 1 | -1): void => {
    const mark = nextMark(marks, atMs + fromMs, by)
    if (mark !== null) goTo(recording, mark, fromMs)
  }
  const faster = (by: 1 | -1): void => {
    const next = speeds[speeds.findIndex((one) => one === speed) + by]
    if (next !== undefined) change({ speed: next })
  }
  useCommands({
    'transcripts.play': recording.turn,
    'transcripts.nextMark': () => jump(1),
    'transcripts.previousMark': () => jump(-1),
    'transcripts.loop': () =>
      change({ loop: loop === null ? { from: atMs, to: Math.min(durationMs, atMs + loopMs) } : null }),
    'transcripts.faster': () => faster(1),
    'transcripts.slower': () => faster(-1),
    'transcripts.silence': () => change({ skipping: !recording.skipping }),
  })
}

/** What is heard here is known to the rows above, and what they ask for is played here. */
function useShared({ atMs, playing, seek, play, prepare }: Recording, fromMs: number): void {
  const wanted = useTranscripts((state) => state.wanted)
  const near = useTranscripts((state) => state.near)
  useEffect(() => {
    if (near !== null) prepare(Math.max(0, near - fromMs))
    // Only another place is a reason.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [near, fromMs])
  useEffect(() => {
    useTranscripts.setState({ atMs: atMs + fromMs, playing })
  }, [atMs, playing, fromMs])
  useEffect(
    () => () => {
      useTranscripts.setState({ atMs: null, playing: false, near: null, wanted: null })
    },
    [],
  )
  useEffect(() => {
    if (wanted === null) return
    const at = Math.max(0, wanted.atMs - fromMs)
    if (wanted.play && !playing) play(at)
    else seek(at)
    // Only what is newly wanted is done.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wanted])
}

const glyphs: Readonly<Record<PlayerMark['kind'], ReactNode>> = {
  retrieval: <FileSearch />,
  proposal: <CountersignMark state="proposed" width={16} />,
  decision: <CountersignMark state="signed" width={16} />,
  barge_in: <Scissors />,
  bookmark: <Bookmark />,
  problem: <TriangleAlert />,
}

type MarkProps = {
  readonly mark: PlayerMark
  readonly share: number
  /** The way in by Tab; from there the arrows lead on. */
  readonly isFirst: boolean
  readonly onGo: () => void
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }

function stepOn(event: Pressed<HTMLButtonElement>): void {
  const step = steps[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const all = [...(event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('.player-mark') ?? [])]
  const next = Math.max(0, Math.min(all.length - 1, all.indexOf(event.currentTarget) + step))
  event.preventDefault()
  all[next]?.focus()
}

function Mark({ mark, share, isFirst, onGo }: MarkProps) {
  const words = `${spanWords(mark.atMs)} ${visibleString(mark.words)}`
  return (
    <button
      type="button"
      className="player-mark"
      data-kind={mark.kind}
      style={{ left: `${(share * 100).toFixed(3)}%` }}
      title={words}
      aria-label={words}
      tabIndex={isFirst ? 0 : -1}
      onKeyDown={stepOn}
      onClick={onGo}
    >
      {glyphs[mark.kind]}
    </button>
  )
}
