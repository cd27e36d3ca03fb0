import { withoutUndo } from '#test/support/timing.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Proposal, ProposalState } from '#contract/proposal.ts'
import type { SecretName } from '#contract/settings.ts'
import type { ExecutionPoint } from '#main/kernel/ports.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A company that outlives the desk, and a desk that can be started to kill itself at a point of an execution. */
export type Rig = {
  readonly sandbox: SpawnedSandbox
  /** `killAt` null: a desk that lives. */
  readonly startDesk: (killAt: ExecutionPoint | null, count?: number) => Promise<World>
  readonly stop: () => Promise<void>
}

const passphrase = 'only for this test'

/** Connects a fresh profile to the company as an operator would: import the document, store the keys. */
export async function createRig(
  change: (configuration: SpawnedSandbox['configuration']) => object = (c) => c,
  /** Where the profile lies; absent: a directory of its own. */
  place: string | null = null,
): Promise<Rig> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-rig-'))
  const sandbox = await spawnSandbox()
  const profileDirectory = join(place ?? directory, 'profile')
  let last: World | null = null
  const startDesk = async (killAt: ExecutionPoint | null, count = 1): Promise<World> => {
    // A test that failed may have left its desk running.
    await last?.kill('SIGKILL')
    last = await startWorld({
      profileDirectory,
      entry: join('test', 'support', 'desk-killed-at.ts'),
      environment: { COUNTERSIGN_PASSPHRASE: passphrase, KILL_AT: killAt ?? '', KILL_COUNT: String(count) },
    })
    return last
  }
  const first = await startDesk(null)
  await first.desk().settings.import({
    configuration: { ...withoutUndo(sandbox.configuration), ...change(sandbox.configuration) },
  })
  await first.stop()
  const second = await startDesk(null)
  for (const [name, value] of Object.entries(sandbox.keys)) {
    await second.desk().settings.saveSecret({ name: name as SecretName, value })
  }
  await second.stop()
  return {
    sandbox,
    startDesk,
    stop: async () => {
      await last?.kill('SIGKILL')
      await sandbox.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Asks again until the answer is not null; fails after `seconds` with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | null>, seconds = 20): Promise<T> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Waited ${seconds} s for ${what}.`)
}

/** The newest proposal of a tool in a helpdesk conversation, once it is in one of the states. */
export function proposalOf(
  world: World,
  externalId: string,
  tool: string,
  states: readonly ProposalState[],
): Promise<Proposal> {
  return until(`${tool} to be ${states.join(' or ')}`, async () => {
    const { items } = await world.desk().conversations.list({ state: 'all', cursor: null, limit: 200 })
    const conversation = items.find((one) => one.externalId === externalId)
    if (conversation === undefined) return null
    const { proposals } = await world.desk().conversations.get({ id: conversation.id })
    return proposals.findLast((one) => one.tool === tool && states.includes(one.state)) ?? null
  })
}

export const seen = ({ id, revision, argsHash, fingerprint }: Proposal) => ({ id, revision, argsHash, fingerprint })
