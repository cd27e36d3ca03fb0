import { useCallback, useEffect, useState } from 'react'
import type { TestResult, TestRound } from '#contract/batch-test.ts'
import type { AppContract } from '#contract/index.ts'
import { failureText, follow, theDesk, useConnection } from '#renderer/connection.ts'
import type { z } from 'zod'

type Sets = z.infer<AppContract['batchTests']['sets']['output']>['sets']
type ShownSet = z.infer<AppContract['batchTests']['set']['output']>

/** The sets there are, one of them with its rounds, and what came of a round; all of it as it stands at the desk. */
export type BatchTests = {
  /** Null: not read yet. */
  readonly sets: Sets | null
  readonly shown: ShownSet | null
  /** The round chosen, or the newest. */
  readonly round: TestRound | null
  readonly results: readonly TestResult[] | null
  readonly failure: string | null
  readonly act: (act: () => Promise<unknown>) => void
  readonly dismiss: () => void
}

export const isUnderWay = ({ state }: TestRound): boolean => state === 'running' || state === 'waiting'

export function useBatchTests(setId: string | null, roundId: string | null): BatchTests {
  const [sets, setSets] = useState<Sets | null>(null)
  const [shown, setShown] = useState<ShownSet | null>(null)
  const [found, setFound] = useState<{ readonly round: TestRound; readonly results: readonly TestResult[] } | null>(
    null,
  )
  const [failure, setFailure] = useState<string | null>(null)
  const isOpen = useConnection((connection) => connection.state === 'open')
  const fail = useCallback((error: unknown): void => setFailure(failureText(error)), [])
  useEffect(
    () =>
      follow(
        (desk, signal) => desk.batchTests.watchSets({}, { signal }),
        (event) => setSets(event.sets),
        fail,
      ),
    [fail],
  )
  const id = sets?.find(({ set }) => set.id === setId)?.set.id ?? sets?.[0]?.set.id ?? null
  useEffect(() => {
    if (!isOpen || id === null) return
    theDesk().batchTests.set({ id }).then(setShown, fail)
  }, [isOpen, id, sets, fail])

  const chosen = shown?.rounds.find((round) => round.id === roundId)?.id ?? shown?.rounds[0]?.id ?? null
  useEffect(() => {
    if (!isOpen || chosen === null) return undefined
    const read = (): Promise<void> => theDesk().batchTests.round({ id: chosen }).then(setFound, fail)
    void read()
    return follow(
      (desk, signal) => desk.batchTests.watch({ id: chosen }, { signal }),
      () => void read(),
      fail,
    )
  }, [isOpen, chosen, fail])

  return {
    sets,
    shown: shown?.set.id === id ? shown : null,
    round: found?.round.id === chosen ? found.round : null,
    results: found?.round.id === chosen ? found.results : null,
    failure,
    act: (wanted) => {
      setFailure(null)
      Promise.resolve().then(wanted).catch(fail)
    },
    dismiss: () => setFailure(null),
  }
}
