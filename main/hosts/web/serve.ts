import { fileURLToPath } from 'node:url'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import type { Clock, Opener, Watch } from '#main/kernel/ports.ts'
import { startCore, type Core } from '#main/hosts/core.ts'
import { linkOf, publishEndpoint, withdrawEndpoint } from '#main/hosts/endpoint.ts'
import { openLogFile } from '#main/hosts/log-file.ts'
import { createOwnVault } from '#main/hosts/own-vault.ts'
import type { Environment } from '#main/hosts/profile.ts'
import { startWebHost } from '#main/hosts/web/server.ts'
import { newToken } from '#main/hosts/web/session.ts'

/** A whole desk behind a loopback door: core, web host, and the record by which others find it. */

export type Served = {
  /** Good as long as the process lives. */
  readonly url: string
  /** Good once, within a minute: for a browser's command line, which others can read. */
  readonly invite: () => string
  readonly stop: () => Promise<void>
}

export type ServeOptions = {
  readonly profileDirectory: string
  readonly port: number
  readonly sample: 'auto' | 'always' | 'never'
  readonly environment: Environment
  readonly opener: Opener
  readonly watch: Watch
  /** Absent: this machine's. */
  readonly clock?: Clock
  /** A recording that stands for a microphone: for tests and demonstrations. */
  readonly soundFile?: string
}

/** Beside the bundle, or where the bundler puts it when this runs from source. */
export const rendererDirectory = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../out/renderer' : '../renderer', import.meta.url),
)

/** Opens the loopback door of a core that is already running, and lets others find it. */
export async function openDoor(
  core: Core,
  options: Pick<ServeOptions, 'profileDirectory' | 'port'> & { readonly host: 'electron' | 'web' },
): Promise<Served> {
  const log = openLogFile(options.profileDirectory)
  const token = newToken()
  const { attachAudioPage: onAudioPage } = core
  const web = await startWebHost({ core, rendererDirectory, port: options.port, token, log, onAudioPage })
  const record = { pid: process.pid, instance: core.instance, host: options.host, origin: web.origin, token }
  await publishEndpoint(options.profileDirectory, record)
  return {
    url: linkOf(record),
    invite: web.invite,
    stop: async () => {
      await withdrawEndpoint(options.profileDirectory, core.instance)
      await web.stop()
    },
  }
}

export async function serveProfile(options: ServeOptions): Promise<Served> {
  const { profileDirectory, environment } = options
  const core = await startCore({
    profileDirectory,
    sample: options.sample,
    host: 'web',
    vault: createOwnVault({ profileDirectory, environment, stays: true }),
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: openLogFile(profileDirectory),
    opener: options.opener,
    notifier: { by: 'screen' },
    updater: { can: false, because: 'host' },
    watch: options.watch,
    ...(options.soundFile === undefined ? {} : { soundFile: options.soundFile }),
  })
  try {
    const door = await openDoor(core, { profileDirectory, port: options.port, host: 'web' })
    const stop = async () => {
      await door.stop()
      await core.stop()
    }
    return { ...door, stop }
  } catch (thrown) {
    await core.stop()
    throw thrown
  }
}
