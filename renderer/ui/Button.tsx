import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'

type Look = 'quiet' | 'outline' | 'solid' | 'danger'

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> & {
  readonly look?: Look
  readonly size?: 'small' | 'normal' | 'large'
  /** The command that does the same: its keys are shown at the end of the label. */
  readonly command?: CommandId | undefined
  /** Why it cannot be used now. The button stays focusable and says so. */
  readonly unavailable?: string | null
  readonly className?: string
  readonly ref?: Ref<HTMLButtonElement>
  readonly children: ReactNode
}

/** A verb. One solid button per dock; everything else is outline or quiet. */
export function Button({
  look = 'outline',
  size = 'normal',
  command,
  unavailable,
  className,
  children,
  ...rest
}: Props) {
  const ariaKeys = useAriaKeys(command)
  const held = unavailable !== undefined && unavailable !== null
  return (
    <button
      type="button"
      {...rest}
      aria-keyshortcuts={ariaKeys ?? rest['aria-keyshortcuts']}
      className={`button button-${look} button-${size} ${className ?? ''}`}
      aria-disabled={held ? true : rest['aria-disabled']}
      title={held ? unavailable : rest.title}
      onClick={held ? (event) => event.preventDefault() : rest.onClick}
    >
      {children}
      {command === undefined ? null : <CommandKeys of={command} />}
    </button>
  )
}
