import { randomBytes } from 'node:crypto'
import type { Clock, Random } from '#main/kernel/ports.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, ms)
      if (signal?.aborted === true) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    }),
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** Bytes from here on would make the first letters likelier than the last. */
const unfair = 256 - (256 % letters.length)

export const systemRandom: Random = {
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  id: (prefix) => {
    let text = ''
    while (text.length < 20)
      for (const byte of randomBytes(24)) if (byte < unfair && text.length < 20) text += letters[byte % letters.length]
    return prefix + text
  },
}
