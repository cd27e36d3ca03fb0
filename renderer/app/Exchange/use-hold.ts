import { useEffect, useState } from 'react'
import type { LegalHold } from '#contract/retention.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'

/** What keeps a conversation from every retention rule; null: nothing does. */
export type Holding = {
  readonly hold: LegalHold | null
  /** Null lets it go. Returns why it was not done; null: it was. */
  readonly set: (why: string | null) => Promise<string | null>
}

export function useHold(conversationId: number): Holding {
  const isOpen = useConnection((connection) => connection.state === 'open')
  const [hold, setHold] = useState<LegalHold | null>(null)
  useEffect(() => {
    if (!isOpen) return
    let isShown = true
    theDesk()
      .retention.holdOf({ conversationId })
      .then(
        (found) => (isShown ? setHold(found.hold) : undefined),
        // Only a mark is missing then; whoever wants to hold it is told why that fails.
        () => {},
      )
    return () => {
      isShown = false
    }
  }, [isOpen, conversationId])
  return {
    hold,
    set: async (why) => {
      try {
        await theDesk().retention.hold({ conversationId, why })
        setHold((await theDesk().retention.holdOf({ conversationId })).hold)
        return null
      } catch (error) {
        return failureText(error)
      }
    },
  }
}
