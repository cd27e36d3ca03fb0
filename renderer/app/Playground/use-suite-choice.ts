import { useEffect, useState } from 'react'
import type { Suite } from '#contract/scenario.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** Where a test is kept: a suite there is, or a new one. */
export const newSuite = 'new'

export type SuiteChoice = {
  /** Null: not read yet. */
  readonly suites: readonly Suite[] | null
  readonly id: string
  readonly name: string
  /** Why it cannot be used as it is. */
  readonly missing: string | null
  readonly choose: (id: string) => void
  readonly rename: (name: string) => void
  /** The suite that was chosen, made where it is new. */
  readonly keep: () => Promise<Pick<Suite, 'id' | 'name'>>
}

type Usual = {
  /** What a new one is called. */
  readonly name: string
  /** The suite of that name, or else a new one; false: the first there is. */
  readonly byName: boolean
  readonly fail: (why: string) => void
}

export function firstChoice(suites: readonly Pick<Suite, 'id' | 'name'>[], { name, byName }: Omit<Usual, 'fail'>) {
  const usual = byName ? suites.find((suite) => suite.name.toLowerCase() === name.toLowerCase()) : suites[0]
  return usual?.id ?? newSuite
}

export function useSuiteChoice({ name: usual, byName, fail }: Usual): SuiteChoice {
  const [suites, setSuites] = useState<readonly Suite[] | null>(null)
  const [id, choose] = useState(newSuite)
  const [name, rename] = useState(usual)
  useEffect(() => {
    Promise.resolve()
      .then(() => theDesk().scenarios.suites({}))
      .then(
        (found) => {
          setSuites(found.suites)
          choose(firstChoice(found.suites, { name: usual, byName }))
        },
        (error: unknown) => fail(failureText(error)),
      )
  }, [usual, byName, fail])
  const keep = async () => {
    const chosen = suites?.find((suite) => suite.id === id)
    if (chosen !== undefined) return chosen
    const made = await theDesk().scenarios.saveSuite({ id: null, name: name.trim() })
    setSuites([...(suites ?? []), made])
    choose(made.id)
    return made
  }
  const missing = id === newSuite && name.trim() === '' ? t('Give the suite a name') : null
  return { suites, id, name, missing, choose, rename, keep }
}
