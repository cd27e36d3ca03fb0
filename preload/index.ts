import { ipcRenderer } from 'electron'
import { audioHandshake, handshake } from '#contract/handshake.ts'

/**
 * Asks main for the page's port, proves that the answer belongs to the question, and hands the port over. It exposes
 * nothing: the port is all the page ever gets. Module scripts have run before the document counts as loaded, so the page
 * listens by then.
 */
if (process.sandboxed !== true || process.contextIsolated !== true) throw new Error('The window is not sandboxed.')

const nonce = crypto.randomUUID()
/** The window that only deals in sound has a channel of its own. */
const { channel, message } = window.location.pathname === audioHandshake.page ? audioHandshake : handshake

ipcRenderer.once(channel, (event, answer: unknown) => {
  const [port] = event.ports
  const proven = typeof answer === 'object' && answer !== null && Reflect.get(answer, 'nonce') === nonce
  if (port !== undefined && proven) window.postMessage({ type: message }, window.location.origin, [port])
})

window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(channel, nonce), { once: true })
