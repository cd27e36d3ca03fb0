import { useRef, type ReactNode } from 'react'

export type TabItem<Id extends string> = {
  readonly id: Id
  readonly label: string
  /** A figure or a key after the label. */
  readonly hint?: ReactNode
}

type Props<Id extends string> = {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly current: Id
  readonly onChoose: (id: Id) => void
  /** Id of the panel it controls; `${panel}-${id}` names each tab. */
  readonly panel: string
  readonly className?: string
}

/** A tab list with arrow keys; the panel is the caller's and is named by `${panel}-${current}`. */
export function Tabs<Id extends string>({ label, items, current, onChoose, panel, className }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null)
  const move = (event: React.KeyboardEvent) => {
    const at = items.findIndex((item) => item.id === current)
    const last = items.length - 1
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }
    const next = items[steps[event.key] ?? -1]
    if (next === undefined) return
    event.preventDefault()
    onChoose(next.id)
    list.current?.querySelector<HTMLElement>(`#${panel}-${next.id}`)?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className={className ?? 'tabs'} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.id}
          id={`${panel}-${item.id}`}
          type="button"
          role="tab"
          aria-selected={item.id === current}
          aria-controls={panel}
          tabIndex={item.id === current ? 0 : -1}
          onClick={() => onChoose(item.id)}
        >
          {item.label}
          {item.hint === undefined ? null : <span className="tab-hint">{item.hint}</span>}
        </button>
      ))}
    </div>
  )
}
