import { parentPort, workerData } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { paceFrames, stampFrame } from '#test/support/stamped-frames.ts'

/**
 * The least a program can do: frames of 20 ms, some of them in one event, as base64 in a template on a socket of the `ws` package,
 * from a thread that does nothing else. Posts `ready`, then, when told to stop, what it cost.
 */
export type BareLoopData = { readonly url: string; readonly key: string; readonly together: number }

const { url, key, together } = workerData as BareLoopData
const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}` }, perMessageDeflate: false })
socket.once('open', () => {
  let waiting: Buffer[] = []
  const stop = paceFrames((sequence, dueAt) => {
    waiting.push(Buffer.from(stampFrame(sequence, dueAt).buffer))
    if (waiting.length < together) return
    socket.send(`{"type":"input_audio_buffer.append","audio":"${Buffer.concat(waiting).toString('base64')}"}`)
    waiting = []
  })
  const before = process.threadCpuUsage()
  const began = performance.now()
  parentPort?.once('message', () => {
    stop()
    const { user, system } = process.threadCpuUsage(before)
    socket.close()
    parentPort?.postMessage({ cpuMs: (user + system) / 1000, ms: performance.now() - began })
  })
  parentPort?.postMessage('ready')
})
