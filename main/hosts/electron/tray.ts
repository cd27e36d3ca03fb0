import type * as Electron from 'electron'
import { contract, type AppContract, type Status } from '#contract/index.ts'
import type { Counts } from '#contract/queue.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { Core } from '#main/hosts/core.ts'
import { trayIcon } from '#main/hosts/electron/tray-icon.ts'
import type { HostLanguage } from '#main/hosts/electron/words.ts'
import { connect, type Client } from '#rpc/connect.ts'
import { memoryPair } from '#rpc/wire.ts'

/**
 * How much waits, beside the clock and on the icon of the program, and the few things worth doing from there. It asks the
 * desk as any window does. It opens and pauses; it never decides, and names no customer.
 */
export type TrayActions = {
  /** Shows a proposal; null: the desk as it is. */
  readonly open: (proposalId: string | null) => void
  readonly quit: () => void
}

export type DeskTray = { readonly stop: () => void }

type Attention = { readonly counts: Counts | null; readonly next: string | null; readonly paused: Status['paused'] }

export function startTray(
  electron: typeof Electron,
  options: {
    readonly core: Pick<Core, 'serve' | 'onReload'>
    readonly language: HostLanguage
    readonly mac: boolean
    readonly log: Log
  } & TrayActions,
): DeskTray {
  const { core, language, log } = options
  let tray: Electron.Tray | null = null
  try {
    tray = new electron.Tray(trayIcon(electron, options.mac))
    tray.on('click', () => options.open(null))
  } catch (error) {
    // Some desktops have no place for it; the count on the program's icon does not need one.
    log('warn', 'tray.none', { error })
  }
  let attention: Attention = { counts: null, next: null, paused: null }
  let desk: Client<AppContract> | null = null

  const pauseOrResume = (): void => {
    const done = attention.paused === null ? desk?.app.pause({}) : desk?.app.resume({})
    done?.catch((error: unknown) => log('warn', 'tray.pause_failed', { error }))
  }
  const menu = (): Electron.MenuItemConstructorOptions[] => {
    const { counts, next, paused } = attention
    const words = language.words()
    const byRisk = ([4, 3, 2, 1, 0] as const).flatMap((risk) => {
      const count = counts?.byRisk[risk] ?? 0
      return count === 0 ? [] : [{ label: `R${risk} ${words.risks[risk]}: ${count}`, enabled: false }]
    })
    const checking = counts?.checking ?? 0
    return [
      { label: words.decisions(counts?.all ?? 0), enabled: false },
      ...(checking === 0 ? [] : [{ label: `${words.toCheck}: ${checking}`, enabled: false }]),
      ...byRisk,
      { type: 'separator' },
      { label: words.openNext, enabled: next !== null, click: () => options.open(next) },
      { label: words.openDesk, click: () => options.open(null) },
      { type: 'separator' },
      { label: paused === null ? words.pause : words.resume, click: pauseOrResume },
      { type: 'separator' },
      { label: words.quit, click: options.quit },
    ]
  }
  const show = (change: Partial<Attention>): void => {
    attention = { ...attention, ...change }
    const count = attention.counts?.all ?? 0
    const words = language.words()
    electron.app.setBadgeCount(count)
    tray?.setToolTip(`Countersign: ${words.decisions(count)}${attention.paused === null ? '' : `, ${words.paused}`}`)
    tray?.setContextMenu(electron.Menu.buildFromTemplate(menu()))
  }

  let leave = (): void => {}
  const follow = (): void => {
    leave()
    const over = new AbortController()
    const pair = memoryPair()
    const end = core.serve(pair.server, { host: 'electron', id: 'tray' })
    const client = connect(contract, pair.client)
    desk = client
    leave = () => {
      over.abort()
      end()
      pair.close()
    }
    const { signal } = over
    const failed = (error: unknown): void => {
      if (!signal.aborted) log('warn', 'tray.not_told', { error })
    }
    const queue = async () => {
      // One row is enough: the first is the next one.
      for await (const event of client.inbox.queue({ view: 'all', limit: 1 }, { signal })) {
        if (event.type === 'snapshot') show({ counts: event.counts, next: event.items[0]?.id ?? null })
        else {
          const { items } = await client.inbox.page({ view: 'all', cursor: null, limit: 1 }, { signal })
          show({ counts: event.counts, next: items[0]?.id ?? null })
        }
      }
    }
    const status = async () => {
      for await (const { paused, settings } of client.app.status({}, { signal })) {
        const before = language.words()
        language.choose(settings.language)
        if (paused?.at !== attention.paused?.at || language.words() !== before) show({ paused })
      }
    }
    queue().catch(failed)
    status().catch(failed)
  }
  show({})
  follow()
  core.onReload(follow)
  return {
    stop: () => {
      leave()
      tray?.destroy()
    },
  }
}
