import { useEffect, useRef, useState } from 'react'
import type { Job } from '#contract/exchange.ts'
import { failureText, theDesk } from '#renderer/connection.ts'

/** Something that takes its time at the desk, as far as this page watches it. Closing the page does not end it. */
export type Watched = {
  readonly job: Job | null
  readonly failure: string | null
  readonly isRunning: boolean
  readonly begin: (ask: () => Promise<Job>) => Promise<void>
  readonly cancel: () => void
  /** As if nothing had been begun. */
  readonly reset: () => void
}

export function useJob(): Watched {
  const [job, setJob] = useState<Job | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const watching = useRef<AbortController | null>(null)
  useEffect(() => () => watching.current?.abort(), [])

  const begin = async (ask: () => Promise<Job>): Promise<void> => {
    watching.current?.abort()
    const mine = new AbortController()
    watching.current = mine
    setFailure(null)
    try {
      const begun = await ask()
      setJob(begun)
      for await (const now of theDesk().exchange.watch({ id: begun.id }, { signal: mine.signal })) {
        if (mine.signal.aborted) return
        setJob(now)
        if (now.failure !== null) setFailure(now.failure)
      }
    } catch (error) {
      if (!mine.signal.aborted) setFailure(failureText(error))
    }
  }
  const cancel = (): void => {
    if (job === null) return
    theDesk()
      .exchange.cancel({ id: job.id })
      .catch((error: unknown) => setFailure(failureText(error)))
  }
  const reset = (): void => {
    watching.current?.abort()
    setJob(null)
    setFailure(null)
  }
  return { job, failure, isRunning: job?.state === 'running' && failure === null, begin, cancel, reset }
}
