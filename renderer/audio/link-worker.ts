import { createAudioRelay, type RelayPort } from '#rpc/audio-relay.ts'

/**
 * Holds the socket for sound on a thread of its own: whatever keeps the page busy, sound goes on between the desk and the
 * processors. Frames that the socket cannot take in time are dropped.
 */
export type FromWorker =
  | { readonly type: 'open' }
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'said'; readonly text: string }

/** Two seconds of sound. */
const mostWaiting = 128 * 1024

let socket: WebSocket | null = null
const tell = (message: FromWorker) => self.postMessage(message)

const relay = createAudioRelay({
  toDesk: (data) => {
    if (socket?.readyState !== WebSocket.OPEN) return
    if (typeof data === 'string' || socket.bufferedAmount < mostWaiting) socket.send(data)
  },
  toPage: (text) => tell({ type: 'said', text }),
})

const relayPort = (port: MessagePort): RelayPort => ({
  postMessage: (data) => port.postMessage(data, typeof data === 'string' ? [] : [data]),
  onMessage: (listener) => {
    port.addEventListener('message', ({ data }: MessageEvent) => listener(data))
    port.start()
  },
  close: () => port.close(),
})

function open(): void {
  socket?.close()
  const opened = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/audio`)
  opened.binaryType = 'arraybuffer'
  socket = opened
  opened.addEventListener('open', () => tell({ type: 'open' }))
  opened.addEventListener('message', ({ data }: MessageEvent) => relay.fromDesk(data))
  opened.addEventListener('close', ({ code }) => {
    if (socket !== opened) return
    relay.end()
    tell({ type: 'closed', code })
  })
}

self.addEventListener('message', ({ data, ports }: MessageEvent) => {
  const [port] = ports
  if (data === 'open') open()
  else relay.fromPage(data, port === undefined ? undefined : relayPort(port))
})
