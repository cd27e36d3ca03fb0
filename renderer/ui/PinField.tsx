import { useId } from 'react'
import type { Ref } from 'react'
import { CircleAlert } from 'lucide-react'
import '#renderer/styles/pin.css'

/**
 * A PIN on its way in. The field keeps no state: what is typed or pasted is read from it once, where it is used, and the
 * field is emptied. Enter sends, once however long it is held.
 */
type Props = {
  readonly field: Ref<HTMLInputElement>
  readonly label: string
  readonly error: string | null
  /** Told whether anything stands in it, never what. */
  readonly onTyped: (isThere: boolean) => void
  readonly onEnter: () => void
}

export function PinField({ field, label, error, onTyped, onEnter }: Props) {
  const id = useId()
  return (
    <div className="pin-field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={field}
        id={id}
        className="form-input"
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onInput={(event) => onTyped(event.currentTarget.value !== '')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          if (!event.repeat) onEnter()
        }}
      />
      {error === null ? null : (
        <p className="form-error" id={`${id}-error`} role="alert">
          <CircleAlert aria-hidden="true" />
          {error}
        </p>
      )}
    </div>
  )
}

/** What stands in the field, which is empty from then on. */
export function takePin(field: HTMLInputElement | null): string {
  const pin = field?.value ?? ''
  if (field !== null) field.value = ''
  return pin
}
