import { useEffect, useRef } from 'react'
import type { Levels } from '#contract/call.ts'
import {
  levelWords,
  noiseFloor,
  peakSegment,
  segments,
  segmentsOf,
  troubleWords,
} from '#renderer/app/Calls/meter-model.ts'
import { followLevels } from '#renderer/state/call.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * How loud it is, painted from the feed without asking React: twenty segments, the peak outlined, the last two hatched for
 * what is too loud, a line where silence lies. Those who listen hear of it four times a second at most.
 */
type Level = Levels['input']
type Painter = (level: Level) => void

const sayEvery = 250
/** What is wrong stays to be read, also where it lasted for one loud word. */
const troubleLasts = 2000

/** Paints into the segments of one meter. What did not change is not touched. */
export function createPainter(meter: HTMLElement, name: string): Painter {
  const cells = [...meter.querySelectorAll('i')]
  const line = meter.querySelector('u')
  const said = meter.querySelector('b')
  let troubleUntil = 0
  let floor: number | null = null
  let lit = -1
  let peak: number | null = -1
  let clipping = false
  let saidAt = 0
  let paintedAt = performance.now()
  return (level) => {
    const now = performance.now()
    const count = level === null ? 0 : segmentsOf(level.rms)
    const top = level === null ? null : peakSegment(level.heldPeak)
    if (count !== lit || top !== peak) {
      cells.forEach((cell, at) => {
        cell.className = at < count ? 'is-on' : at === top ? 'is-peak' : ''
      })
      ;[lit, peak] = [count, top]
    }
    const clips = level?.clipping === true
    if (clips !== clipping) meter.dataset['clipping'] = String(clips)
    clipping = clips
    floor = level === null ? null : noiseFloor(floor, level.rms, now - paintedAt)
    paintedAt = now
    if (line !== null && floor !== null) {
      line.hidden = false
      line.style.insetInlineStart = `${(segmentsOf(floor) / segments) * 100}%`
    }
    const trouble = troubleWords(level)
    if (trouble !== null) troubleUntil = now + troubleLasts
    if (said !== null && (trouble !== null || now >= troubleUntil) && said.textContent !== (trouble ?? ''))
      said.textContent = trouble ?? ''
    if (now - saidAt < sayEvery) return
    saidAt = now
    meter.setAttribute(
      'aria-valuenow',
      String(level === null ? -60 : Math.round(Math.max(-60, Math.min(0, level.rms)))),
    )
    meter.setAttribute('aria-valuetext', levelWords(level, name))
    meter.dataset['hint'] = level?.hint ?? 'none'
  }
}

export function Meter({
  name,
  kind,
  ref,
}: {
  readonly name: string
  readonly kind: 'you' | 'line'
  readonly ref: React.Ref<HTMLSpanElement>
}) {
  return (
    <span
      ref={ref}
      className={`meter meter-${kind}`}
      role="meter"
      aria-label={name}
      aria-valuemin={-60}
      aria-valuemax={0}
      aria-valuenow={-60}
    >
      {Array.from({ length: segments }, (_, at) => (
        <i key={at} />
      ))}
      <u hidden />
      <b />
    </span>
  )
}

export function Meters({ callId, muted }: { readonly callId: string; readonly muted: boolean }) {
  const you = useRef<HTMLSpanElement>(null)
  const line = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (you.current === null || line.current === null) return undefined
    const painters = { input: createPainter(you.current, t('You')), output: createPainter(line.current, t('Line')) }
    let latest: Levels | null = null
    let frame = 0
    const paint = (): void => {
      frame = 0
      if (latest === null) return
      painters.input(latest.input)
      painters.output(latest.output)
    }
    const stop = followLevels(callId, (levels) => {
      latest = levels
      frame ||= requestAnimationFrame(paint)
    })
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [callId])
  return (
    <div className="meters" data-muted={muted}>
      <span aria-hidden="true">{t('You')}</span>
      <Meter ref={you} name={t('You')} kind="you" />
      <span aria-hidden="true">{t('Line')}</span>
      <Meter ref={line} name={t('Line')} kind="line" />
    </div>
  )
}
