import { useCallback, useEffect, useState } from 'react'
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

export function useVoiceAgents() {
  const [held, setHeld] = useState<Held>(unread)
  const read = useCallback(async (): Promise<void> => {
    setHeld(unread)
    try {
      const { agents } = await theDesk().calls.agents({})
      setHeld({ agents, failure: null, code: null })
    } catch (error) {
      setHeld({ agents: null, failure: failureText(error), code: error instanceof RemoteError ? error.code : null })
    }
  }, [])
  useEffect(() => {
    void read()
  }, [read])
  return { ...held, read }
}
