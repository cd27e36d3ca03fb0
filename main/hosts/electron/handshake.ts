import type * as Electron from 'electron'
import { z } from 'zod'
import { audioHandshake, handshake } from '#contract/handshake.ts'
import type { Log } from '#main/kernel/ports.ts'
import { fromMessagePort, type AnswerFrame, type Wire } from '#rpc/wire.ts'
import { isDeskAddress, origin } from '#main/hosts/electron/protocol.ts'

/**
 * The only ipc channels: one for the wire, one for sound. A main frame of one of our windows, showing our own origin, gets one port per load; whoever else
 * asks, or asks twice, gets nothing. Everything after goes over the port.
 */
const Nonce = z.uuid()

export type Sender = Pick<Electron.IpcMainEvent, 'senderFrame' | 'sender'>
export type SenderVerdict = 'ok' | 'no frame' | 'subframe' | 'origin' | 'unknown window' | 'nonce' | 'second'

export function judgeSender(
  { senderFrame: frame, sender }: Sender,
  nonce: unknown,
  knows: (contentsId: number) => boolean,
): SenderVerdict {
  if (frame === null || frame.detached) return 'no frame'
  if (frame.parent !== null || frame.frameToken !== sender.mainFrame.frameToken) return 'subframe'
  if (frame.origin !== origin || !isDeskAddress(frame.url)) return 'origin'
  if (!knows(sender.id)) return 'unknown window'
  return Nonce.safeParse(nonce).success ? 'ok' : 'nonce'
}

function wireOf(port: Electron.MessagePortMain): Wire<AnswerFrame> {
  return fromMessagePort({
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    addEventListener: (type, listener) => {
      if (type === 'message') port.on('message', (event) => listener({ data: event.data as unknown }))
      else port.on('close', () => listener({}))
    },
  })
}

export type Handshake = {
  /** Windows have to be named before they may ask. */
  readonly admit: (contents: Electron.WebContents) => void
  readonly close: () => void
}

type Door = {
  readonly log: Log
  readonly channel: string
  /** Takes our end of a port for as long as the page stays; returns how to end that. */
  readonly give: (port: Electron.MessagePortMain, contentsId: number) => () => void
}

function openDoor(electron: typeof Electron, { log, channel, give }: Door): Handshake {
  /** Per window: whether the present load was given its port, and how to end it. */
  const windows = new Map<number, { given: boolean; end: () => void }>()
  const nonces = new Set<string>()

  const answer = (event: Electron.IpcMainEvent, nonce: unknown): void => {
    const id = event.sender.id
    const state = windows.get(id)
    const verdict = judgeSender(event, nonce, (contentsId) => windows.has(contentsId))
    const repeated = state?.given === true || nonces.has(String(nonce))
    const final = verdict === 'ok' && repeated ? 'second' : verdict
    if (final !== 'ok' || state === undefined || event.senderFrame === null) {
      log('warn', 'handshake.refused', { verdict: final })
      return
    }
    state.end()
    nonces.add(String(nonce))
    const { port1, port2 } = new electron.MessageChannelMain()
    const stop = give(port1, id)
    state.given = true
    state.end = () => {
      state.end = () => {}
      stop()
      port1.close()
    }
    event.senderFrame.postMessage(channel, { nonce }, [port2])
  }
  electron.ipcMain.on(channel, answer)

  return {
    admit: (contents) => {
      const { id } = contents
      const state = { given: false, end: () => {} }
      windows.set(id, state)
      contents.on('did-start-navigation', (details) => {
        if (!details.isMainFrame || details.isSameDocument) return
        state.given = false
        state.end()
      })
      contents.on('render-process-gone', () => state.end())
      contents.once('destroyed', () => {
        windows.delete(id)
        state.end()
      })
    },
    close: () => {
      electron.ipcMain.removeListener(channel, answer)
      for (const state of windows.values()) state.end()
      windows.clear()
    },
  }
}

export type HandshakeOptions = {
  readonly log: Log
  readonly serve: (wire: Wire<AnswerFrame>, contentsId: number) => () => void
}

export const openHandshake = (electron: typeof Electron, { log, serve }: HandshakeOptions): Handshake =>
  openDoor(electron, { log, channel: handshake.channel, give: (port, id) => serve(wireOf(port), id) })

/** For the window that only deals in sound. */
export const openAudioHandshake = (
  electron: typeof Electron,
  options: { readonly log: Log; readonly give: (port: Electron.MessagePortMain) => () => void },
): Handshake => openDoor(electron, { ...options, channel: audioHandshake.channel })
