import { useEffect, useMemo, useState } from 'react'
import type { Risk } from '#contract/tool.ts'
import { armingDelay, createArming } from '#renderer/app/Inbox/dock/arming.ts'
import type { Timer } from '#renderer/app/Inbox/dock/arming.ts'

const timer: Timer = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const handle = setTimeout(run, milliseconds)
    return () => clearTimeout(handle)
  },
}

/** Arms an approval for `content`. `check` asks the clock at the moment of the key or click, whatever is painted. */
export function useArming(content: string, risk: Risk): { readonly armed: boolean; readonly check: () => boolean } {
  const [armedFor, setArmedFor] = useState<string | null>(null)
  const arming = useMemo(() => createArming(timer, () => setArmedFor(content)), [content])
  useEffect(() => {
    arming.restart(armingDelay(risk))
    // A window that was not looked at may have been raised by the same key press that would decide.
    const again = (): void => {
      setArmedFor(null)
      arming.restart(armingDelay(risk))
    }
    window.addEventListener('focus', again)
    return () => {
      window.removeEventListener('focus', again)
      arming.stop()
    }
  }, [arming, risk])
  return { armed: armedFor === content, check: arming.armed }
}
