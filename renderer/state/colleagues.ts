import { useEffect } from 'react'
import { create } from 'zustand'
import { theDesk } from '#renderer/connection.ts'

/** Names of the helpdesk's people and teams, by id. Asked for when somebody is named; whoever is not found keeps the id. */
const useColleagues = create<{ readonly names: ReadonlyMap<string, string>; readonly askedAt: number }>()(() => ({
  names: new Map(),
  askedAt: -Infinity,
}))

const retryMs = 600_000

async function learn(now: number): Promise<void> {
  useColleagues.setState({ askedAt: now })
  try {
    const { admins } = await theDesk().settings.admins({})
    useColleagues.setState({ names: new Map(admins.map(({ id, name }) => [id, name])) })
  } catch {
    // The id says it as well.
  }
}

export function useColleagueName(id: string | null): string | null {
  const name = useColleagues(({ names }) => (id === null ? null : (names.get(id) ?? id)))
  const isUnknown = id !== null && name === id
  useEffect(() => {
    const now = Date.now()
    if (isUnknown && now - useColleagues.getState().askedAt > retryMs) void learn(now)
  }, [isUnknown, id])
  return name
}
