import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { minimapBars } from '#renderer/app/Transcripts/minimap-model.ts'
import type { Row } from '#renderer/app/Transcripts/timeline-rows.ts'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly rows: readonly Row[]
  readonly selected: string | null
  readonly hits: ReadonlySet<string>
  /** The rows in sight, first and last. */
  readonly first: number
  readonly last: number
  readonly onGo: (row: number) => void
}

const barHeight = 9

/** The whole conversation beside its rows: how dense it is, where something failed, and where one is. */
export function Minimap({ rows, selected, hits, first, last, onGo }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(60)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const watch = new ResizeObserver(() => setRoom(Math.floor(element.clientHeight / barHeight)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const bars = useMemo(() => minimapBars(rows, room, selected, hits), [rows, room, selected, hits])
  if (rows.length === 0) return null
  const height = bars.length * barHeight
  const placeOf = (row: number): number => (row / rows.length) * height
  const rowAt = (clientY: number): number => {
    const top = box.current?.getBoundingClientRect().top ?? 0
    return Math.max(0, Math.min(rows.length - 1, Math.floor(((clientY - top) / height) * rows.length)))
  }
  const pressed = (event: PointerEvent): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId)
    onGo(rowAt(event.clientY))
  }
  const middle = Math.round((first + last) / 2)
  const page = Math.max(1, last - first)
  const keyed = (event: KeyboardEvent): void => {
    const to = {
      ArrowUp: middle - page / 3,
      ArrowDown: middle + page / 3,
      PageUp: middle - page,
      PageDown: middle + page,
      Home: 0,
      End: rows.length - 1,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onGo(Math.max(0, Math.min(rows.length - 1, Math.round(to))))
  }
  return (
    <div
      ref={box}
      className="minimap"
      role="slider"
      aria-orientation="vertical"
      aria-label={t('Place in the conversation')}
      aria-valuemin={1}
      aria-valuemax={rows.length}
      aria-valuenow={middle + 1}
      aria-valuetext={t('Rows {{first}} to {{last}} of {{count}}', {
        first: first + 1,
        last: last + 1,
        count: rows.length,
      })}
      tabIndex={0}
      onKeyDown={keyed}
      onPointerDown={pressed}
      onPointerMove={pressed}
    >
      {bars.map((bar) => (
        <i
          key={bar.from}
          data-tone={bar.tone}
          data-hit={bar.hit}
          style={{ width: `${Math.round(bar.length * 100)}%` }}
        />
      ))}
      <b style={{ top: placeOf(first) - 2, height: Math.max(8, placeOf(last + 1) - placeOf(first) + 2) }} />
    </div>
  )
}
