import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Keys } from '#renderer/ui/Kbd.tsx'

type Look = 'quiet' | 'outline' | 'solid' | 'danger'

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> & {
  readonly look?: Look
  readonly size?: 'small' | 'normal' | 'large'
  /** Keys shown at the end of the label; they do not register anything. */
  readonly keys?: readonly string[]
  /** Why it cannot be used now. The button stays focusable and says so. */
  readonly unavailable?: string | null
  readonly className?: string
  readonly ref?: Ref<HTMLButtonElement>
  readonly children: ReactNode
}

/** A verb. One solid button per dock; everything else is outline or quiet. */
export function Button({ look = 'outline', size = 'normal', keys, unavailable, className, children, ...rest }: Props) {
  const held = unavailable !== undefined && unavailable !== null
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} button-${size} ${className ?? ''}`}
      aria-disabled={held ? true : rest['aria-disabled']}
      title={held ? unavailable : rest.title}
      onClick={held ? (event) => event.preventDefault() : rest.onClick}
    >
      {children}
      {keys === undefined ? null : <Keys keys={keys} />}
    </button>
  )
}
