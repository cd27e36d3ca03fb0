import { useEffect, useState } from 'react'
import type { ErrorCode } from '#contract/error-codes.ts'
import type { VoiceAgent } from '#contract/call.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { RemoteError } from '#rpc/connect.ts'

/** The voice agents stored at the service, and why they could not be read. */
type Held = {
  readonly agents: readonly VoiceAgent[] | null
  readonly failure: string | null
  readonly code: ErrorCode | null
}

const unread: Held = { agents: null, failure: null, code: null }

async function readAgents(): Promise<Held> {
  try {
    const { agents } = await theDesk().calls.agents({})
    return { agents, failure: null, code: null }
  } catch (error) {
    return { agents: null, failure: failureText(error), code: error instanceof RemoteError ? error.code : null }
  }
}

export function useVoiceAgents(): Held & { readonly again: () => void } {
  const [held, setHeld] = useState<Held>(unread)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isOpen = true
    void readAgents().then((read) => {
      if (isOpen) setHeld(read)
    })
    return () => {
      isOpen = false
    }
  }, [round])
  const again = (): void => {
    setHeld(unread)
    setRound(round + 1)
  }
  return { ...held, again }
}
