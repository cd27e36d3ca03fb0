/** An answer that is read while it comes, as a stream of undici's. */
import { EventEmitter } from 'node:events'
import type { Dispatcher } from 'undici'
import { isSuccess, refusalBytes, type Attempt } from '#main/clients/http/attempt.ts'
import type { Headers } from '#main/clients/http/errors.ts'

type Opened = { readonly status: number; readonly headers: Headers; readonly chunks: AsyncIterable<Uint8Array> }

/** The beginning of a refusal goes to `refuse`, for the error it is; the stream of a success to `read`. */
export async function open<T>(
  dispatcher: Dispatcher,
  options: Dispatcher.RequestOptions,
  attempt: Attempt,
  refuse: (answer: { readonly status: number; readonly headers: Headers; readonly text: string }) => Error,
  read: (opened: Opened) => Promise<T>,
): Promise<T> {
  // An emitter serves undici as a signal too, at a tenth of the cost of an AbortController.
  const stop = new EventEmitter()
  attempt.giveUp = () => void stop.emit('abort')
  const { statusCode: status, headers, body } = await dispatcher.request({ ...options, opaque: attempt, signal: stop })
  attempt.status = status
  try {
    if (!isSuccess(status)) throw refuse({ status, headers, text: await readStart(body) })
    return await read({ status, headers, chunks: body })
  } catch (thrown) {
    // Nobody reads on: give the connection up.
    body.on('error', () => undefined).destroy()
    throw thrown
  }
}

/** As much of a refusal as came, within bounds; a refusal that breaks off is still a refusal. */
async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes > refusalBytes) break
    }
  } catch {
    // The status is known, and says more than the broken connection.
  }
  return Buffer.concat(chunks).subarray(0, refusalBytes).toString('utf8')
}
