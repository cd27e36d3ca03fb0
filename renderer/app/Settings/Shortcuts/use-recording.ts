import { useEffect, useRef, useState } from 'react'
import { comboOf, isBare, isNoKey } from '#renderer/ui/combos.ts'

/** How long a plain character waits for a second one: "g", then "i". */
const secondKeyMs = 900

/**
 * Takes every key pressed until it has one, before anything else on the page sees it. A plain character waits a moment for a
 * second one. Escape gives up, Tab gives up and moves on, an input method and dead keys are left alone.
 */
export function useRecording(
  active: boolean,
  on: { readonly key: (combo: string) => void; readonly cancel: () => void },
) {
  const [first, setFirst] = useState<string | null>(null)
  const handlers = useRef(on)
  useEffect(() => {
    handlers.current = on
  })
  useEffect(() => {
    if (!active) return
    let held: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const done = (combo: string) => {
      clearTimeout(timer)
      held = null
      setFirst(null)
      handlers.current.key(combo)
    }
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) return handlers.current.cancel()
      event.stopImmediatePropagation()
      event.preventDefault()
      if (event.isComposing || event.repeat || isNoKey(event)) return
      if (event.key === 'Escape') return handlers.current.cancel()
      const combo = comboOf(event)
      const plain = isBare(event) && event.key.length === 1 && event.key !== ' '
      if (held !== null) return done(plain ? `${held} ${combo}` : combo)
      if (!plain) return done(combo)
      held = combo
      setFirst(combo)
      timer = setTimeout(() => done(combo), secondKeyMs)
    }
    window.addEventListener('keydown', press, true)
    return () => {
      clearTimeout(timer)
      setFirst(null)
      window.removeEventListener('keydown', press, true)
    }
  }, [active])
  return first
}
