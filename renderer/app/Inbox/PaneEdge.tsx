import { useState } from 'react'
import { ranges, setWidth, useWidths, type Pane } from '#renderer/state/widths.ts'
import { forward, t } from '#renderer/ui/language.ts'

const names: Readonly<Record<Pane, string>> = {
  queue: t('Width of the queue'),
  evidence: t('Width of the evidence'),
  facets: t('Width of the facets'),
  results: t('Width of the results'),
  review: t('Width of the review'),
}
const small = 10
const large = 40

/**
 * The edge between two panes: dragged, or moved with the arrow keys in the direction they point, Shift for larger steps.
 * Home and End are the narrowest and the widest; Enter, and a double press, make it as wide as it usually is.
 */
export function PaneEdge({ pane }: { readonly pane: Pane }) {
  const width = useWidths((widths) => widths[pane])
  const [dragged, setDragged] = useState<{ readonly from: number; readonly width: number } | null>(null)
  const { least, usual, most } = ranges[pane]
  // What stands before the work grows forward, what stands after it backward.
  const direction = pane === 'evidence' || pane === 'review' ? -forward : forward
  const press = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = direction * (event.shiftKey ? large : small)
    const widths: Readonly<Record<string, number>> = {
      ArrowRight: width + step,
      ArrowLeft: width - step,
      Home: least,
      End: most,
      Enter: usual,
    }
    const next = widths[event.key]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setWidth(pane, next)
  }
  return (
    <div
      className={`pane-edge pane-edge-${pane}`}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={names[pane]}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuetext={t('{{width}} pixels', { width })}
      data-dragging={dragged !== null}
      onKeyDown={press}
      onDoubleClick={() => setWidth(pane, usual)}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged({ from: event.clientX, width })
      }}
      onPointerMove={(event) => {
        if (dragged !== null) setWidth(pane, dragged.width + direction * (event.clientX - dragged.from))
      }}
      onLostPointerCapture={() => setDragged(null)}
    />
  )
}
