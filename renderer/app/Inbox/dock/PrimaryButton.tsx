import type { KeyboardEvent } from 'react'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * The one solid verb. While it is arming or held back it stays focusable, says why, and does nothing. A key that is held
 * down never presses it.
 */
type Props = {
  readonly label: string
  /** The command that does the same, or null. */
  readonly command: CommandId | null
  readonly arming: boolean
  readonly strong: boolean
  readonly final?: boolean
  /** back: takes a signature back, and is no act to be signed. */
  readonly look?: 'sign' | 'back'
  readonly busy: boolean
  /** Why it cannot be used, or null. Pressing it then calls `onHeld`. */
  readonly held: string | null
  readonly onPress: () => void
  readonly onHeld?: () => void
}

/** From here on the label and its keys need all the room there is. */
const longLabel = 23

const stopRepeats = (event: KeyboardEvent): void => {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
}

export function PrimaryButton({
  label,
  command,
  arming,
  strong,
  final,
  look = 'sign',
  busy,
  held,
  onPress,
  onHeld,
}: Props) {
  const ariaKeys = useAriaKeys(command ?? undefined)
  const inert = arming || busy || held !== null
  return (
    <button
      type="button"
      className="dock-primary"
      data-verb="primary"
      data-arming={arming && held === null}
      data-strong={strong}
      data-final={final === true}
      data-look={look}
      data-long={label.length > longLabel}
      aria-disabled={inert}
      aria-keyshortcuts={ariaKeys}
      title={held ?? undefined}
      onKeyDown={stopRepeats}
      onClick={() => {
        if (held !== null) onHeld?.()
        else if (!inert) onPress()
      }}
    >
      <span>{busy ? (look === 'back' ? t('Taking it back…') : t('Signing…')) : label}</span>
      {command === null ? null : <CommandKeys of={command} />}
    </button>
  )
}
