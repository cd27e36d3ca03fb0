import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { RetailServer } from '#bench/replay/retail-server.ts'
import { retailConfiguration } from '#bench/replay/retail-configuration.ts'
import type { Retail } from '#bench/replay/retail-world.ts'
import type { SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { startWorld, type World } from '#test/support/world.ts'

export type DeskRun = {
  readonly seconds: number
  readonly kills: number
  readonly checked: number
  readonly signedAnew: number
}

/** A desk process on a fresh profile, connected as an operator would connect it. */
export async function connectDesk(retail: Retail, server: RetailServer, sandbox: SpawnedSandbox) {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-replay-'))
  const world = await startWorld({
    profileDirectory: join(directory, 'profile'),
    environment: {
      COUNTERSIGN_PASSPHRASE: 'only for this run',
      XAI_API_KEY: 'xai-replay-key',
      INTERCOM_ACCESS_TOKEN: sandbox.keys['helpdesk'],
    },
  })
  const configuration = ConfigurationSchema.parse(
    retailConfiguration(retail, { company: server.url, helpdesk: sandbox.baseUrls.helpdesk, xai: `${server.url}/v1` }),
  )
  await world.desk().settings.import({ configuration })
  await world.restart()
  const stop = async () => {
    await world.stop()
    await rm(directory, { recursive: true, force: true })
  }
  return { world, stop }
}

/**
 * Waits until `isDone`, killing the desk `kills` times on the way. Between kills it does what an operator does: looks
 * where an outcome is unknown, signs again what provably did not happen.
 */
export async function superviseDesk(world: World, isDone: () => Promise<boolean>, kills: number): Promise<DeskRun> {
  const started = performance.now()
  let killed = 0
  let checked = 0
  let signedAnew = 0
  let nextKill = killTime()
  while (!(await isDone())) {
    if (killed < kills && performance.now() > nextKill) {
      await world.kill('SIGKILL')
      killed += 1
      await world.restart()
      nextKill = killTime()
    }
    if (kills > 0) {
      const settled = await settle(world)
      checked += settled.checked
      signedAnew += settled.signedAnew
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (performance.now() - started > 600_000) throw new Error('The replay did not end within ten minutes.')
  }
  return { seconds: (performance.now() - started) / 1000, kills: killed, checked, signedAnew }
}

const killTime = (): number => performance.now() + 300 + Math.random() * 1200

async function settle(world: World): Promise<{ checked: number; signedAnew: number }> {
  const { items } = await world
    .desk()
    .proposals.list({ states: ['unknown', 'failed', 'pending'], conversationId: null, cursor: null, limit: 200 })
  let checked = 0
  let signedAnew = 0
  for (const { id, state, outcome, revision, argsHash, fingerprint } of items) {
    const seen = { id, revision, argsHash, fingerprint }
    if (state === 'unknown') {
      await world.desk().proposals.resolve({ id, how: 'check' })
      checked += 1
    } else if (state === 'pending' || outcome?.retryable === true) {
      await world.desk().proposals.decide({ verb: state === 'pending' ? 'approve' : 'retry', ...seen })
      signedAnew += 1
    }
  }
  return { checked, signedAnew }
}
