import { useCallback, useEffect, useState } from 'react'
import type { AppContract } from '#contract/index.ts'
import type { Round } from '#contract/scenario.ts'
import { failureText, follow, theDesk, useConnection } from '#renderer/connection.ts'
import { usePlayground } from '#renderer/state/playground.ts'
import type { z } from 'zod'

export type ShownSuite = z.infer<AppContract['scenarios']['suite']['output']>

/** A suite as it stands, and the round that is played of it; read again whenever a scenario has come out. */
export type Watched = {
  readonly suite: ShownSuite | null
  readonly round: Round | null
  readonly playing: readonly string[]
  readonly act: (act: () => Promise<unknown>) => void
}

const isOver = ({ state }: Round): boolean => state !== 'running' && state !== 'waiting'

export function useSuite(id: string | null): Watched {
  const [suite, setSuite] = useState<ShownSuite | null>(null)
  const [now, setNow] = useState<{ readonly round: Round; readonly playing: readonly string[] } | null>(null)
  const isOpen = useConnection((connection) => connection.state === 'open')
  const read = useCallback(
    (): Promise<void> =>
      Promise.resolve()
        .then(() => (id === null ? null : theDesk().scenarios.suite({ id })))
        .then(setSuite, (error: unknown) => usePlayground.setState({ failure: failureText(error) })),
    [id],
  )
  useEffect(() => {
    if (isOpen) void read()
  }, [isOpen, read])

  const running = suite?.rounds.find((round) => !isOver(round))?.id ?? null
  useEffect(() => {
    if (running === null) return undefined
    const end = new AbortController()
    const stop = follow(
      (desk, signal) => desk.scenarios.watch({ id: running }, { signal }),
      (event) => {
        if (event.type === 'round') setNow({ round: event.round, playing: event.playing })
        if (event.type === 'run' || isOver(event.round)) void read()
        if (event.type === 'round' && isOver(event.round)) end.abort()
      },
    )
    end.signal.addEventListener('abort', stop, { once: true })
    return stop
  }, [running, read])

  const act = (wanted: () => Promise<unknown>): void =>
    void Promise.resolve()
      .then(wanted)
      .then(read)
      .catch((error: unknown) => usePlayground.setState({ failure: failureText(error) }))
  const isShown = now !== null && now.round.id === running
  return {
    suite: suite?.suite.id === id ? suite : null,
    round: isShown ? now.round : null,
    playing: isShown ? now.playing : [],
    act,
  }
}
