import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { contract } from '#contract/index.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/hosts/cli/command.ts'
import { findEndpoint, type Endpoint } from '#main/hosts/endpoint.ts'
import { openLogFile } from '#main/hosts/log-file.ts'
import { createOwnVault } from '#main/hosts/own-vault.ts'
import { holderOf, type Environment } from '#main/hosts/profile.ts'
import { wireOf } from '#main/hosts/web/socket-wire.ts'
import { connect } from '#rpc/connect.ts'
import { memoryPair } from '#rpc/wire.ts'

/**
 * A desk for one command: the one that already runs, through its door, or else the profile itself, opened under its lock
 * for as long as the command takes.
 */

export type Reached = { readonly desk: Desk; readonly close: () => Promise<void> }

export type ReachOptions = {
  readonly profileDirectory: string
  readonly environment: Environment
  readonly sample: 'auto' | 'always' | 'never'
}

/** How long a host that is just starting or stopping is waited for. */
const patienceMs = 10_000

export async function reachDesk(options: ReachOptions): Promise<Reached> {
  const until = performance.now() + patienceMs
  for (;;) {
    const endpoint = await findEndpoint(options.profileDirectory)
    const reached = endpoint === null ? await tryOpen(options) : await tryAttach(endpoint)
    if (reached !== null) return reached
    if (performance.now() > until) break
    await wait(100)
  }
  const holder = await holderOf(options.profileDirectory)
  throw new AppError(
    'busy',
    `The desk is open in another process${holder === null ? '' : ` (${holder.pid})`} that has no door for commands. ` +
      'Start it with --serve, or close it.',
  )
}

/** Null: the host is not there (any more, or yet). */
async function tryAttach(endpoint: Endpoint): Promise<Reached | null> {
  const socket = new WebSocket(`${endpoint.origin.replace('http', 'ws')}/rpc`, {
    headers: { Authorization: `Bearer ${endpoint.token}` },
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
    handshakeTimeout: 5000,
  })
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true))
    socket.on('error', () => resolve(false))
  })
  if (!opened) return null
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const close = async () => {
    socket.close()
    await closed
  }
  return { desk: connect(contract, wireOf(socket)), close }
}

/** Null: somebody else holds the profile. */
async function tryOpen(options: ReachOptions): Promise<Reached | null> {
  const { profileDirectory, environment, sample } = options
  // Only a command that opens the profile itself pays for loading the whole desk.
  const { startCore } = await import('#main/hosts/core.ts')
  try {
    const core = await startCore({
      profileDirectory,
      sample,
      host: 'cli',
      vault: createOwnVault({ profileDirectory, environment, stays: false }),
      clock: systemClock,
      random: systemRandom,
      log: openLogFile(profileDirectory),
      opener: async () => {
        throw new AppError('forbidden', 'The command line opens no pages.')
      },
      notifier: { by: 'nobody' },
      updater: { can: false, because: 'host' },
      watch: () => {},
    })
    const pair = memoryPair()
    core.serve(pair.server, { host: 'cli', id: 'terminal' })
    const close = async () => {
      pair.close()
      await core.stop()
    }
    return { desk: connect(contract, pair.client), close }
  } catch (thrown) {
    if (asAppError(thrown).code === 'busy') return null
    throw thrown
  }
}
