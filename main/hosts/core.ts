import type { MessagePort } from 'node:worker_threads'
import { contract, type AppContract } from '#contract/index.ts'
import type { Beginning } from '#contract/policy.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Restored } from '#contract/storage.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import type { Disk, Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { isUnconnected } from '#main/services/configuration.ts'
import { isThere } from '#main/store/restore.ts'
import { gated } from '#main/hosts/exchange.ts'
import { databaseIn, lockProfile } from '#main/hosts/profile.ts'
import { openOwnWorkspace, openSampleWorkspace, type Ports, type Workspace } from '#main/hosts/workspace.ts'
import { watchTalk, type Talk } from '#main/hosts/talk.ts'
import { startVoice } from '#main/hosts/voice-thread.ts'
import { serve, type Handlers, type Principal } from '#rpc/serve.ts'
import type { AnswerFrame, Wire } from '#rpc/wire.ts'

/**
 * The desk without a screen. It holds the profile's lock, keeps one workspace open, and answers the contract on any wire a
 * host brings. A profile without a connection opens on the sample; importing a connection there opens the operator's own
 * desk in its place, and every host is told to begin again.
 */

export type CoreOptions = Ports & {
  readonly profileDirectory: string
  /** Where the operator's own keys are kept. */
  readonly vault: Vault
  /** auto: the sample while there is no connection. */
  readonly sample: 'auto' | 'always' | 'never'
  /** A recording that stands for a microphone, and a loudspeaker nobody hears. */
  readonly soundFile?: string
}

export type Core = {
  /** Names this run of the process; the endpoint record carries it. */
  readonly instance: string
  readonly isSample: () => boolean
  /** Answers the contract on the wire until it closes or the returned function is called. */
  readonly serve: (wire: Wire<AnswerFrame>, principal: Principal) => () => void
  /** The workspace was replaced: wires made before are answered no longer, screens must load again. */
  readonly onReload: (listener: () => void) => void
  /** The far end of a link to a page that lends its microphone and its loudspeaker; it is handed over. */
  readonly attachAudioPage: (port: MessagePort) => void
  readonly talk: Talk
  /** Ends all calls, waits for work under way, closes the database, frees the profile. */
  readonly stop: () => Promise<void>
}

export async function startCore(options: CoreOptions): Promise<Core> {
  const { profileDirectory, vault, sample, log } = options
  const instance = options.random.id('i')
  const lock = await lockProfile(profileDirectory, instance)
  const reloads: (() => void)[] = []
  const endings = new Set<() => void>()
  let moving = Promise.resolve()
  let leaving = Promise.resolve()

  /** Why nothing is answered now. */
  let closed: AppError | null = null

  const restore: Disk['restore'] = (file) => {
    const restored = moving.catch(() => {}).then(() => exchange(file))
    moving = restored.then(
      () => {},
      () => {},
    )
    return restored
  }
  const voice = startVoice({ clock: options.clock, log, soundFile: options.soundFile ?? null })
  const watched = watchTalk(voice.engine, options)
  const ports = { ...options, restore, voiceEngine: watched.engine }
  const openOwn = () => openOwnWorkspace(profileDirectory, vault, ports)

  /** On the sample, keys are the operator's own, and naming a real connection leads to the operator's own desk. */
  const openSample = async (): Promise<Workspace> => {
    const workspace = await openSampleWorkspace(profileDirectory, ports)
    const { settings } = workspace.handlers
    const own = ownKeys(vault)
    const handlers: Handlers<AppContract> = {
      ...workspace.handlers,
      settings: {
        ...settings,
        ...own,
        import: async ({ configuration, begin }, context) => {
          if (sample !== 'always' && namesRealConnection(configuration, workspace.connections)) {
            moving = moving.catch(() => {}).then(() => moveTo(configuration, begin ?? null))
            await moving
            return {}
          }
          const connections = { ...workspace.connections, ...configuration.connections }
          return settings.import({ configuration: { ...configuration, connections } }, context)
        },
      },
    }
    return { ...workspace, handlers }
  }

  const choose = async (): Promise<Workspace> => {
    const isNew = !isThere(databaseIn(profileDirectory))
    if (sample === 'always' || (sample === 'auto' && isNew)) return openSample()
    const own = await openOwn()
    if (sample === 'never' || !isUnconnected(await own.configuration())) return own
    await own.stop()
    return openSample()
  }

  const moveTo = async (configuration: Configuration, begin: Beginning | null): Promise<void> => {
    const next = await openOwn()
    try {
      await next.configure(configuration, begin)
      await next.start()
    } catch (thrown) {
      await next.stop()
      throw thrown
    }
    const before = current
    const stale = [...endings]
    current = next
    log('info', 'core.moved', { sample: next.sample })
    leaving = leave(before, stale)
  }

  /** The work stops, the database is exchanged, and the desk starts again on whichever it is then. */
  const exchange = async (file: string): Promise<Restored> => {
    const before = current
    const prepared = await before.prepareRestore(file)
    const stale = [...endings]
    closed = new AppError('busy', 'The desk goes back to a backup. Try again in a moment.')
    try {
      await before.stop()
      try {
        return await prepared.make()
      } finally {
        current = await (before.sample ? openSample() : openOwn())
        await current.start()
        closed = null
        leaving = leave(before, stale)
      }
    } catch (thrown) {
      log('error', 'core.not_restored', { error: thrown })
      if (closed !== null) closed = new AppError('database_damaged', 'The desk could not start again. Start it anew.')
      throw thrown
    }
  }

  /** The answer to the import leaves first: a frame is sent within the turn that made it. */
  const leave = async (before: Workspace, stale: readonly (() => void)[]): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve))
    reloads.forEach((listener) => listener())
    stale.forEach((end) => end())
    await before.stop().catch((error: unknown) => log('error', 'core.stop_failed', { error }))
  }

  let current: Workspace
  try {
    current = await choose()
    await current.start()
  } catch (thrown) {
    await voice.close()
    await lock.release()
    throw thrown
  }
  log('info', 'core.started', { host: options.host, sample: current.sample })

  return {
    instance,
    isSample: () => current.sample,
    attachAudioPage: voice.attachAudioPage,
    talk: watched.talk,
    serve: (wire, principal) => {
      const stop = serve(
        contract,
        gated(current.handlers, () => closed),
        wire,
        { principal, log, toWireError },
      )
      const end = () => {
        endings.delete(end)
        stop()
      }
      endings.add(end)
      wire.onClose(end)
      return end
    },
    onReload: (listener) => void reloads.push(listener),
    stop: async () => {
      await moving.catch(() => {})
      await leaving
      endings.forEach((end) => end())
      await current.stop()
      await voice.close()
      watched.close()
      await lock.release()
      log('info', 'core.stopped', {})
    },
  }
}

/** Whether the document reaches beyond the sandbox. */
function namesRealConnection(configuration: Configuration, sandbox: Configuration['connections']): boolean {
  const { xai, helpdesk, bot } = configuration.connections
  return (
    (xai !== undefined && xai.baseUrl !== sandbox.xai?.baseUrl) ||
    (helpdesk !== undefined && helpdesk.baseUrl !== sandbox.helpdesk?.baseUrl) ||
    (bot !== undefined && bot.baseUrl !== sandbox.bot?.baseUrl)
  )
}

type KeyHandlers = Pick<Handlers<AppContract>['settings'], 'secrets' | 'saveSecret' | 'removeSecret'>

function ownKeys(vault: Vault): KeyHandlers {
  const names = ['xai', 'support_agent', 'helpdesk', 'voice', 'management', 'bot', 'bot_header', 'bot_backend'] as const
  return {
    secrets: async () => ({ secrets: await Promise.all(names.map((name) => vault.status(name))) }),
    saveSecret: ({ name, value }) => vault.put(name, new Secret(value)),
    removeSecret: async ({ name }) => {
      await vault.remove(name)
      return vault.status(name)
    },
  }
}
