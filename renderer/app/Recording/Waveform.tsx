import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import type { Range } from '#renderer/app/Recording/course.ts'
import { columnWidth, outlineHeight, outlineOf } from '#renderer/app/Recording/wave-outline.ts'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly peaks: Int8Array | null
  readonly durationMs: number
  readonly atMs: number
  /** What is at this moment, as it is read aloud: "1 min 3 s of 9 min 40 s". */
  readonly words: string
  readonly onSeek: (atMs: number) => void
  /** Stretches without sound: paused, or taken out. */
  readonly gaps?: readonly Range[]
  readonly loop?: Range | null
  /** A part was chosen by dragging with Shift. */
  readonly onLoop?: (loop: Range | null) => void
  readonly children?: ReactNode
}

const arrowMs = 5000
const pageMs = 30_000
const leastLoopMs = 200

/** A recording as it is heard: people above the line, the agent below it, what was played darker. A slider for keys and pointer. */
export function Waveform({ peaks, durationMs, atMs, words, onSeek, gaps = [], loop = null, onLoop, children }: Props) {
  const box = useRef<HTMLSpanElement>(null)
  const width = useWidth(box)
  const columns = Math.max(40, Math.floor(width / columnWidth))
  const outline = useMemo(() => (peaks === null ? null : outlineOf(peaks, columns)), [peaks, columns])
  const clip = useId()
  const whole = columns * columnWidth
  const share = (ms: number): number => (durationMs === 0 ? 0 : Math.min(1, Math.max(0, ms / durationMs)))
  const percent = (ms: number): string => `${(share(ms) * 100).toFixed(3)}%`
  const span = ({ from, to }: Range) => ({
    left: percent(from),
    width: `${((share(to) - share(from)) * 100).toFixed(3)}%`,
  })

  const keyed = (event: KeyboardEvent): void => {
    const by = {
      ArrowLeft: -arrowMs,
      ArrowRight: arrowMs,
      ArrowDown: -arrowMs,
      ArrowUp: arrowMs,
      PageDown: -pageMs,
      PageUp: pageMs,
    }[event.key]
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    onSeek(Math.min(durationMs, Math.max(0, atMs + by)))
  }
  const choose = useLoopDrag(box, durationMs, onLoop)
  return (
    <span className="wave" ref={box} onPointerDownCapture={choose}>
      <svg viewBox={`0 0 ${whole} ${outlineHeight}`} preserveAspectRatio="none" aria-hidden="true">
        <clipPath id={clip}>
          <rect x="0" y="0" width={share(atMs) * whole} height={outlineHeight} />
        </clipPath>
        <path className="is-people" d={outline?.people} />
        <path className="is-agent" d={outline?.agent} />
        <g className="is-played" clipPath={`url(#${clip})`}>
          <path className="is-people" d={outline?.people} />
          <path className="is-agent" d={outline?.agent} />
        </g>
      </svg>
      {gaps.map((gap) => (
        <span key={gap.from} className="wave-gap" style={span(gap)} title={t('No sound is kept of this')} />
      ))}
      {loop === null ? null : <span className="wave-loop" style={span(loop)} />}
      <input
        type="range"
        aria-label={t('Place in the recording')}
        aria-valuetext={words}
        min={0}
        max={Math.max(1, Math.round(durationMs))}
        step={10}
        value={Math.round(Math.min(atMs, durationMs))}
        onKeyDown={keyed}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
      <span className="wave-head" style={{ left: percent(atMs) }} />
      {children}
    </span>
  )
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [box])
  return width
}

/** Shift and a drag choose what is heard over and over; a click with Shift lets it go. */
function useLoopDrag(
  box: { readonly current: HTMLElement | null },
  durationMs: number,
  onLoop: Props['onLoop'],
): (event: PointerEvent) => void {
  return (event) => {
    const element = box.current
    if (!event.shiftKey || event.button !== 0 || element === null || onLoop === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const { left, width } = element.getBoundingClientRect()
    const msAt = (x: number): number => Math.min(1, Math.max(0, (x - left) / width)) * durationMs
    const began = msAt(event.clientX)
    const move = ({ clientX }: globalThis.PointerEvent): void => {
      const now = msAt(clientX)
      const range = { from: Math.min(began, now), to: Math.max(began, now) }
      onLoop(range.to - range.from < leastLoopMs ? null : range)
    }
    const up = (): void => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
    }
    onLoop(null)
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
  }
}
