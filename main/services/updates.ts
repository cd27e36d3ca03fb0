import type { AppContract } from '#contract/index.ts'
import type { ProposalState } from '#contract/proposal.ts'
import type { UpdateFailure, UpdatesStatus, UpdateStep } from '#contract/updates.ts'
import { isLaterVersion } from '#main/domain/version.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Clock, Log, Updater } from '#main/kernel/ports.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import type { Desk } from '#main/services/desk.ts'
import type { ServicePorts } from '#main/services/service-ports.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * Newer versions of this program. While the setting is off nobody is asked anything. While it is on the desk looks once it has
 * settled and then daily; it downloads and installs what a person said yes to, and never beside a call or an action that runs.
 */
export type Updates = {
  /** Runs until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** The setting may be another one. */
  readonly settingChanged: () => void
  readonly handlers: Handlers<AppContract['updates']>
}

export type UpdateParts = {
  readonly updater: Updater
  readonly version: string
  /** True on the sample company, which reaches nobody. */
  readonly sample: boolean
  readonly wanted: () => boolean
  readonly isCallLive: () => boolean
  readonly isActionRunning: () => Promise<boolean>
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Log
}

const quietMs = 10_000
const dayMs = 24 * 60 * 60 * 1000
/** How soon it is tried again where a call was in the way. */
const againMs = 10 * 60 * 1000

export function createUpdates(parts: UpdateParts): Updates {
  const { version: running, clock, log } = parts
  const updater: Updater | { readonly can: false; readonly because: 'sample' } = parts.sample
    ? { can: false, because: 'sample' }
    : parts.updater
  const changed = createFeed<null>()
  const repeating = createRepeating(clock)
  const isOn = () => updater.can && parts.wanted()
  const atRest = (): UpdateStep => {
    if (!updater.can) return { at: 'hindered', by: updater.because }
    return { at: parts.wanted() ? 'idle' : 'off' }
  }
  let step = atRest()
  let lookedAt: number | null = null
  let failure: UpdateFailure | null = null
  /** Aborts when the setting is turned off: what is under way then counts no more. */
  let round = new AbortController()

  const status = (): UpdatesStatus => ({ running, step, lookedAt, failure })
  const go = (next: UpdateStep, because: UpdateFailure | null = null) => {
    if (next.at !== step.at) log(because === null ? 'info' : 'warn', `update.${next.at}`, { because })
    step = next
    failure = because
    changed.publish(null)
  }

  const look = async (): Promise<void> => {
    if (!updater.can || (step.at !== 'idle' && step.at !== 'found')) return
    const { signal } = round
    const before = step
    go({ at: 'looking' })
    const looked = await updater.look()
    if (signal.aborted) return
    if (!looked.ok) return go(before, looked.why)
    lookedAt = clock.now()
    const { version } = looked
    go(version !== null && isLaterVersion(version, running) ? { at: 'found', version } : { at: 'idle' })
  }

  const download = async (version: string): Promise<void> => {
    if (!updater.can) return
    const { signal } = round
    const called = new AbortController()
    go({ at: 'downloading', version, percent: 0 })
    const progress = (percent: number) => {
      if (signal.aborted || step.at !== 'downloading') return
      // A call needs the line for itself.
      if (parts.isCallLive()) called.abort()
      else if (percent !== step.percent) go({ at: 'downloading', version, percent })
    }
    const because = await updater.download(version, progress, AbortSignal.any([signal, called.signal]))
    if (signal.aborted) return
    if (called.signal.aborted) return go({ at: 'found', version }, 'call')
    go(because === null ? { at: 'ready', version } : { at: because === 'gone' ? 'idle' : 'found', version }, because)
  }

  const pass = async (): Promise<number> => {
    if (parts.isCallLive()) return againMs
    await look()
    return dayMs
  }

  /** Throws where it is no time for any of this. */
  const requireOn = (): Extract<Updater, { readonly can: true }> => {
    if (!updater.can) throw new AppError('blocked', 'This desk cannot replace itself.')
    if (!parts.wanted()) throw new AppError('blocked', 'Looking for newer versions is turned off.')
    if (parts.isCallLive()) throw new AppError('busy', 'A call is under way. Newer versions wait until it is over.')
    return updater
  }
  const requireShown = (at: 'found' | 'ready', version: string): void => {
    if (step.at !== at || step.version !== version)
      throw new AppError('changed', 'It is another version by now, or another step. Look again.')
  }
  const requireRest = async (): Promise<void> => {
    if (await parts.isActionRunning())
      throw new AppError('busy', 'An action is running. Try again once it is done; nothing was interrupted.')
  }

  return {
    run: async (signal) => {
      if (!updater.can) return
      signal.addEventListener('abort', () => round.abort())
      await clock.sleep(quietMs, signal).catch(() => {})
      await repeating.run(signal, pass)
    },
    settingChanged: () => {
      if (isOn() === (step.at !== 'off') || !updater.can) return
      round.abort()
      round = new AbortController()
      go(atRest())
      repeating.wake()
    },
    handlers: {
      watch: (_, { signal }) => snapshotThenEvents(signal, status, changed, status),
      look: async () => {
        requireOn()
        await look()
        return {}
      },
      download: async ({ version }) => {
        requireOn()
        requireShown('found', version)
        await requireRest()
        requireShown('found', version)
        // Takes minutes: whoever asked follows it in the feed.
        download(version).catch((error: unknown) => log('error', 'update.failed', { error }))
        return {}
      },
      install: async ({ version }) => {
        requireOn()
        requireShown('ready', version)
        await requireRest()
        const ready = requireOn()
        requireShown('ready', version)
        go({ at: 'installing', version })
        ready.install()
        return {}
      },
    },
  }
}

const oneRunning = { states: ['executing'] satisfies ProposalState[], conversationId: null, cursor: null, limit: 1 }

export const createUpdatesOfDesk = (desk: Desk, ports: ServicePorts, isCallLive: () => boolean): Updates =>
  createUpdates({
    ...ports,
    wanted: () => desk.configuration().settings.updates === 'ask',
    isCallLive,
    isActionRunning: async () => (await desk.store.ledger.list(oneRunning)).items.length > 0,
  })
