import type { ReactNode } from 'react'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import '#renderer/styles/switch.css'

type Props = {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly command?: CommandId
  /** Why it cannot be turned now. It stays focusable and says so. */
  readonly unavailable?: string | null
  /** What it is about; the whole line turns it. */
  readonly children: ReactNode
}

/** Something that is on or off from now on, and takes effect at once. */
export function Switch({ checked, onChange, command, unavailable = null, children }: Props) {
  const ariaKeys = useAriaKeys(command)
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={checked}
      aria-disabled={unavailable !== null}
      aria-keyshortcuts={ariaKeys}
      title={unavailable ?? undefined}
      onClick={() => {
        if (unavailable === null) onChange(!checked)
      }}
    >
      <span className="switch-words">{children}</span>
      <i className="switch-track" aria-hidden="true" />
    </button>
  )
}
