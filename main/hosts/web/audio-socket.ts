import type { MessagePort } from 'node:worker_threads'
import type { WebSocket } from 'ws'
import type { Log } from '#main/kernel/ports.ts'

/**
 * Sound between the socket of a page and the thread that holds calls, one hop and unread. A page that does not read loses sound,
 * and one that sends more than a microphone can is not listened to; both are counted, and nothing is queued without bound.
 */

/** One and a half minutes of 24 kHz: no answer is longer ahead of what can be heard of it. */
const mostWaiting = 4 * 1024 * 1024
/** Words are small; where not even they are read, nobody is there. */
const mostWaitingWords = 5 * 1024 * 1024
const bytesPerMs = 400
const mostAtOnce = 2 * 1024 * 1024

/** How many more bytes may come now; time fills it up again. */
function createAllowance(now: () => number): (bytes: number) => boolean {
  let left = mostAtOnce
  let since = now()
  return (bytes) => {
    const moment = now()
    left = Math.min(mostAtOnce, left + (moment - since) * bytesPerMs)
    since = moment
    if (bytes > left) return false
    left -= bytes
    return true
  }
}

export function bridgeAudio(
  socket: WebSocket,
  port: MessagePort,
  ports: { readonly log: Log; readonly now: () => number },
): void {
  const dropped = { toPage: 0, fromPage: 0 }
  const allows = createAllowance(ports.now)
  const drop = (way: keyof typeof dropped) => {
    dropped[way] += 1
    if (dropped[way] === 1) ports.log('warn', 'audio.dropped', { way })
  }

  socket.on('message', (data: Buffer, isBinary) => {
    if (!allows(data.length)) return drop('fromPage')
    if (!isBinary) return port.postMessage(data.toString('utf8'))
    const { buffer } = new Uint8Array(data)
    port.postMessage(buffer, [buffer])
  })
  port.on('message', (data: unknown) => {
    if (socket.readyState !== 1) return
    if (typeof data === 'string') {
      if (socket.bufferedAmount > mostWaitingWords) return socket.terminate()
      return socket.send(data)
    }
    if (!(data instanceof ArrayBuffer)) return
    if (socket.bufferedAmount > mostWaiting) return drop('toPage')
    socket.send(data)
  })
  port.on('close', () => socket.close(1001, 'the desk listens no longer'))
  socket.on('close', () => {
    if (dropped.toPage + dropped.fromPage > 0) ports.log('warn', 'audio.dropped_in_all', dropped)
    port.close()
  })
}
