import { useEffect, useState } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'

/** Voice agents by id; empty until they are read, and where they cannot be: then `failure` says why. */
export type AgentNames = { readonly names: ReadonlyMap<string, string>; readonly failure: string | null }

const none: AgentNames = { names: new Map(), failure: null }

export function useAgentNames(isWanted: boolean): AgentNames {
  const [known, setKnown] = useState(none)
  useEffect(() => {
    if (!isWanted) return undefined
    const asking = new AbortController()
    Promise.resolve()
      .then(() => theDesk().calls.agents({}, { signal: asking.signal }))
      .then(
        ({ agents }) => setKnown({ names: new Map(agents.map(({ id, name }) => [id, name])), failure: null }),
        (error: unknown) => {
          if (!asking.signal.aborted) setKnown({ ...none, failure: failureText(error) })
        },
      )
    return () => asking.abort()
  }, [isWanted])
  return known
}
