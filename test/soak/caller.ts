import { setTimeout as wait } from 'node:timers/promises'
import type { Desk } from '#main/hosts/cli/command.ts'
import { createCase, spokenTurn } from '#test/soak/cases.ts'
import type { Evidence } from '#test/soak/invariants.ts'
import type { SpawnedSandbox } from '#test/support/sandbox-spawn.ts'

/**
 * Customers who ring, in writing: a call over the service's socket, words that make the voice agent ask for a tool, and nobody
 * who hangs up before the weather is calm. The desk may die in between; what it was told and took is in the book.
 */
export type Caller = {
  readonly ring: (number: number) => Promise<void>
  /** The desk was killed, not before `since`: what had just been shown may not have come to the disk. */
  readonly died: (since: number) => void
  readonly hangUp: () => Promise<void>
  /** Calls that have not come to an end, and what is open in them. */
  readonly open: () => Promise<readonly string[]>
  readonly typed: () => Evidence['typed']
}

type Rung = {
  readonly conversation: string
  readonly text: string
  /** When the desk showed the words in the call; null: it has not, because the service never took them. */
  shownAt: number | null
  mayBeLost: boolean
}

/** What is shown in a call is on the disk within half a second, on a machine that is not busy. */
const writtenWithinMs = 1000
/** Whoever is not answered rings again, also while the desk is not there. */
const mostRings = 20
const betweenRingsMs = 300

export function createCaller(ports: {
  readonly seed: number
  readonly desk: () => Desk
  readonly sandbox: SpawnedSandbox
}): Caller {
  const { seed, desk, sandbox } = ports
  const rung: Rung[] = []
  /** Not known to have come to an end. */
  const under = new Set<string>()
  let turns: ReturnType<typeof spokenTurn>[] = []

  /** Null where the desk refuses or is not there. */
  const tried = async <T>(act: () => Promise<T>): Promise<T | null> => {
    try {
      return await act()
    } catch {
      return null
    }
  }

  return {
    ring: async (number) => {
      const one = createCase(seed, number)
      turns = [...turns.slice(-20), spokenTurn(one)]
      await sandbox.control.voice({ voice: 'tones', deltaMs: 1, turns })
      const { words: text, customer } = one
      const start = () =>
        tried(async () => {
          const { agents } = await desk().calls.agents({})
          const [agent] = agents
          if (agent === undefined) throw new Error('There is no voice agent.')
          const wish = { caller: customer.name, number: null, medium: 'text', dryRun: false } as const
          return desk().calls.start({ agentId: agent.id, ...wish })
        })
      let call = await start()
      for (let again = 0; call === null && again < mostRings; again += 1) {
        await wait(betweenRingsMs)
        call = await start()
      }
      if (call === null) return
      const { id } = call
      under.add(id)
      const entry: Rung = { conversation: `call:${id}`, text, shownAt: null, mayBeLost: true }
      rung.push(entry)
      const isShown = async () => {
        const now = await tried(() => desk().calls.get({ id }))
        return now?.lines.some(({ heard }) => heard === text) === true
      }
      await tried(() => desk().calls.type({ id, text }))
      for (let looked = 0; !(await isShown()); looked += 1) {
        if (looked === mostRings) return
        await wait(betweenRingsMs)
      }
      entry.shownAt = performance.now()
      entry.mayBeLost = false
    },
    died: (since) => {
      for (const one of rung) one.mayBeLost ||= (one.shownAt ?? since) > since - writtenWithinMs
    },
    hangUp: async () => {
      for (const id of under)
        await tried(async () => {
          const { call } = await desk().calls.get({ id })
          if (call.state !== 'ended') await desk().calls.end({ id })
        })
    },
    open: async () => {
      const open: string[] = []
      for (const id of under) {
        const now = await tried(() => desk().calls.get({ id }))
        if (now?.call.state !== 'ended' || now.call.open > 0)
          open.push(`call ${id} is ${now?.call.state ?? 'not told'} with ${now?.call.open ?? '?'} open proposals`)
        else under.delete(id)
      }
      return open
    },
    typed: () => rung.map(({ conversation, text, mayBeLost }) => ({ conversation, text, outlived: !mayBeLost })),
  }
}
