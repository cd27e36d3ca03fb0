import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import UPlot from 'uplot'
import type { Chart } from '#contract/insights.ts'
import { apart, namedDays, patterns, steps } from '#renderer/app/Insights/chart-plan.ts'
import { figure, longDay, shortDay, unitName } from '#renderer/app/Insights/insight-words.ts'
import { useLook } from '#renderer/app/Insights/use-look.ts'
import { t } from '#renderer/ui/language.ts'

type Props = { readonly chart: Chart; readonly days: readonly string[]; readonly currency: string }

const height = 260
const labelRoom = 148
const labelGap = 15

/** Lines over days, drawn by uPlot in the colours of the tokens. A day is chosen by pointer or arrow keys and read aloud. */
export function TimeChart({ chart, days, currency }: Props) {
  const room = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  const look = useLook(room, chart.lines.length)

  useEffect(() => {
    const element = room.current
    if (element === null || look === null) return undefined
    const made = new UPlot(
      optionsOf(chart, days, currency, look, element.clientWidth, setChosen),
      dataOf(chart, days),
      element,
    )
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [chart, days, currency, look])

  const shown = Math.min(chosen ?? days.length - 1, days.length - 1)
  const values = chart.lines.map(({ name, values: all }) => {
    const value = all[shown] ?? null
    return { name, words: value === null ? t('none') : figure(chart.kind, value, currency) }
  })
  const spoken = `${longDay(days[shown] ?? '')}: ${values.map(({ name, words }) => `${name} ${words}`).join(', ')}`

  const choose = (index: number) => {
    const at = Math.max(0, Math.min(days.length - 1, index))
    setChosen(at)
    const made = plot.current
    if (made !== null) made.setCursor({ left: made.valToPos(at, 'x'), top: 0 }, false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: shown - 1,
      ArrowRight: shown + 1,
      PageUp: shown + 7,
      PageDown: shown - 7,
      Home: 0,
      End: days.length - 1,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }

  return (
    <div className="insights-chart">
      <dl className="insights-key" aria-hidden="true">
        <dt className="insights-key-day">{longDay(days[shown] ?? '')}</dt>
        {values.map(({ name, words }, index) => (
          <div key={name} data-line={index}>
            <svg width="22" height="8" viewBox="0 0 22 8">
              <line x1="0" y1="4" x2="22" y2="4" strokeDasharray={(patterns[index] ?? []).join(' ')} />
            </svg>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div
        ref={room}
        className="insights-plot"
        role="slider"
        tabIndex={0}
        aria-label={
          chart.kind === 'time'
            ? t('{{name}} by day, in time', { name: chart.name })
            : t('{{name}} by day, in {{unit}}', { name: chart.name, unit: unitName(chart.unit, 2) })
        }
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={shown + 1}
        aria-valuetext={spoken}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}

const dataOf = ({ lines }: Chart, days: readonly string[]): UPlot.AlignedData => [
  days.map((_, index) => index),
  ...lines.map(({ values }) => [...values]),
]

function optionsOf(
  { kind, lines }: Chart,
  days: readonly string[],
  currency: string,
  { colours, text, grid, font, surface }: Exclude<ReturnType<typeof useLook>, null>,
  width: number,
  onChoose: (index: number | null) => void,
): UPlot.Options {
  const axis = { stroke: text, font, ticks: { show: false }, border: { show: false } }
  const sides = days.length < 2 ? 1 : 0
  return {
    width,
    height,
    padding: [12, labelRoom, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 8, width: 2, stroke: (_, line) => colours[line - 1] ?? text, fill: () => surface },
    },
    scales: {
      x: { time: false, range: () => [-sides, days.length - 1 + sides] },
      y: { range: (_, __, most) => [0, Math.max(kind === 'time' ? 1000 : 4, most * 1.08)] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        splits: () => [...namedDays(days.length, width - labelRoom)],
        values: (_, at) => at.map((index) => shortDay(days[index] ?? '')),
      },
      {
        ...axis,
        size: kind === 'time' ? 76 : 48,
        gap: 8,
        grid: { stroke: grid, width: 1 },
        incrs: [...steps[kind === 'time' ? 'time' : 'count']],
        values: (_, at) => at.map((value) => figure(kind, value, currency)),
      },
    ],
    series: [
      {},
      ...lines.map(({ name }, index): UPlot.Series => ({
        label: name,
        stroke: colours[index] ?? text,
        width: 2,
        dash: [...(patterns[index] ?? [])],
        spanGaps: false,
        points: { show: days.length < 8, size: 5 },
      })),
    ],
    hooks: {
      setCursor: [({ cursor }) => onChoose(cursor.idx ?? null)],
      draw: [(drawn) => drawNames(drawn, lines, colours, font)],
    },
  }
}

/** Each line is named where it ends. */
function drawNames(plot: UPlot, lines: Chart['lines'], colours: readonly string[], font: string): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const ends = lines.flatMap(({ name, values }, index) => {
    const last = values.findLast((value) => value !== null)
    return last === undefined || last === null ? [] : [{ name, index, y: plot.valToPos(last, 'y', true) }]
  })
  const heights = apart(
    ends.map(({ y }) => y),
    labelGap * ratio,
    bbox.top,
    bbox.top + bbox.height,
  )
  ctx.save()
  ctx.font = font.replace(/(\d+)px/, (_, size: string) => `${Number(size) * ratio}px`)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ends.forEach(({ name, index }, at) => {
    ctx.fillStyle = colours[index] ?? ''
    ctx.fillText(name, bbox.left + bbox.width + 10 * ratio, heights[at] ?? 0)
  })
  ctx.restore()
}
