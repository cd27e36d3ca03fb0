import { useEffect, useState } from 'react'
import { theDesk, useConnection } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** What is kept and cannot be read, as the search met it. */
export type LeftOut = { readonly count: number; readonly first: readonly string[] }

export const unreadableTitle = (count: number): string => t('{{count}} rows cannot be read.', { count })

/** Null: not known. */
export function useUnreadable(): LeftOut | null {
  const isOpen = useConnection((connection) => connection.state === 'open')
  const [leftOut, setLeftOut] = useState<LeftOut | null>(null)
  useEffect(() => {
    if (!isOpen) return
    let isShown = true
    theDesk()
      .transcripts.unreadable({})
      .then(
        (found) => (isShown ? setLeftOut(found) : undefined),
        // Who cannot say says nothing; the search itself tells what went wrong.
        () => undefined,
      )
    return () => {
      isShown = false
    }
  }, [isOpen])
  return leftOut
}
