import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type * as Electron from 'electron'
import { createAudioRelay, type RelayPort } from '#rpc/audio-relay.ts'

/**
 * Sound between the window for it and the thread that holds calls. A port of Electron cannot be handed to a thread of Node, so main
 * passes everything on, one hop and unread; the processors of the window have ports of their own to here.
 */

/** What comes over Electron's ports is a copy already; whatever kind of bytes it became, it goes on as a buffer of its own. */
const asBytes = (data: unknown): unknown =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer : data

const relayPort = (port: Electron.MessagePortMain): RelayPort => ({
  postMessage: (data) => port.postMessage(data),
  onMessage: (listener) => {
    port.on('message', ({ data }) => listener(asBytes(data)))
    port.start()
  },
  close: () => port.close(),
})

/** Returns how to end it. */
export function bridgeAudioPort(page: Electron.MessagePortMain, attach: (port: MessagePort) => void): () => void {
  const { port1, port2 } = new MessageChannel()
  const relay = createAudioRelay({
    toDesk: (data) => (typeof data === 'string' ? port1.postMessage(data) : port1.postMessage(data, [data])),
    toPage: (text) => page.postMessage(text),
  })
  const end = () => {
    relay.end()
    port1.close()
  }
  page.on('message', ({ data, ports }) => {
    const [port] = ports
    relay.fromPage(data, port === undefined ? undefined : relayPort(port))
  })
  page.on('close', end)
  port1.on('message', relay.fromDesk)
  port1.on('close', () => page.close())
  page.start()
  attach(port2)
  return end
}
