import { contextBridge, ipcRenderer } from 'electron'
import { handshake } from '#contract/handshake.ts'

/**
 * Asks main for the page's port, proves that the answer belongs to the question, and hands the port over. The page gets
 * one function without arguments or result; no part of Electron reaches it.
 */
if (process.sandboxed !== true || process.contextIsolated !== true) throw new Error('The window is not sandboxed.')

const nonce = crypto.randomUUID()
let asked = false

ipcRenderer.once(handshake.channel, (event, answer: unknown) => {
  const [port] = event.ports
  const proven = typeof answer === 'object' && answer !== null && Reflect.get(answer, 'nonce') === nonce
  if (port === undefined || !proven) return
  window.postMessage(handshake.message, window.location.origin, [port])
})

contextBridge.exposeInMainWorld(handshake.bridge, () => {
  if (asked) return
  asked = true
  ipcRenderer.send(handshake.channel, nonce)
})
