import { useEffect, useId, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useKeys } from '#renderer/ui/keys.ts'

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly className?: string
  /** The title is there for those who listen only. */
  readonly bare?: boolean
  readonly children: ReactNode
}

const focusable = 'button,[href],input,textarea,select,[tabindex]:not([tabindex="-1"])'

/** A dialog: takes the focus, keeps it, gives it back. Escape and the scrim close it; neither decides anything. */
export function Dialog({ title, onClose, className, bare = false, children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const name = useId()
  useEffect(() => {
    const before = document.activeElement
    if (box.current?.contains(before) !== true)
      (box.current?.querySelector<HTMLElement>('[data-first]') ?? box.current)?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  useKeys('dialog', { Escape: { label: '', run: onClose } })
  const keepInside = (event: React.KeyboardEvent) => {
    if (event.key !== 'Tab') return
    const stops = [...(box.current?.querySelectorAll<HTMLElement>(focusable) ?? [])].filter(
      (stop) => stop.tabIndex >= 0,
    )
    const [first, last] = [stops[0], stops.at(-1)]
    const at = document.activeElement
    if (event.shiftKey && (at === first || at === box.current)) {
      event.preventDefault()
      last?.focus()
    } else if (!event.shiftKey && at === last) {
      event.preventDefault()
      first?.focus()
    }
  }
  return createPortal(
    <div className="scrim" onMouseDown={(event) => event.target === event.currentTarget && onClose()}>
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={name}
        tabIndex={-1}
        className={className ?? 'dialog'}
        onKeyDown={keepInside}
      >
        <h2 id={name} className={bare ? 'visually-hidden' : 'dialog-title'}>
          {title}
        </h2>
        {children}
      </div>
    </div>,
    document.body,
  )
}
