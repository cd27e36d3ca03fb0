import { withoutUndo } from '#test/support/timing.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Proposal, ProposalState } from '#contract/proposal.ts'
import type { SecretName } from '#contract/settings.ts'
import type { ExecutionPoint } from '#main/kernel/ports.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { plant } from '#test/support/canaries.ts'
import { program } from '#test/support/programs.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A company that outlives the desk, and a desk that can be started to kill itself at a point of an execution. */
export type Rig = {
  readonly sandbox: SpawnedSandbox
  /** `killAt` null: a desk that lives. */
  readonly startDesk: (killAt: ExecutionPoint | null, count?: number) => Promise<World>
  readonly stop: () => Promise<void>
}

const passphrase = 'only for this test'
/** Kept and never needed: wherever one of them is seen, it has leaked. */
const unused = {
  bot_header: plant('the extra header of the bot', 'CANARY-header-of-the-bot-6d1e'),
  'tool:unused': plant('the key of a tool', 'CANARY-key-of-a-tool-a94b'),
  'agent:00000000c0ffee00': plant('the key of an agent’s tool', 'CANARY-key-for-an-agent-17f3'),
}

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
  let prepared: World | null = null
  const startDesk = async (killAt: ExecutionPoint | null, count = 1): Promise<World> => {
    const standing = prepared
    prepared = null
    if (standing !== null && killAt === null) return standing
    if (standing !== null) await standing.stop()
    // A test that failed may have left its desk running.
    else await last?.kill('SIGKILL')
    last = await startWorld({
      profileDirectory,
      entry: program('desk-killed-at'),
      environment: {
        COUNTERSIGN_PASSPHRASE: passphrase,
        DESK_SAMPLE: 'never',
        KILL_AT: killAt ?? '',
        KILL_COUNT: String(count),
      },
    })
    return last
  }
  const first = await startDesk(null)
  await first.desk().settings.import({
    configuration: { ...withoutUndo(sandbox.configuration), ...change(sandbox.configuration) },
  })
  for (const [name, value] of Object.entries({ ...sandbox.keys, ...unused })) {
    await first.desk().settings.saveSecret({ name: name as SecretName, value })
  }
  prepared = first
  return {
    sandbox,
    startDesk,
    stop: async () => {
      await last?.kill('SIGKILL')
      await sandbox
        .stop()
        .finally(() => last?.searchAtEnd())
        .finally(() => rm(directory, { recursive: true, force: true }))
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
