import type { MessagePort } from 'node:worker_threads'
import type * as Electron from 'electron'
import type { Log } from '#main/kernel/ports.ts'
import { bridgeAudioPort } from '#main/hosts/electron/audio-port.ts'
import { openAudioHandshake } from '#main/hosts/electron/handshake.ts'
import { createAudioWindow, type DeskWindow, type WindowOptions } from '#main/hosts/electron/window.ts'
import type { Talk } from '#main/hosts/talk.ts'

/**
 * Sound in the app: while it is wanted there is a hidden window that lends it, which alone may hear; the key that talks from
 * everywhere is ours for as long; a screen that is locked and a machine that goes to sleep let go of any key.
 */
export type SoundHost = {
  /** For the permissions of the session. */
  readonly mayHear: (contentsId: number) => boolean
  readonly stop: () => void
}

export type SoundOptions = {
  readonly talk: Talk
  readonly attachAudioPage: (port: MessagePort) => void
  readonly window: () => WindowOptions
  readonly platform: NodeJS.Platform
  readonly log: Log
}

export function startSound(electron: typeof Electron, options: SoundOptions): SoundHost {
  const { talk, log } = options
  const handshake = openAudioHandshake(electron, {
    log,
    give: (port) => bridgeAudioPort(port, options.attachAudioPage),
  })
  let window: DeskWindow | null = null
  let key: string | null = null
  let asked = false
  let stopped = false

  const open = () => {
    const opened = createAudioWindow(electron, options.window())
    window = opened
    handshake.admit(opened.webContents)
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      log('error', 'sound.window_gone', { reason })
      if (!opened.isDestroyed()) opened.destroy()
    })
    opened.once('closed', () => {
      if (window !== opened) return
      window = null
      if (!stopped && talk.isArmed()) open()
    })
  }
  const close = () => {
    const open = window
    window = null
    if (open !== null && !open.isDestroyed()) open.destroy()
  }

  const giveBackKey = () => {
    if (key !== null) electron.globalShortcut.unregister(key)
    key = null
    talk.setKey(null)
  }
  const takeKey = (wanted: string) => {
    try {
      if (electron.globalShortcut.register(wanted, talk.toggle)) {
        key = wanted
        return talk.setKey(wanted)
      }
    } catch (error) {
      log('warn', 'sound.key', { error })
    }
    talk.tell(`The key ${wanted} talks in this window only: another program has it, or this system gives out no keys.`)
  }

  /** The system asks the person once; afterwards it only says what they answered. */
  const askSystem = async () => {
    if (options.platform !== 'darwin' || asked) return
    asked = true
    if (await electron.systemPreferences.askForMediaAccess('microphone')) return
    asked = false
    talk.tell('macOS does not let Countersign use the microphone. Allow it in System Settings, Privacy & Security.')
  }

  let keyWanted: string | null = null
  const look = () => {
    if (stopped) return
    const armed = talk.isArmed()
    if (talk.hears()) askSystem().catch((error: unknown) => log('error', 'sound.permission', { error }))
    if (armed && window === null) open()
    if (!armed) close()
    const wanted = talk.globalKey()
    if (wanted === keyWanted) return
    keyWanted = wanted
    giveBackKey()
    if (wanted !== null) takeKey(wanted)
  }
  talk.onChange(look)
  electron.powerMonitor.on('suspend', () => talk.loseKey('suspend'))
  electron.powerMonitor.on('lock-screen', () => talk.loseKey('lock_screen'))

  return {
    mayHear: (contentsId) => window?.webContents.id === contentsId && talk.isArmed(),
    stop: () => {
      stopped = true
      giveBackKey()
      close()
      handshake.close()
    },
  }
}
