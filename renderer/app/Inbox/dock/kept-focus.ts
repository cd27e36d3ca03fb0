import { useEffect, useRef } from 'react'
import type { FocusEvent } from 'react'

/**
 * The focus stays in the dock while what it stood on is replaced: by the next decision, by the document once it is read, by
 * an answer. It never comes to the dock from anywhere else.
 */
export type KeptFocus = {
  readonly onFocus: () => void
  readonly onBlur: (event: FocusEvent) => void
  /** To be called after every render of the dock. */
  readonly restore: () => void
}

export function useKeptFocus(): KeptFocus {
  const held = useRef(false)
  const kept: KeptFocus = {
    onFocus: () => {
      held.current = true
    },
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget !== null) held.current = false
    },
    restore: () => {
      if (held.current && document.activeElement === document.body)
        document.getElementById('decision-dock')?.focus({ preventScroll: true })
    },
  }
  useEffect(() => kept.restore())
  return kept
}
